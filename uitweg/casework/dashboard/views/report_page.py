"""What the page of a report shows, a part at a time: each function fills one part's template."""

from collections.abc import Sequence
from typing import Any

from uitweg.casework.cases.models import Case
from uitweg.casework.dashboard.actions.members import member_names
from uitweg.casework.dashboard.views.worklist import report_state_text
from uitweg.channel.actions.reports import OpenedMessage
from uitweg.channel.forms import AnswerForm
from uitweg.channel.models import Report
from uitweg.channel.rules.reports import AdviceOutcome, ReporterLanguage, ReporterRole
from uitweg.channel.rules.sizes import LONGEST_TEXT
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.content import levels, load
from uitweg.platform.content.levels import ReadingLevel
from uitweg.platform.sealing import tokens


def conversation_context(messages: Sequence[OpenedMessage], member: Member) -> dict[str, Any]:
    """Return the conversation, and which of its answers this member may take back."""
    return {
        "messages": messages,
        "in_danger": any(message.danger_now and message.is_waiting for message in messages),
        "may_withdraw": [
            message.answer_id
            for message in messages
            if message.answer_id
            and not message.withdrawn_on
            and may(member, Permission.REPORT_WITHDRAW, message)
        ],
    }


def reporter_context(messages: Sequence[OpenedMessage]) -> dict[str, Any]:
    """Return what the reporter said of themselves, and the signals they ticked."""
    first = next((message for message in messages if not message.from_team), None)
    known = {signal.id: signal for signal in load().signals}
    # a hostile browser can name one signal a thousand times
    named = dict.fromkeys(signal_id for message in messages for signal_id in message.signals)
    return {
        "first": first,
        "role": ReporterRole.words_of(first.role) if first else "",
        "language": ReporterLanguage.words_of(first.language) if first else "",
        "signals": [known[signal_id] for signal_id in named if signal_id in known],
    }


def answer_context(messages: Sequence[OpenedMessage], form: AnswerForm) -> dict[str, Any]:
    """Return the form to answer with, in the level the reporter reads."""
    level = _reading_level(messages)
    return {
        "form": form,
        "form_key": form.data.get("key") or tokens.new_token(16).hex(),
        "seen": max((message.message_id for message in messages), default=0),
        "longest": LONGEST_TEXT,
        "level": level,
        "openings": load(level=level.id).openings,
    }


def follow_up_context(report: Report, member: Member) -> dict[str, Any]:
    """Return how the report stands, its case, and what this member may make of it."""
    case = Case.objects.filter(report_id=report.pk).first()
    return {
        "state": report_state_text(report),
        "taken_by": member_names().get(report.taken_by or 0, ""),
        "case": case if case and may(member, Permission.CASE_READ, case) else None,
        "other_case": case,
        "may_open_case": may(member, Permission.CASE_OPEN, report),
        "outcomes": AdviceOutcome.choices(),
        "outcome": AdviceOutcome.words_of(report.outcome),
    }


def text_of_reporter(messages: Sequence[OpenedMessage]) -> str:
    """Return all that the reporter wrote and that opened, to look for who it is about."""
    own = [message for message in messages if not message.from_team]
    return "\n".join(message.text for message in own if message.text)


def _reading_level(messages: Sequence[OpenedMessage]) -> ReadingLevel:
    """Return the level the reporter last wrote in; of older messages only the language is known."""
    last = next(
        (message for message in reversed(messages) if message.level or message.language), None
    )
    same_level = [level for level in levels() if last and last.level == level.id]
    same_language = [level for level in levels() if last and last.language == level.lang]
    return [*same_level, *same_language, *levels()][0]
