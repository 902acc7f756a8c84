"""Laying junk aside, ten thousand at once: out of the queue, readable, and to be brought back.

Only what nobody took, opened or answered, and what a reporter sends afterwards brings it back.
In pieces, each in a transaction of its own, so that the door's reports get in between; the line
in the audit log is written first. A piece that was cut off is done by pressing again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from uitweg.channel.actions.report_destruction import start_of_local_day
from uitweg.channel.models import Answer, JunkBatch, Message, Report, Tombstone
from uitweg.channel.rules.reports import ReportState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log

STORE = "channel"
REPORTS_PER_TRANSACTION = 500
MOST_PICKED_BY_HAND = 50  # boxes on a page


@dataclass(frozen=True)
class JunkSelection:
    """What to lay aside: these numbers, or all that came in from `since`; never after `until`.

    `until` is when the page was made: what its maker could not know of is left alone.
    """

    until: datetime
    since: datetime | None = None
    numbers: tuple[int, ...] = ()


@dataclass
class JunkCandidates:
    """What a choice comes to."""

    calm: list[int] = field(default_factory=list)
    danger: list[int] = field(default_factory=list)
    opened: int = 0

    def numbers(self, *, danger: bool) -> list[int]:
        """Return what to fold; what says that there is danger only when that was said too."""
        return self.calm + self.danger if danger else self.calm


def find_junk_candidates(choice: JunkSelection) -> JunkCandidates:
    """Look which of these may be laid aside, and which say that somebody is in danger now."""
    found = JunkCandidates()
    chosen = _selected_reports(choice).annotate(
        danger=Exists(_messages_of_report().filter(danger_now=True))
    )
    for rows in _batches(list(chosen.values_list("pk", "danger"))):
        names = audit_log.things_with_act("report:read", [f"report:{pk}" for pk, _ in rows])
        # by hand it is a choice, also of what was read; of all of a time only what nobody read
        unread = [row for row in rows if choice.numbers or f"report:{row[0]}" not in names]
        found.opened += len(rows) - len(unread)
        found.calm += [pk for pk, danger in unread if not danger]
        found.danger += [pk for pk, danger in unread if danger]
    return found


def mark_as_junk(
    *,
    choice: JunkSelection,
    by: Actor,
    danger: bool,
) -> JunkBatch | None:
    """Lay aside what the choice comes to; None when that is nothing."""
    require(by.member, Permission.REPORT_JUNK)
    numbers, made = find_junk_candidates(choice).numbers(danger=danger), None
    for piece in _batches(numbers):
        with transaction.atomic(using=STORE), transaction.atomic():
            done = _lock_for_update(_possible_junk().filter(pk__in=piece), danger=danger)
            if not done:
                continue
            made = made or JunkBatch.objects.create(folded_at=by.now, folded_by=by.member.pk)
            Report.objects.filter(pk__in=done).update(
                state=ReportState.FOLDED, fold=made, changed_at=start_of_local_day(by.now)
            )
            came = Message.objects.filter(report__in=done, received_at__lte=choice.until)
            came.filter(handled_at=None).update(handled_at=by.now, handled_by=by.member.pk)
            audit_log.record_all(
                by.member, "report:junk", _audit_names(done), reason=f"junk:{made.pk}"
            )
    return made


def restore_from_junk(
    *,
    fold: JunkBatch,
    by: Actor,
    numbers: list[int] | None,
) -> int:
    """Put these, or all of a fold, back where they were. Raises NotPossible: destroyed already."""
    require(by.member, Permission.REPORT_JUNK)

    def back(piece: list[int]) -> None:
        _restore_rows(piece, now=by.now)
        audit_log.record_all(
            by.member, "report:restore-junk", _audit_names(piece), reason=f"junk:{fold.pk}"
        )

    def living() -> None:
        if JunkBatch.objects.select_for_update().get(pk=fold.pk).destroyed_at:
            raise NotPossible("fold-destroyed")

    chosen = fold.reports.filter(state=ReportState.FOLDED)
    return _in_batches(chosen if numbers is None else chosen.filter(pk__in=numbers), living, back)


def destroy_junk(
    *,
    fold: JunkBatch,
    by: Actor,
    days: int,
) -> int:
    """Destroy what is left of a fold, by a tombstone each, as for a reporter who asks it.

    Raises NotAllowed for who folded it, NotPossible before its days are over. What wrote again
    is left alone, and what writes until the worker removes it comes back.
    """
    require(by.member, Permission.REPORT_DESTROY, fold)
    if by.now < fold.folded_at + timedelta(days=days):
        raise NotPossible("fold-too-soon")
    with transaction.atomic(using=STORE):
        JunkBatch.objects.select_for_update().filter(pk=fold.pk, destroyed_at=None).update(
            destroyed_at=by.now, destroyed_by=by.member.pk
        )
    fold.refresh_from_db()
    return write_junk_tombstones(fold, by=by.member)


def write_junk_tombstones(fold: JunkBatch, *, by: Member | None) -> int:
    """Put down the tombstones of a fold that is to be destroyed; can be run again."""
    asked_at = fold.destroyed_at
    assert asked_at

    def bury(piece: list[int]) -> None:
        hashes = Report.objects.filter(pk__in=piece).values_list("mailbox_hash", flat=True)
        stones = [Tombstone(mailbox_hash=bytes(each), asked_at=asked_at) for each in hashes]
        Tombstone.objects.bulk_create(stones, ignore_conflicts=True)
        audit_log.record_all(by, "report:destroy", _audit_names(piece), reason=f"junk:{fold.pk}")

    buried = Tombstone.objects.filter(mailbox_hash=OuterRef("mailbox_hash"))
    left = fold.reports.filter(state=ReportState.FOLDED).exclude(Exists(buried))
    return _in_batches(left.exclude(_wrote_again()), lambda: None, bury)


def restore_reports_written_again(*, now: datetime) -> int:
    """Put back what its reporter wrote again to: no person has to think of that."""
    new = Message.objects.filter(handled_at=None, report__state=ReportState.FOLDED)
    numbers = list(
        new.values_list("report", flat=True).order_by("report").distinct()[:REPORTS_PER_TRANSACTION]
    )
    if numbers:
        with transaction.atomic(using=STORE), transaction.atomic():
            _restore_rows(numbers, now=now)
            audit_log.record_all(
                None, "report:restore-junk", _audit_names(numbers), reason="wrote-again"
            )
    return len(numbers)


def finish_destroying_junk() -> int:
    """Go on with what was cut off between a member's click and its last tombstone."""
    begun = Report.objects.filter(state=ReportState.FOLDED, fold__destroyed_at__isnull=False)
    folds = JunkBatch.objects.filter(pk__in=begun.values("fold").distinct()).order_by("id")
    return sum(write_junk_tombstones(one, by=None) for one in folds)


def cancel_junk_tombstone(report: Report, stone: Tombstone) -> bool:
    """Take the team's tombstone back when the reporter wrote before it was carried out."""
    if not is_junk_tombstone(report, stone) or not report.messages.filter(handled_at=None).exists():
        return False
    with transaction.atomic(using=STORE):
        stone.delete()
    return True


def is_junk_tombstone(report: Report, stone: Tombstone) -> bool:
    """Tell a tombstone of ours from the reporter's own wish, which was there first."""
    destroyed_at = report.fold.destroyed_at if report.fold else None
    return destroyed_at is not None and stone.asked_at >= destroyed_at


def _selected_reports(choice: JunkSelection) -> QuerySet[Report]:
    rows = _possible_junk().filter(received_at__lte=choice.until)
    if choice.numbers:
        return rows.filter(pk__in=choice.numbers[:MOST_PICKED_BY_HAND])
    assert choice.since
    return rows.filter(received_at__gte=choice.since)


def _possible_junk() -> QuerySet[Report]:
    answers = Answer.objects.filter(report=OuterRef("pk"))
    waiting = Report.objects.filter(state=ReportState.WAITING).exclude(Exists(answers))
    return waiting.order_by("received_at", "id")


def _messages_of_report() -> QuerySet[Message]:
    return Message.objects.filter(report=OuterRef("pk"))


def _wrote_again() -> Exists:
    return Exists(_messages_of_report().filter(handled_at=None))


def _lock_for_update(rows: QuerySet[Report], *, danger: bool) -> list[int]:
    """Hold these rows until the transaction ends; a new word of danger since takes one out."""
    if not danger:
        rows = rows.exclude(Exists(_messages_of_report().filter(danger_now=True)))
    return list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def _restore_rows(numbers: list[int], *, now: datetime) -> None:
    """Nothing of them was handled but by folding, so all of it waits again."""
    Report.objects.filter(pk__in=numbers).update(
        state=ReportState.WAITING, fold=None, changed_at=start_of_local_day(now)
    )
    Message.objects.filter(report__in=numbers).update(handled_at=None, handled_by=None)


def _in_batches(
    rows: QuerySet[Report], check: Callable[[], None], act: Callable[[list[int]], None]
) -> int:
    """Do `act` to all of these, piece by piece, each behind the check; return how many."""
    done, behind = 0, 0
    while True:
        with transaction.atomic(using=STORE), transaction.atomic():
            check()
            after = rows.filter(pk__gt=behind).order_by("id")
            piece = list(
                after.select_for_update(of=("self",)).values_list("pk", flat=True)[
                    :REPORTS_PER_TRANSACTION
                ]
            )
            if not piece:
                return done
            act(piece)
        done, behind = done + len(piece), piece[-1]


def _batches[T](whole: list[T]) -> Iterator[list[T]]:
    return (
        whole[at : at + REPORTS_PER_TRANSACTION]
        for at in range(0, len(whole), REPORTS_PER_TRANSACTION)
    )


def _audit_names(numbers: list[int]) -> list[str]:
    return [f"report:{pk}" for pk in numbers]
