"""The page of one report: read the conversation, answer it, decide what it becomes."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from uitweg.casework.dashboard.views.report_page import (
    answer_context,
    conversation_context,
    follow_up_context,
    reporter_context,
    text_of_reporter,
)
from uitweg.casework.search.views import find_cases_about
from uitweg.channel.actions import attachments, reports
from uitweg.channel.forms import AnswerForm
from uitweg.channel.models import Report
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_READ, keys=True)
def report(request: MemberRequest, report_id: int) -> HttpResponse:
    """One conversation: read it, answer it, decide what it becomes."""
    opened = get_object_or_404(Report, pk=report_id)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _send_answer(request, opened, form)
            return redirect("report", opened.pk)
        except attachments.FilesNotSendable as error:
            form.add_error(None, str(error))
    return _report_page(request, opened, form)


@require_POST
@needs(Permission.REPORT_READ, keys=True)
def report_known(request: MemberRequest, report_id: int) -> HttpResponse:
    """The same page, with the cases it may be about: only when somebody asks."""
    opened = get_object_or_404(Report, pk=report_id)
    return _report_page(request, opened, AnswerForm(None), asks_known=True)


def _send_answer(request: MemberRequest, opened: Report, form: AnswerForm) -> None:
    """Store a valid answer with its files. Raises FilesNotSendable."""
    chosen = [(file.name or "", file.read()) for file in request.FILES.getlist("files")]
    reports.send_answer(
        report=opened,
        by=request.actor,
        text=form.cleaned_data["text"],
        key=form.cleaned_data["key"],
        seen=form.cleaned_data["seen"],
        sending=attachments.prepare_files(chosen),
    )


def _report_page(
    request: MemberRequest, opened: Report, form: AnswerForm, *, asks_known: bool = False
) -> HttpResponse:
    messages = reports.open_conversation(report=opened, by=request.actor)
    known = None
    if asks_known:
        known = find_cases_about(request, text_of_reporter(messages), where=opened.number)
    context = {
        "report": opened,
        "now": timezone.now(),
        "known": known,
        "readings": audit_log.readers_of(opened),
        **conversation_context(messages, request.member),
        **reporter_context(messages),
        **answer_context(messages, form),
        **follow_up_context(opened, request.member),
    }
    return render(request, "dashboard/report.html", context, status=400 if form.is_bound else 200)
