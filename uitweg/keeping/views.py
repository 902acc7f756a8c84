"""The page of terms, and the click that lets a conversation stay longer."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.access.gate import needs
from uitweg.access.rules import Permission, may
from uitweg.access.sessions import MemberRequest
from uitweg.keeping import actions, case_listing, listing, runs
from uitweg.keeping.forms import HoldForm
from uitweg.keeping.places import place_in
from uitweg.keeping.rules import HoldReason
from uitweg.reports.models import Report


@require_GET
@needs(Permission.KEEPING_READ)
def keeping(request: MemberRequest) -> HttpResponse:
    """What goes when, what stays, what has gone, and the table behind it."""
    return _page(request)


def _page(request: MemberRequest, *, form: HoldForm | None = None, about: int = 0) -> HttpResponse:
    today, table = timezone.localdate(), actions.terms()
    after, number = place_in(request.GET.get("na", ""))
    going = listing.going(after=after, number=number)
    words = {
        "going": going,
        "next": going[-1] if len(going) == listing.PAGE else None,
        "staying": listing.staying(),
        "proofs": list(listing.proofs()),
        "table": listing.table_rows(),
        "signed": table.signed,
        "is_signed": table.is_signed_on(today),
        "may_hold": may(request.member, Permission.KEEPING_HOLD),
        "reasons": [(r.value, w) for r, w in listing.HOLD_WORDS.items()],
        "first_day": today + timedelta(days=1),
        "last_day": today + timedelta(days=table.longest_hold_days),
        "about": about,
        "cases_over": runs.over(today=today),
        "lists_waiting": case_listing.waiting_for(request.member),
        "wrong": next(iter(form.errors.values()))[0] if form else "",
        "today": today,
    }
    return render(request, "keeping/keeping.html", words, status=400 if form else 200)


@require_POST
@needs(Permission.KEEPING_HOLD)
def hold(request: MemberRequest, report_id: int) -> HttpResponse:
    """Let a conversation stay until a day, with a reason."""
    report, longest = get_object_or_404(Report, pk=report_id), actions.terms().longest_hold_days
    form = HoldForm(request.POST, today=timezone.localdate(), longest_days=longest)
    if not form.is_valid():
        return _page(request, form=form, about=report.pk)
    actions.hold(
        report=report,
        by=request.member,
        until=form.cleaned_data["until"],
        was=form.cleaned_data["was"],
        reason=HoldReason(form.cleaned_data["reason"]),
        now=timezone.now(),
    )
    return redirect("keeping")


@require_POST
@needs(Permission.KEEPING_HOLD)
def release(request: MemberRequest, report_id: int) -> HttpResponse:
    """End that before its day."""
    actions.release(report=get_object_or_404(Report, pk=report_id), by=request.member)
    return redirect("keeping")
