"""The page of terms, and the click that lets a conversation stay longer."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.retention.actions import (
    case_destruction,
    case_overview,
    conversations,
    overview,
)
from uitweg.casework.retention.forms import HoldForm
from uitweg.casework.retention.rules.terms import HoldReason
from uitweg.casework.retention.views.paging import place_in
from uitweg.channel.models import Report
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.policy import retention


@require_GET
@needs(Permission.KEEPING_READ)
def keeping(request: MemberRequest) -> HttpResponse:
    """What goes when, what stays, what has gone, and the table behind it."""
    return _page(request)


def _page(request: MemberRequest, *, form: HoldForm | None = None, about: int = 0) -> HttpResponse:
    today, table = timezone.localdate(), retention.table()
    after, number = place_in(request.GET.get("na", ""))
    going = overview.going(after=after, number=number)
    words = {
        "going": going,
        "next": going[-1] if len(going) == overview.PAGE else None,
        "staying": overview.staying(),
        "proofs": list(overview.proofs()),
        "table": overview.table_rows(),
        "signed": table.signed,
        "is_signed": table.is_signed_on(today),
        "may_hold": may(request.member, Permission.KEEPING_HOLD),
        "reasons": [(r.value, w) for r, w in overview.HOLD_WORDS.items()],
        "first_day": today + timedelta(days=1),
        "last_day": today + timedelta(days=table.longest_hold_days),
        "about": about,
        "cases_over": case_destruction.over(today=today),
        "lists_waiting": case_overview.waiting_for(request.member),
        "wrong": next(iter(form.errors.values()))[0] if form else "",
        "today": today,
    }
    return render(request, "retention/keeping.html", words, status=400 if form else 200)


@require_POST
@needs(Permission.KEEPING_HOLD)
def hold(request: MemberRequest, report_id: int) -> HttpResponse:
    """Let a conversation stay until a day, with a reason."""
    report, longest = (
        get_object_or_404(Report, pk=report_id),
        retention.table().longest_hold_days,
    )
    form = HoldForm(request.POST, today=timezone.localdate(), longest_days=longest)
    if not form.is_valid():
        return _page(request, form=form, about=report.pk)
    conversations.hold(
        report=report,
        by=request.actor,
        until=form.cleaned_data["until"],
        was=form.cleaned_data["was"],
        reason=HoldReason(form.cleaned_data["reason"]),
    )
    return redirect("keeping")


@require_POST
@needs(Permission.KEEPING_HOLD)
def release(request: MemberRequest, report_id: int) -> HttpResponse:
    """End that before its day."""
    conversations.release(report=get_object_or_404(Report, pk=report_id), by=request.actor)
    return redirect("keeping")
