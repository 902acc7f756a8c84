"""Mark reports as junk, up to ten thousand at once: off the worklist, readable, and restorable.

Only reports that nobody took, opened or answered can be junk, and a new message of the reporter
restores one. The work goes in batches, each in a transaction of its own, so that new reports
get in between; the audit log commits first. After an interruption, running again does the rest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from uitweg.channel.conversation.actions.decryption import READ_REPORT
from uitweg.channel.conversation.models import Answer, JunkBatch, Message, Report, Tombstone
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.channel.deletion.actions.report_destruction import start_of_local_day
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.store import destroyed
from uitweg.platform.store.locking import lock_for_update, lock_row

DESTROY_REPORT = Act("report:destroy", "Melding vernietigd, termijn voorbij")
MARK_AS_JUNK = Act("report:junk", "Melding opzij gelegd")
RESTORE_JUNK = Act("report:restore-junk", "Melding teruggehaald")

STORE = "channel"
REPORTS_PER_TRANSACTION = 500
MOST_PICKED_BY_HAND = 50  # the tick boxes on one page


class JunkRefusal(Refusal):
    JUNK_DESTROYED = "Een collega heeft dit net vernietigd. Terughalen kan niet meer."
    JUNK_TOO_SOON = "Dit ligt nog te kort opzij. Vernietigen kan pas na de termijn."


@dataclass(frozen=True)
class JunkSelection:
    """Which reports to mark: those with these `numbers`, or all that came in since `since`.

    Never one that came in after `until`, the moment the page was made: the member could not
    know of it.
    """

    until: datetime
    since: datetime | None = None
    numbers: tuple[int, ...] = ()


@dataclass
class JunkCandidates:
    """The ids of the reports of a selection; `opened` counts those left out as already opened."""

    without_danger: list[int] = field(default_factory=list)
    danger: list[int] = field(default_factory=list)
    opened_count: int = 0

    def numbers(self, *, danger: bool) -> list[int]:
        """Return the ids to mark; those that report danger only with `danger=True`."""
        return self.without_danger + self.danger if danger else self.without_danger


def find_junk_candidates(choice: JunkSelection) -> JunkCandidates:
    """Return the selected reports that may be junk, apart from those that report danger now."""
    candidates = JunkCandidates()
    selected = _selected_reports(choice).annotate(
        danger=Exists(_messages_of_report().filter(danger_now=True))
    )
    for rows in _batches(list(selected.values_list("pk", "danger"))):
        opened = audit_log.things_with_act(READ_REPORT, [f"report:{pk}" for pk, _ in rows])
        # a member may pick an opened report by hand; selecting by time takes only unopened ones
        allowed = [row for row in rows if choice.numbers or f"report:{row[0]}" not in opened]
        candidates.opened_count += len(rows) - len(allowed)
        candidates.without_danger += [pk for pk, danger in allowed if not danger]
        candidates.danger += [pk for pk, danger in allowed if danger]
    return candidates


def mark_as_junk(
    *,
    choice: JunkSelection,
    by: Actor,
    danger: bool,
) -> JunkBatch | None:
    """Mark the selected reports as junk, in one JunkBatch; None when none can be marked.

    Raises NotAllowed.
    """
    require(by, Permission.REPORT_JUNK)
    junk_batch = None
    for candidates in _batches(find_junk_candidates(choice).numbers(danger=danger)):
        with transaction.atomic(using=STORE), transaction.atomic():
            report_ids = _lock_possible_junk(candidates, danger=danger)
            if not report_ids:
                continue
            junk_batch = junk_batch or JunkBatch.objects.create(
                junked_at=by.now, junked_by=by.member.pk
            )
            Report.objects.filter(pk__in=report_ids).update(
                state=ReportState.JUNK, junk_batch=junk_batch, changed_at=start_of_local_day(by.now)
            )
            seen = Message.objects.filter(report__in=report_ids, received_at__lte=choice.until)
            seen.filter(handled_at=None).update(handled_at=by.now, handled_by=by.member.pk)
            audit_log.record_all(
                by.member, MARK_AS_JUNK, _audit_names(report_ids), reason=f"junk:{junk_batch.pk}"
            )
    return junk_batch


def restore_from_junk(
    *,
    batch: JunkBatch,
    by: Actor,
    numbers: list[int] | None,
) -> int:
    """Put these reports of a batch (None: all) back on the worklist; return how many.

    Raises NotAllowed, and NotPossible when the batch is already destroyed.
    """
    require(by, Permission.REPORT_JUNK)

    def require_not_destroyed() -> None:
        if lock_row(batch).destroyed_at:
            raise NotPossible(JunkRefusal.JUNK_DESTROYED)

    def restore(report_ids: list[int]) -> None:
        _restore_rows(report_ids, now=by.now)
        audit_log.record_all(
            by.member, RESTORE_JUNK, _audit_names(report_ids), reason=f"junk:{batch.pk}"
        )

    reports = batch.reports.filter(state=ReportState.JUNK)
    if numbers is not None:
        reports = reports.filter(pk__in=numbers)
    return _in_batches(reports, require_not_destroyed, restore)


def destroy_junk(
    *,
    batch: JunkBatch,
    by: Actor,
    days: int,
) -> int:
    """Destroy what is left of a batch, with a tombstone each, as when a reporter asks it.

    A report whose reporter wrote again is kept, also when that happens before the worker
    executes the tombstone. Return how many tombstones were written. Raises NotAllowed for the
    member who marked the batch as junk, and NotPossible within `days` days of that.
    """
    require(by, Permission.REPORT_DESTROY, batch)
    if by.now < batch.junked_at + timedelta(days=days):
        raise NotPossible(JunkRefusal.JUNK_TOO_SOON)
    JunkBatch.objects.filter(pk=batch.pk, destroyed_at=None).update(
        destroyed_at=by.now, destroyed_by=by.member.pk
    )
    batch.refresh_from_db()
    return write_junk_tombstones(batch, by=by.member)


def write_junk_tombstones(batch: JunkBatch, *, by: Member | None) -> int:
    """Write the tombstones of a destroyed batch; idempotent. `by` is None for the worker."""
    asked_at = batch.destroyed_at
    assert asked_at

    def write_tombstones(report_ids: list[int]) -> None:
        hashes = Report.objects.filter(pk__in=report_ids).values_list("mailbox_hash", flat=True)
        tombstones = [Tombstone(mailbox_hash=bytes(value), asked_at=asked_at) for value in hashes]
        Tombstone.objects.bulk_create(tombstones, ignore_conflicts=True)
        audit_log.record_all(
            by, DESTROY_REPORT, _audit_names(report_ids), reason=f"junk:{batch.pk}"
        )

    has_tombstone = Exists(Tombstone.objects.filter(mailbox_hash=OuterRef("mailbox_hash")))
    remaining = batch.reports.filter(state=ReportState.JUNK).exclude(has_tombstone)
    return _in_batches(remaining.exclude(_has_new_message()), lambda: None, write_tombstones)


@job("junk", every=timedelta(seconds=5), after=("tombstones",))
def restore_reports_written_again(*, now: datetime) -> int:
    """Restore junk whose reporter wrote again; return how many. Run by the worker."""
    new_messages = Message.objects.filter(handled_at=None, report__state=ReportState.JUNK)
    reports = new_messages.values_list("report", flat=True).order_by("report").distinct()
    report_ids = list(reports[:REPORTS_PER_TRANSACTION])
    if report_ids:
        with transaction.atomic(using=STORE), transaction.atomic():
            _restore_rows(report_ids, now=now)
            audit_log.record_all(None, RESTORE_JUNK, _audit_names(report_ids), reason="wrote-again")
    return len(report_ids)


@job("junk-destruction", every=timedelta(minutes=1))
def finish_destroying_junk(*, now: datetime) -> int:
    """Write the tombstones that an interrupted destruction left out; return how many."""
    remaining = Report.objects.filter(
        state=ReportState.JUNK, junk_batch__destroyed_at__isnull=False
    )
    batches = JunkBatch.objects.filter(pk__in=remaining.values("junk_batch").distinct()).order_by(
        "id"
    )
    return sum(write_junk_tombstones(batch, by=None) for batch in batches)


def cancel_junk_tombstone(report: Report, tombstone: Tombstone) -> bool:
    """Delete a junk tombstone when the reporter wrote before it was executed; True if deleted."""
    if not is_junk_tombstone(report, tombstone):
        return False
    if not report.messages.filter(handled_at=None).exists():
        return False
    destroyed.take_back(destroyed.conversation(report.mailbox_hash))
    tombstone.delete()
    return True


def is_junk_tombstone(report: Report, tombstone: Tombstone) -> bool:
    """Tell whether the team destroyed this junk, rather than the reporter asking for deletion."""
    destroyed_at = report.junk_batch.destroyed_at if report.junk_batch else None
    return destroyed_at is not None and not tombstone.by_reporter


def _selected_reports(choice: JunkSelection) -> QuerySet[Report]:
    reports = _possible_junk().filter(received_at__lte=choice.until)
    if choice.numbers:
        return reports.filter(pk__in=choice.numbers[:MOST_PICKED_BY_HAND])
    assert choice.since
    return reports.filter(received_at__gte=choice.since)


def _possible_junk() -> QuerySet[Report]:
    answers = Answer.objects.filter(report=OuterRef("pk"))
    waiting = Report.objects.filter(state=ReportState.WAITING).exclude(Exists(answers))
    return waiting.order_by("received_at", "id")


def _messages_of_report() -> QuerySet[Message]:
    return Message.objects.filter(report=OuterRef("pk"))


def _has_new_message() -> Exists:
    return Exists(_messages_of_report().filter(handled_at=None))


def _lock_possible_junk(report_ids: list[int], *, danger: bool) -> list[int]:
    """Lock these reports and return the ids of those that may still be marked as junk.

    A report drops out when somebody took or answered it meanwhile or, without `danger`, when
    its reporter has since written that there is danger.
    """
    rows = _possible_junk().filter(pk__in=report_ids)
    if not danger:
        rows = rows.exclude(Exists(_messages_of_report().filter(danger_now=True)))
    return list(lock_for_update(rows).values_list("pk", flat=True))


def _restore_rows(report_ids: list[int], *, now: datetime) -> None:
    """Set the reports and all their messages to waiting: only the junk mark handled those."""
    Report.objects.filter(pk__in=report_ids).update(
        state=ReportState.WAITING, junk_batch=None, changed_at=start_of_local_day(now)
    )
    Message.objects.filter(report__in=report_ids).update(handled_at=None, handled_by=None)


def _in_batches(
    reports: QuerySet[Report], check: Callable[[], None], change: Callable[[list[int]], None]
) -> int:
    """Lock the reports batch by batch and `change` each batch; return how many were changed.

    `check` runs first in each transaction and stops the work by raising.
    """
    count, last_id = 0, 0
    while True:
        with transaction.atomic(using=STORE), transaction.atomic():
            check()
            locked = lock_for_update(reports.filter(pk__gt=last_id))
            report_ids = list(locked.values_list("pk", flat=True)[:REPORTS_PER_TRANSACTION])
            if not report_ids:
                return count
            change(report_ids)
        count, last_id = count + len(report_ids), report_ids[-1]


def _batches[T](rows: list[T]) -> Iterator[list[T]]:
    return (
        rows[start : start + REPORTS_PER_TRANSACTION]
        for start in range(0, len(rows), REPORTS_PER_TRANSACTION)
    )


def _audit_names(report_ids: list[int]) -> list[str]:
    return [f"report:{pk}" for pk in report_ids]
