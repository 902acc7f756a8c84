"""The retention page, and keeping a conversation longer."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from uitweg.casework.retention.actions import (
    case_destruction,
    case_overview,
    conversations,
    overview,
    signing,
)
from uitweg.casework.retention.forms import HoldForm
from uitweg.casework.retention.rules.terms import HoldReason
from uitweg.casework.retention.views.paging import cursor_in
from uitweg.channel.conversation.models import Report
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.policy import retention


@require_GET
@needs(Permission.RETENTION_READ)
def retention_page(request: MemberRequest) -> HttpResponse:
    """What is destroyed when, what is kept, what is gone, and the retention table behind it."""
    return _retention_page(request)


def _retention_page(
    request: MemberRequest, *, form: HoldForm | None = None, about_id: int = 0
) -> HttpResponse:
    """Render the page; `form` is a refused hold of the report `about_id`."""
    today, table = timezone.localdate(), retention.retention_table()
    after, number = cursor_in(request.GET.get("na", ""))
    expiring = overview.list_expiring_reports(after=after, number=number)
    context = {
        "expiring": expiring,
        "next": expiring[-1] if len(expiring) == overview.ROWS_PER_PAGE else None,
        "without_term": overview.reports_without_term(),
        "destructions": list(overview.latest_destructions()),
        "table": overview.table_rows(),
        "signatures": signing.signatures(),
        "is_signed": signing.is_signed_on(today),
        "has_to_sign": signing.has_to_sign(request.actor),
        "text_hash": table.text_hash,
        "longest_hold_days": table.longest_hold_days,
        "may_hold": may(request.actor, Permission.RETENTION_HOLD),
        "reasons": HoldReason.choices(),
        "first_day": today + timedelta(days=1),
        "last_day": today + timedelta(days=table.longest_hold_days),
        "about_id": about_id,
        "overdue_cases": case_destruction.count_overdue_cases(today=today),
        "runs_to_decide": case_overview.count_runs_to_decide(request.actor),
        "error": next(iter(form.errors.values()))[0] if form else "",
        "today": today,
    }
    return render(request, "retention/retention_page.html", context, status=400 if form else 200)


@require_POST
@needs(Permission.RETENTION_HOLD)
def hold_report(request: MemberRequest, report_id: int) -> HttpResponse:
    """Keep a closed conversation until a chosen day, for a chosen reason."""
    report = get_object_or_404(Report, pk=report_id)
    longest_days = retention.retention_table().longest_hold_days
    form = HoldForm(request.POST, today=timezone.localdate(), longest_days=longest_days)
    if not form.is_valid():
        return _retention_page(request, form=form, about_id=report.pk)
    conversations.hold_report(
        report=report,
        by=request.actor,
        until=form.cleaned_data["until"],
        shown_until=form.cleaned_data["was"],
        reason=form.cleaned_data["reason"],
    )
    return redirect("retention-page")


@require_POST
@needs(Permission.RETENTION_HOLD)
def release_report(request: MemberRequest, report_id: int) -> HttpResponse:
    """End a hold on a conversation before its last day."""
    conversations.release_report(report=get_object_or_404(Report, pk=report_id), by=request.actor)
    return redirect("retention-page")


@require_POST
@needs(Permission.RETENTION_SIGN)
def sign_terms(request: MemberRequest) -> HttpResponse:
    """Sign the table as this member saw it; when it changed meanwhile nothing is signed."""
    signing.sign_table(text_hash=request.POST.get("text", ""), by=request.actor)
    return redirect(f"{reverse('retention-page')}#ondertekenen")
