"""How long reports wait for their first answer: kept apart from them, since moments become days."""

from datetime import datetime, timedelta

from django.utils import timezone

from uitweg.channel.answers.rules import month_of, months_back, waited_minutes
from uitweg.channel.conversation.models import Answer, AnswerTime, Message, Report
from uitweg.channel.conversation.rules.answering import is_late
from uitweg.channel.conversation.rules.reports import LateReason
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention


def record_first_answer(
    report: Report, answer: Answer, *, by: Actor, reason: LateReason | None
) -> None:
    """Keep how long this report waited, in the transaction that stores its first answer.

    Nothing is kept of a later answer, nor when the moment of the report became a day already: it
    was closed without an answer, and its reporter wrote again.
    """
    if Answer.objects.filter(report=report).exclude(pk=answer.pk).exists():
        return
    first = Message.objects.filter(report=report).defer("for_team", "for_reporter").order_by("pk")
    message = first.first()
    if message is None or message.day_only:
        return
    received_at = timezone.localtime(message.received_at)
    late = is_late(received_at.date(), danger_now=message.danger_now, today=by.today)
    AnswerTime.objects.create(
        month=month_of(received_at.date()),
        hour=received_at.hour,
        minutes=waited_minutes(message.received_at, by.now),
        danger=message.danger_now,
        kept=not late,
        reason=reason.value if late and reason else "",
    )


def asks_why_late(report: Report, *, by: Actor) -> bool:
    """Return whether the first answer to this report comes too late, so that the form asks why."""
    if Answer.objects.filter(report=report).exists():
        return False
    messages = Message.objects.filter(report=report).order_by("pk")
    for received_at, danger, day_only in messages.values_list(
        "received_at", "danger_now", "day_only"
    )[:1]:
        received_on = timezone.localdate(received_at)
        return not day_only and is_late(received_on, danger_now=danger, today=by.today)
    return False


@job("old-answer-times", every=timedelta(hours=1))
def delete_old(*, now: datetime) -> int:
    """Delete what is of before its term; return how many rows went."""
    years = retention.retention_table().number("answer-times")
    before = months_back(month_of(timezone.localdate(now)), 12 * years)
    return AnswerTime.objects.filter(month__lt=before).delete()[0]
