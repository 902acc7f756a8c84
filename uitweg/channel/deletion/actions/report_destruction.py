"""Destroy conversations in the channel's database: by retention term, or together with a case.

Destruction runs in steps: begin (write a tombstone, which closes the mailbox), confirm (from
here on there is no way back), delete the content, mark the tombstone as executed. Every step
can be interrupted at any line and run again.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from uitweg.channel.attachments.actions import leftover_files
from uitweg.channel.conversation.models import Answer, Message, Report, Tombstone
from uitweg.channel.conversation.rules.answering import start_of_day
from uitweg.channel.conversation.rules.reports import AdviceOutcome, ReportState
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.store import destroyed
from uitweg.platform.store.locking import lock_for_update

STORE = "channel"


def reports_a_term_can_end() -> QuerySet[Report]:
    """Return the conversations whose retention term may run out.

    They were closed by a member, no message waits, no danger in them is without an end, and they
    were answered, or judged to be not for us.
    """
    of_report = {"report": OuterRef("pk")}
    return Report.objects.filter(
        ~Exists(Message.objects.filter(**of_report, handled_at=None)),
        ~Exists(Message.objects.in_danger().filter(**of_report)),
        Q(outcome=AdviceOutcome.NOT_FOR_US)
        | Exists(Answer.objects.filter(**of_report, withdrawn_on=None)),
        state=ReportState.ADVICE,
    ).exclude(outcome="")


def last_activity_on(report: Report) -> date:
    """Return the day on which the retention term starts: of the last change or message."""
    messages = report.messages.aggregate(Max("received_at"), Max("handled_at")).values()
    answers = report.answers.aggregate(Max("written_at")).values()
    moments = [report.received_at, report.changed_at, *messages, *answers]
    return timezone.localdate(max(moment for moment in moments if moment))


def start_of_local_day(now: datetime) -> datetime:
    return start_of_day(timezone.localtime(now))


def begin_destruction(report_id: int, *, now: datetime, due: Callable[[Report], bool]) -> bool:
    """Close the mailbox of a conversation whose term is over; its content is deleted later.

    Return whether this call closed it. `due` decides on the locked row.
    """
    with transaction.atomic(using=STORE):
        report = lock_for_update(reports_a_term_can_end().filter(pk=report_id)).first()
        if report is None or not due(report):
            return False
        _, created = Tombstone.objects.get_or_create(
            mailbox_hash=report.mailbox_hash,
            defaults={"asked_at": start_of_local_day(now), "by_term": True},
        )
    return created


def unfinished_destructions() -> QuerySet[Tombstone]:
    """Return the tombstones of conversations that were begun and not finished, oldest first."""
    return Tombstone.objects.filter(executed_at=None, by_term=True).order_by("id")


def confirm_destruction(tombstone: Tombstone, *, due: Callable[[Report], bool]) -> Report | None:
    """Mark the report as deleted, or reopen the mailbox when its term is not over after all.

    A message can have arrived while the mailbox was being closed. Its sender was told that it
    was received, so it is kept. Return the report, or None when its mailbox was reopened.
    """
    with transaction.atomic(using=STORE):
        rows = Report.objects.filter(mailbox_hash=tombstone.mailbox_hash)
        report = lock_for_update(rows).first()
        if report is not None and report.state == ReportState.DELETED:
            return report
        if (
            report is None
            or not reports_a_term_can_end().filter(pk=report.pk).exists()
            or not due(report)
        ):
            tombstone.delete()
            return None
        rows.update(state=ReportState.DELETED)
    return report


def begin_destruction_with_case(report_id: int, *, now: datetime) -> bool:
    """Close the mailbox of a conversation that goes with its case; False while a message waits."""
    with transaction.atomic(using=STORE):
        report = lock_for_update(Report.objects.filter(pk=report_id)).first()
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
    """Mark the report as deleted, or reopen its mailbox when a message arrived meanwhile.

    The message's sender was told that it was received, so it is kept. Return whether the report
    is deleted.
    """
    with transaction.atomic(using=STORE):
        rows = Report.objects.filter(pk=report_id)
        report = lock_for_update(rows).first()
        if report is None or report.state == ReportState.DELETED:
            return True
        if has_waiting_message(report_id):
            tombstones = Tombstone.objects.filter(mailbox_hash=report.mailbox_hash)
            tombstones.filter(by_term=True, executed_at=None).delete()
            return False
        rows.update(state=ReportState.DELETED)
    return True


def is_mailbox_closed(report_id: int) -> bool:
    """Tell whether the mailbox of this conversation is closed, or does not exist."""
    report = Report.objects.filter(pk=report_id).first()
    return report is None or Tombstone.objects.filter(mailbox_hash=report.mailbox_hash).exists()


def finish_destruction_with_case(report_id: int, *, now: datetime) -> Report | None:
    """Delete the content and mark the tombstone as executed; None when there is no such report."""
    report = Report.objects.filter(pk=report_id).first()
    if report is None:
        return None
    tombstone = Tombstone.objects.filter(mailbox_hash=report.mailbox_hash).first()
    is_by_term = tombstone is not None and tombstone.by_term
    delete_conversation_content(
        report, now=now, kept_until=timezone.localdate(now) if is_by_term else None
    )
    if tombstone is not None and (is_by_term or tombstone.is_held):
        mark_tombstone_executed(tombstone, now=now)
    return report


def has_waiting_message(report_id: int) -> bool:
    """Tell whether a message of this conversation waits for an answer."""
    return Message.objects.filter(report=report_id, handled_at=None).exists()


def delete_conversation_content(
    report: Report, *, now: datetime, kept_until: date | None = None
) -> None:
    """Delete messages, answers, files and drafts; an empty row stays for the counts.

    Its times are coarsened to days. The journal of what is destroyed has it first.
    """
    destroyed.note(destroyed.conversation(report.mailbox_hash))
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


def mark_tombstone_executed(tombstone: Tombstone, *, now: datetime) -> None:
    """Record that the deletion is done; the time of the request is coarsened to its day."""
    tombstone.asked_at = start_of_local_day(tombstone.asked_at)
    tombstone.executed_at = start_of_local_day(now)
    tombstone.is_held = False
    tombstone.save(update_fields=["asked_at", "executed_at", "is_held"])
