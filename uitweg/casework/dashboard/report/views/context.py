"""What the page of a report shows; each function returns the context of one of its templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.sheets.rules import hours_said_in
from uitweg.casework.dashboard.report.actions import coordinators_with_key
from uitweg.casework.dashboard.worklist.views.reports import (
    report_state_text,
    was_destroyed_as_junk,
)
from uitweg.channel.answers.actions.answer_times import asks_why_late as asks_why_late_of
from uitweg.channel.answers.actions.reports import OpenedMessage
from uitweg.channel.answers.forms import AnswerForm
from uitweg.channel.conversation.models import Report
from uitweg.channel.conversation.rules.answering import answer_by
from uitweg.channel.conversation.rules.reports import (
    AdviceOutcome,
    LateReason,
    ReporterLanguage,
    ReporterNeed,
    ReporterRole,
)
from uitweg.channel.conversation.rules.sizes import LONGEST_TEXT
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.content import levels, load
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.sealing import tokens


def conversation_context(messages: Sequence[OpenedMessage], by: Actor) -> dict[str, Any]:
    """Return the conversation, and which of its answers this member may withdraw."""
    return {
        "messages": messages,
        "in_danger": any(_is_danger(message) for message in messages if message.is_waiting),
        "may_withdraw": [
            message.answer_id
            for message in messages
            if message.answer_id
            and not message.withdrawn_on
            and may(by, Permission.REPORT_WITHDRAW, message)
        ],
    }


def _is_danger(message: OpenedMessage) -> bool:
    """Tell whether the message is marked, or says so inside; our own pages always do both."""
    return message.danger_now or message.needed == ReporterNeed.NOW


def reporter_context(messages: Sequence[OpenedMessage]) -> dict[str, Any]:
    """Return what the reporter said of themselves, and what they answered in the check.

    `red_flags` are the answers about danger, `about_life` whether one of them is about suicide.
    """
    first = next((message for message in messages if not message.from_team), None)
    known = load().check_answers
    # without duplicates, because a hostile browser can send one signal a thousand times
    ticked = dict.fromkeys(signal_id for message in messages for signal_id in message.signals)
    life = {flag.id for flag in load().check.red_flags if flag.calls_life}
    dangers = {*load().check.other_danger, *life}
    return {
        "first": first,
        "safe": _safe_to_answer(messages),
        "role": ReporterRole.words_of(first.role) if first else "",
        "needed": ReporterNeed.words_of(first.needed) if first else "",
        "language": ReporterLanguage.words_of(first.language) if first else "",
        "signals": [known[signal_id] for signal_id in ticked if signal_id in known],
        "red_flags": [known[signal_id] for signal_id in ticked if signal_id in dangers],
        "about_life": bool(life & {*ticked}),
    }


@dataclass(frozen=True)
class SafeToAnswer:
    """When the reporter can safely read an answer, in their own words; "" when they did not say.

    `is_outside`: it names hours, and it is another time now.
    """

    words: str
    is_outside: bool


def _safe_to_answer(messages: Sequence[OpenedMessage]) -> SafeToAnswer:
    """Return what the reporter said last about it."""
    said = [each.safe_times for each in messages if not each.from_team and each.safe_times]
    words = said[-1] if said else ""
    hours = hours_said_in(words)
    is_outside = hours is not None and not hours.includes(timezone.localtime().time())
    return SafeToAnswer(words, is_outside)


def answer_context(messages: Sequence[OpenedMessage], form: AnswerForm) -> dict[str, Any]:
    """Return the answer form, and ready-made sentences on the reporter's reading level."""
    level = _reading_level(messages)
    return {
        "form": form,
        "form_key": form.data.get("key") or tokens.new_token(16).hex(),
        "seen": max((message.message_id for message in messages), default=0),
        "longest": LONGEST_TEXT,
        "level": level,
        "openings": load(level=level.id).openings,
    }


def term_context(messages: Sequence[OpenedMessage], report: Report, by: Actor) -> dict[str, Any]:
    """Return by which day the waiting messages should have an answer, and what is asked when late.

    The first day counts, of several messages that wait.
    """
    days = [
        answer_by(timezone.localdate(message.written_at), danger_now=message.danger_now)
        for message in messages
        if message.is_waiting
    ]
    term = min(days, default=None)
    asks_why_late = asks_why_late_of(report, by=by) if term else False
    return {
        "answer_term": term,
        "is_late": term is not None and by.today > term,
        "late_reasons": LateReason.choices() if asks_why_late else [],
    }


def follow_up_context(report: Report, by: Actor) -> dict[str, Any]:
    """Return the state of the report, its case, and what this member may do with it."""
    case = Case.objects.filter(report_id=report.pk).first()
    return {
        "state": report_state_text(report),
        "was_junk": was_destroyed_as_junk(report),
        "taken_by": Member.objects.names_by_id().get(report.taken_by or 0, ""),
        "case": case if case and may(by, Permission.CASE_READ, case) else None,
        "other_case": case,
        "may_open_case": may(by, Permission.CASE_OPEN, report),
        "coordinators": coordinators_with_key(),
        "outcomes": AdviceOutcome.choices(),
        "outcome": AdviceOutcome.words_of(report.outcome),
    }


def text_of_reporter(messages: Sequence[OpenedMessage]) -> str:
    """Return all decrypted text of the reporter, to search for whom it is about."""
    texts = [message.text for message in messages if not message.from_team]
    return "\n".join(text for text in texts if text)


def _reading_level(messages: Sequence[OpenedMessage]) -> ReadingLevel:
    """Return the level on which the reporter last wrote, or else one in the same language.

    Of older messages only the language is known.
    """
    last = next(
        (message for message in reversed(messages) if message.level or message.language), None
    )
    same_level = [level for level in levels() if last and last.level == level.id]
    same_language = [level for level in levels() if last and last.language == level.lang]
    return [*same_level, *same_language, *levels()][0]
