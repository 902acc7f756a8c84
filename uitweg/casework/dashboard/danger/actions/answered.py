"""Danger that was answered: it waits for the youngster, and the whole team sees it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from uitweg.channel.conversation.models import Answer, Message
from uitweg.channel.conversation.rules.reports import DangerEnd, ReportState, possible_danger_ends
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.policy.escalation import DANGER_WAITS, reminder_table

DANGERS_SHOWN = 100


@dataclass(frozen=True)
class AnsweredDanger:
    """A report with danger that was answered, and whose danger nobody ended.

    `since` is when the reporter told of the danger; `seen` is the last message with danger.
    `taken_by` is a member's name, "" without one; `ends` are the choices of how it can end.
    """

    report_id: int
    number: str
    taken_by: str
    since: datetime
    remind_at: datetime
    is_overdue: bool
    seen: int
    ends: list[tuple[str, str]]


def count_answered_dangers(*, by: Actor) -> int:
    """Return how many reports, that `by` may read, have answered danger that nobody ended."""
    messages = Message.objects.in_danger().exclude(report__in=by.member.shut_out_ids("report"))
    return messages.order_by().values("report").distinct().count()


def answered_danger_block(*, by: Actor) -> dict[str, object]:
    """Return what `answered_dangers.html` shows: the dangers, and how many more there are."""
    shown = load_answered_dangers(by=by)
    return {
        "answered_dangers": shown,
        "answered_dangers_more": count_answered_dangers(by=by) - len(shown) if shown else 0,
    }


def load_answered_dangers(*, by: Actor, report_id: int | None = None) -> list[AnsweredDanger]:
    """Return the dangers that wait for the youngster, the longest first; of one report or all.

    Those of a restricted case are left out for who has no part in it (`load_closed_dangers`). At
    most DANGERS_SHOWN messages are read: `count_answered_dangers` tells how many there are.
    """
    messages = Message.objects.in_danger().select_related("report").defer("for_team")
    messages = messages.exclude(report__in=by.member.shut_out_ids("report"))
    if report_id is not None:
        messages = messages.filter(report=report_id)
    by_report = dict[int, list[Message]]()
    for message in messages[:DANGERS_SHOWN]:
        by_report.setdefault(message.report_id, []).append(message)
    if not by_report:
        return []
    answers = Answer.objects.filter(report__in=by_report, withdrawn_on=None).order_by()
    answered = dict(answers.values_list("report").annotate(last=Max("written_at")))
    names, after = Member.objects.names_by_id(), reminder_table()[DANGER_WAITS].after
    dangers = []
    for pk, rows in by_report.items():
        handled = [row.handled_at for row in rows if row.handled_at]
        remind_at = max([*handled, *([answered[pk]] if pk in answered else [])]) + after
        dangers.append(
            AnsweredDanger(
                report_id=pk,
                number=rows[0].report.number,
                taken_by=names.get(rows[0].report.taken_by or 0, ""),
                since=rows[0].received_at,
                remind_at=remind_at,
                is_overdue=remind_at <= by.now,
                seen=max(row.pk for row in rows),
                ends=DangerEnd.choices(possible_danger_ends(ReportState(rows[0].report.state))),
            )
        )
    return dangers
