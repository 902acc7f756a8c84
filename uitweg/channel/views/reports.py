"""The team's clicks on one report. The page itself is composed in desk."""

from django.db.models import Max
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from uitweg.channel.actions import reports, withdrawal
from uitweg.channel.forms import CloseAsAdviceForm
from uitweg.channel.models import Answer, Report
from uitweg.channel.rules.reports import ReportState
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.ui.notices import redirect_with_notice


@require_POST
@needs(Permission.REPORT_TAKE, keys=True)
def take(request: MemberRequest, report_id: int) -> HttpResponse:
    """One click: this report is mine."""
    report = get_object_or_404(Report, pk=report_id)
    reports.take_report(report=report, by=request.actor)
    return redirect("report", report.pk)


@require_POST
@needs(Permission.REPORT_WITHDRAW)
def withdraw(request: MemberRequest, report_id: int, answer_id: int) -> HttpResponse:
    """Take an answer back, after the page asked once more."""
    answer = get_object_or_404(
        Answer.objects.select_related("report"), pk=answer_id, report_id=report_id
    )
    withdrawal.withdraw_answer(answer=answer, by=request.actor)
    return redirect("report", report_id)


@require_GET
@needs(Permission.REPORT_READ)
def standing(request: MemberRequest, report_id: int) -> HttpResponse:
    """Say the number of the last message, for a page that stands open; nothing is opened."""
    found = Report.objects.filter(pk=report_id).exclude(state=ReportState.DELETED)
    last = found.values_list(Max("messages"), flat=True).first()
    return JsonResponse({"last": last or 0})


@require_POST
@needs(Permission.REPORT_CLOSE, keys=True)
def close_as_advice(request: MemberRequest, report_id: int) -> HttpResponse:
    """Close with advice only; what it came to is one of a short list."""
    report = get_object_or_404(Report, pk=report_id)
    form = CloseAsAdviceForm(request.POST)
    if form.is_valid():
        outcome = form.cleaned_data["outcome"]
        reports.close_as_advice(
            report=report, by=request.actor, outcome=outcome, seen=form.cleaned_data["seen"]
        )
        return redirect_with_notice("now", "report-advice", report.number)
    return redirect("report", report.pk)
