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
from uitweg.casework.retention.views.paging import cursor_in
from uitweg.channel.models import Report
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.policy import retention


@require_GET
@needs(Permission.RETENTION_READ)
def retention_page(request: MemberRequest) -> HttpResponse:
    """What goes when, what stays, what has gone, and the table behind it."""
    return _page(request)


def _page(request: MemberRequest, *, form: HoldForm | None = None, about: int = 0) -> HttpResponse:
    today, table = timezone.localdate(), retention.retention_table()
    after, number = cursor_in(request.GET.get("na", ""))
    going = overview.list_expiring_reports(after=after, number=number)
    words = {
        "going": going,
        "next": going[-1] if len(going) == overview.PAGE else None,
        "staying": overview.reports_without_term(),
        "proofs": list(overview.latest_destructions()),
        "table": overview.table_rows(),
        "signed": table.signed,
        "is_signed": table.is_signed_on(today),
        "may_hold": may(request.member, Permission.RETENTION_HOLD),
        "reasons": HoldReason.choices(),
        "first_day": today + timedelta(days=1),
        "last_day": today + timedelta(days=table.longest_hold_days),
        "about": about,
        "cases_over": case_destruction.count_overdue_cases(today=today),
        "lists_waiting": case_overview.count_lists_waiting_for(request.member),
        "wrong": next(iter(form.errors.values()))[0] if form else "",
        "today": today,
    }
    return render(request, "retention/keeping.html", words, status=400 if form else 200)


@require_POST
@needs(Permission.RETENTION_HOLD)
def hold_report(request: MemberRequest, report_id: int) -> HttpResponse:
    """Let a conversation stay until a day, with a reason."""
    report, longest = (
        get_object_or_404(Report, pk=report_id),
        retention.retention_table().longest_hold_days,
    )
    form = HoldForm(request.POST, today=timezone.localdate(), longest_days=longest)
    if not form.is_valid():
        return _page(request, form=form, about=report.pk)
    conversations.hold_report(
        report=report,
        by=request.actor,
        until=form.cleaned_data["until"],
        was=form.cleaned_data["was"],
        reason=form.cleaned_data["reason"],
    )
    return redirect("keeping")


@require_POST
@needs(Permission.RETENTION_HOLD)
def release_report(request: MemberRequest, report_id: int) -> HttpResponse:
    """End that before its day."""
    conversations.release_report(report=get_object_or_404(Report, pk=report_id), by=request.actor)
    return redirect("keeping")
