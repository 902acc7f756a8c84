"""How a conversation ends in the channel's store: what its term needs, and taking it away.

Everything here can be cut off at any line and run again.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from uitweg.channel.actions import leftover_files
from uitweg.channel.models import Answer, Message, Report, Tombstone
from uitweg.channel.rules.answering import start_of_day
from uitweg.channel.rules.reports import AdviceOutcome, ReportState
from uitweg.platform.drafts.actions import drafts

STORE = "channel"


def reports_a_term_can_end() -> QuerySet[Report]:
    """Return the conversations that a term can end: closed by a person, with nothing waiting.

    And answered, unless somebody judged that it does not belong here.
    """
    of_report = {"report": OuterRef("pk")}
    return Report.objects.filter(
        ~Exists(Message.objects.filter(**of_report, handled_at=None)),
        Q(outcome=AdviceOutcome.NOT_FOR_US)
        | Exists(Answer.objects.filter(**of_report, withdrawn_on=None)),
        state=ReportState.ADVICE,
    ).exclude(outcome="")


def last_activity_on(report: Report) -> date:
    """Return the day from which its term counts: closed, and nothing said since."""
    messages = report.messages.aggregate(Max("received_at"), Max("handled_at")).values()
    answers = report.answers.aggregate(Max("written_at")).values()
    moments = [report.received_at, report.changed_at, *messages, *answers]
    return timezone.localdate(max(one for one in moments if one))


def start_of_local_day(now: datetime) -> datetime:
    return start_of_day(timezone.localtime(now))


def begin_destruction(report_id: int, *, now: datetime, due: Callable[[Report], bool]) -> bool:
    """Close the mailbox of a conversation whose term is over; what is in it goes afterwards."""
    with transaction.atomic(using=STORE):
        report = reports_a_term_can_end().select_for_update().filter(pk=report_id).first()
        if report is None or not due(report):
            return False
        _, fresh = Tombstone.objects.get_or_create(
            mailbox_hash=report.mailbox_hash,
            defaults={"asked_at": start_of_local_day(now), "by_term": True},
        )
    return fresh


def unfinished_destructions() -> QuerySet[Tombstone]:
    """Return what `begin` began and nobody finished."""
    return Tombstone.objects.filter(executed_at=None, by_term=True).order_by("id")


def confirm_destruction(stone: Tombstone, *, due: Callable[[Report], bool]) -> Report | None:
    """Pass the point of no return, or give the mailbox back when its term is not over after all.

    A message can have come in while the mailbox was being closed: its sender was told that
    it is safe, so it is.
    """
    with transaction.atomic(using=STORE):
        rows = Report.objects.select_for_update().filter(mailbox_hash=stone.mailbox_hash)
        report = rows.first()
        if report is not None and report.state == ReportState.DELETED:
            return report
        if (
            report is None
            or not reports_a_term_can_end().filter(pk=report.pk).exists()
            or not due(report)
        ):
            stone.delete()
            return None
        rows.update(state=ReportState.DELETED)
    return report


def begin_destruction_with_case(report_id: int, *, now: datetime) -> bool:
    """Close the mailbox of a conversation that goes with its case; not while a message waits."""
    with transaction.atomic(using=STORE):
        report = Report.objects.select_for_update().filter(pk=report_id).first()
        if report is None or report.state == ReportState.DELETED:
            return True
        if has_waiting_message(report.pk):
            return False
        Tombstone.objects.get_or_create(
            mailbox_hash=report.mailbox_hash,
            defaults={"asked_at": start_of_local_day(now), "by_term": True},
        )
    return True


def confirm_destruction_with_case(report_id: int) -> bool:
    """Pass the point of no return with the case, or give the mailbox back: a message came in.

    Its sender was told that it is safe, so it is. Returns whether it goes.
    """
    with transaction.atomic(using=STORE):
        rows = Report.objects.select_for_update().filter(pk=report_id)
        report = rows.first()
        if report is None or report.state == ReportState.DELETED:
            return True
        if has_waiting_message(report_id):
            stones = Tombstone.objects.filter(mailbox_hash=report.mailbox_hash)
            stones.filter(by_term=True, executed_at=None).delete()
            return False
        rows.update(state=ReportState.DELETED)
    return True


def is_mailbox_closed(report_id: int) -> bool:
    """Say whether the mailbox of this conversation is closed already, or was never there."""
    report = Report.objects.filter(pk=report_id).first()
    return report is None or Tombstone.objects.filter(mailbox_hash=report.mailbox_hash).exists()


def finish_destruction_with_case(report_id: int, *, now: datetime) -> Report | None:
    """Remove what was said, and say on the tombstone that it is done."""
    report = Report.objects.filter(pk=report_id).first()
    if report is None:
        return None
    stone = Tombstone.objects.filter(mailbox_hash=report.mailbox_hash).first()
    ours = stone is not None and stone.by_term
    delete_conversation_content(
        report, now=now, kept_until=timezone.localdate(now) if ours else None
    )
    if stone is not None and ours:
        mark_tombstone_executed(stone, now=now)
    return report


def has_waiting_message(report_id: int) -> bool:
    """Say whether a message of this conversation waits for an answer."""
    return Message.objects.filter(report=report_id, handled_at=None).exists()


def delete_conversation_content(
    report: Report, *, now: datetime, kept_until: date | None = None
) -> None:
    """Remove what was said and sent; what stays is a row to be counted, with days for moments."""
    leftover_files.remove_files_of_report(report.pk)
    drafts.discard_drafts_under(f"/werk/melding/{report.pk}/")
    with transaction.atomic(using=STORE):
        report.messages.all().delete()
        report.answers.all().delete()
        Report.objects.filter(pk=report.pk).update(
            state=ReportState.DELETED,
            reporter_key=b"",
            received_at=start_of_local_day(report.received_at),
            changed_at=start_of_local_day(now),
            kept_until=kept_until,
        )


def mark_tombstone_executed(stone: Tombstone, *, now: datetime) -> None:
    """Say that it is done; the moment of the wish becomes a day as well."""
    stone.asked_at = start_of_local_day(stone.asked_at)
    stone.executed_at = start_of_local_day(now)
    stone.save(update_fields=["asked_at", "executed_at"])
