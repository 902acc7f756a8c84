"""The page of one report: read the conversation, answer it, choose what happens next."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.dashboard.danger.actions.answered import load_answered_dangers
from uitweg.casework.dashboard.report.views.closed_source import closed_source_page
from uitweg.casework.dashboard.report.views.context import (
    answer_context,
    conversation_context,
    follow_up_context,
    reporter_context,
    term_context,
    text_of_reporter,
)
from uitweg.casework.duty.callouts.actions.callouts import acknowledge_callouts_about
from uitweg.casework.search.views import find_cases_about
from uitweg.channel.answers.actions import reports
from uitweg.channel.answers.forms import AnswerForm
from uitweg.channel.attachments.actions import attachments
from uitweg.channel.conversation.actions.decryption import READ_REPORT
from uitweg.channel.conversation.models import Report
from uitweg.platform.accounts.actions.authorization import NotAllowed, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_READ)
def report(request: MemberRequest, report_id: int) -> HttpResponse:
    """Show one conversation; a POST sends an answer."""
    row = get_object_or_404(Report, pk=report_id)
    try:
        require(request.actor, Permission.REPORT_READ, row)
    except NotAllowed:
        return closed_source_page(request, row)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _send_answer(request, row, form)
            return redirect("report", row.pk)
        except attachments.FilesNotSendable as error:
            form.add_error(None, str(error))
    return _report_page(request, row, form)


@require_POST
@needs(Permission.REPORT_READ)
def report_known(request: MemberRequest, report_id: int) -> HttpResponse:
    """Show the page with the cases that the report may be about; only when a member asks."""
    row = get_object_or_404(Report, pk=report_id)
    return _report_page(request, row, AnswerForm(None), search_cases=True)


def _send_answer(request: MemberRequest, row: Report, form: AnswerForm) -> None:
    """Send a valid answer with its files. Raises FilesNotSendable."""
    files = [(file.name or "", file.read()) for file in request.FILES.getlist("files")]
    reports.send_answer(
        report=row,
        by=request.actor,
        text=form.cleaned_data["text"],
        key=form.cleaned_data["key"],
        seen=form.cleaned_data["seen"],
        sending=attachments.prepare_files(files),
        why_late=form.cleaned_data["why_late"],
    )


def _report_page(
    request: MemberRequest, row: Report, form: AnswerForm, *, search_cases: bool = False
) -> HttpResponse:
    messages = reports.open_conversation(report=row, by=request.actor)
    known = None
    if search_cases:
        known = find_cases_about(request, text_of_reporter(messages), where=row.number)
    context = {
        "report": row,
        "now": timezone.now(),
        "known": known,
        "readings": audit_log.readers_of(READ_REPORT, row),
        "answered_danger": next(
            iter(load_answered_dangers(by=request.actor, report_id=row.pk)), None
        ),
        **conversation_context(messages, request.actor),
        **reporter_context(messages),
        **answer_context(messages, form),
        **term_context(messages, row, request.actor),
        **follow_up_context(row, request.actor),
    }
    return render(request, "report/report.html", context, status=400 if form.is_bound else 200)


@require_POST
@needs(Permission.REPORT_TAKE)
def take_report(request: MemberRequest, report_id: int) -> HttpResponse:
    """Assign the report to the member who clicks, and with it the page that is only about it."""
    report = get_object_or_404(Report, pk=report_id)
    reports.take_report(report=report, by=request.actor)
    acknowledge_callouts_about(report=report, by=request.actor)
    return redirect("report", report.pk)
