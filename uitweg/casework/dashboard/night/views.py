"""The night screen: one page on a phone for whoever has duty, and an answer in two taps."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from uitweg.casework.dashboard.danger.actions.answered import (
    answered_danger_block,
    load_answered_dangers,
)
from uitweg.casework.dashboard.danger.actions.closed import load_closed_dangers
from uitweg.casework.dashboard.night.actions import READ_RECORDED_EVERY, Night, load_night
from uitweg.casework.dashboard.night.rules import NIGHT_SENTENCES, runs_out_before
from uitweg.casework.dashboard.report.views.closed_source import closed_source_page
from uitweg.casework.dashboard.report.views.context import (
    answer_context,
    conversation_context,
    reporter_context,
)
from uitweg.casework.dashboard.worklist.actions import (
    READ_WORKLIST,
    WaitingReport,
    load_worklist_page,
)
from uitweg.casework.dashboard.worklist.views.rows import worklist_rows
from uitweg.casework.duty.callouts.actions.callouts import load_unhandled_callouts
from uitweg.casework.duty.callouts.views.shown import CalloutRow, callout_rows
from uitweg.channel.answers.actions import reports
from uitweg.channel.answers.actions.reports import OpenedMessage
from uitweg.channel.answers.forms import AnswerForm
from uitweg.channel.conversation.models import Report
from uitweg.platform.accounts.actions.authorization import Actor, NotAllowed, require
from uitweg.platform.accounts.actions.sessions import MemberRequest
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.accounts.views.gate import needs
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.content.values.values import AnswerOpening
from uitweg.platform.ui.notices import redirect_with_notice

WAITING_SHOWN = 10


@require_GET
@needs(Permission.WORKLIST_READ)
def night(request: MemberRequest) -> HttpResponse:
    """Show what needs somebody now, who waits, what runs out before eight, and who can help."""
    audit_log.record_at_most_every(
        request.member, READ_WORKLIST, "worklist", every=READ_RECORDED_EVERY
    )
    by, moment = request.actor, timezone.localtime()
    shown = load_night(by=by)
    waiting = load_worklist_page(by=by, after="")
    callouts = callout_rows(load_unhandled_callouts(by=by), by=by)
    rows = worklist_rows(
        waiting.rows, member_pk=by.pk, names=Member.objects.names_by_id(), now=moment
    )
    context = {
        "now": moment,
        "night": shown,
        **answered_danger_block(by=by),
        "closed_dangers": load_closed_dangers(by=by),
        "first_callout": next((callout for callout in callouts if callout.is_open), None),
        "other_callouts": _all_but_first_open(callouts),
        "rows": rows[:WAITING_SHOWN],
        "has_more_rows": len(rows) > WAITING_SHOWN or bool(waiting.next),
        "answers_due": _answers_due(waiting.rows, shown),
        "callouts_back": [callout for callout in callouts if callout.is_mine],
        "public_url": settings.PUBLIC_URL,
    }
    return render(request, "night/night.html", context)


def _all_but_first_open(callouts: Sequence[CalloutRow]) -> list[CalloutRow]:
    first = next((callout for callout in callouts if callout.is_open), None)
    return [callout for callout in callouts if callout is not first]


def _answers_due(waiting: Sequence[WaitingReport], shown: Night) -> list[WaitingReport]:
    """Return the reports whose answer is late, or due before the end of the shift."""
    last_day = timezone.localdate(shown.until)
    return [row for row in waiting if row.is_late or runs_out_before(row.answer_by, until=last_day)]


@require_http_methods(["GET", "POST"])
@needs(Permission.REPORT_READ)
def night_answer(request: MemberRequest, report_id: int) -> HttpResponse:
    """Show what waits in one conversation, with a short answer box; a POST sends the answer."""
    row = get_object_or_404(Report, pk=report_id)
    try:
        require(request.actor, Permission.REPORT_READ, row)
    except NotAllowed:
        return closed_source_page(request, row)
    messages = reports.open_conversation(report=row, by=request.actor)
    sentences = _ready_sentences(messages, by=request.actor)
    form = AnswerForm(_with_sentence(request.POST, sentences) if request.POST else None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        reports.send_answer(
            report=row, by=request.actor, text=typed["text"], key=typed["key"], seen=typed["seen"]
        )
        return redirect_with_notice("night", "night-answered", row.number)
    context = {
        "report": row,
        "now": timezone.localtime(),
        "answered_danger": bool(load_answered_dangers(by=request.actor, report_id=row.pk)),
        "last": [message for message in messages if message.is_waiting] or messages[-1:],
        "sentences": sentences,
        **conversation_context(messages, request.actor),
        **reporter_context(messages),
        **answer_context(messages, form),
    }
    status = 400 if form.is_bound else 200
    return render(request, "night/answer.html", context, status=status)


def _ready_sentences(messages: Sequence[OpenedMessage], *, by: Actor) -> list[AnswerOpening]:
    """Return the sentences that are an answer by themselves, on the level of this reporter."""
    in_danger = conversation_context(messages, by)["in_danger"]
    openings = {each.id: each for each in answer_context(messages, AnswerForm())["openings"]}
    return [
        openings[name]
        for name in NIGHT_SENTENCES
        if name in openings and (in_danger or name != "danger-now")
    ]


def _with_sentence(posted: QueryDict, sentences: Sequence[AnswerOpening]) -> dict[str, Any]:
    """Return the form with the chosen sentence in front of what was typed, so nothing is lost."""
    fields = posted.dict()
    chosen = next((each for each in sentences if each.id == posted.get("sentence")), None)
    if chosen is not None:
        typed = str(fields.get("text", "")).strip()
        fields["text"] = f"{chosen.text}\n\n{typed}" if typed else chosen.text
    return fields
