"""The team's actions on one report. The report's page itself is in casework.dashboard."""

from django.db.models import Max
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from uitweg.channel.answers.actions import reports
from uitweg.channel.answers.forms import CloseAsAdviceForm, EndDangerForm
from uitweg.channel.conversation.models import Answer, Report
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.platform.accounts.actions.authorization import require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.notices import redirect_with_notice

LISTS_OF_DANGER = ("now", "night")
"""The pages with the list of dangers that wait for the youngster."""


@require_POST
@needs(Permission.REPORT_WITHDRAW)
def withdraw_answer(request: MemberRequest, report_id: int, answer_id: int) -> HttpResponse:
    """Withdraw an answer; the page has asked for confirmation."""
    answer = get_object_or_404(
        Answer.objects.select_related("report"), pk=answer_id, report_id=report_id
    )
    reports.withdraw_answer(answer=answer, by=request.actor)
    return redirect("report", report_id)


@require_GET
@needs(Permission.REPORT_READ)
def report_status(request: MemberRequest, report_id: int) -> HttpResponse:
    """Return the id of the last message, which an open page polls; nothing is decrypted."""
    found = Report.objects.filter(pk=report_id).exclude(state=ReportState.DELETED)
    for report in found:
        require(request.actor, Permission.REPORT_READ, report)
    last = found.values_list(Max("messages"), flat=True).first()
    return JsonResponse({"last": last or 0})


@require_POST
@needs(Permission.REPORT_CLOSE)
def end_danger(request: MemberRequest, report_id: int) -> HttpResponse:
    """A member says how the danger that was answered ended."""
    report = get_object_or_404(Report, pk=report_id)
    form, back = EndDangerForm(request.POST), request.POST.get("back")
    if form.is_valid():
        why, seen = form.cleaned_data["why"], form.cleaned_data["seen"]
        reports.end_danger(report=report, why=why, seen=seen, by=request.actor)
        if back in LISTS_OF_DANGER:
            return redirect_with_notice(back, "danger-ended", report.number)
    return redirect(back) if back in LISTS_OF_DANGER else redirect("report", report.pk)


@require_POST
@needs(Permission.REPORT_CLOSE)
def close_as_advice(request: MemberRequest, report_id: int) -> HttpResponse:
    """Close the report with advice only and record the outcome."""
    report = get_object_or_404(Report, pk=report_id)
    form = CloseAsAdviceForm(request.POST)
    if form.is_valid():
        outcome = form.cleaned_data["outcome"]
        reports.close_as_advice(
            report=report, by=request.actor, outcome=outcome, seen=form.cleaned_data["seen"]
        )
        return redirect_with_notice("now", "report-advice", report.number)
    return redirect("report", report.pk)
