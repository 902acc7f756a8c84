"""Laying junk aside, ten thousand at once: out of the queue, readable, and to be brought back.

Only what nobody took, opened or answered, and what a reporter sends afterwards brings it back.
In pieces, each in a transaction of its own, so that the door's reports get in between; the line
on the trail is written first. A piece that was cut off is done by pressing again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from uitweg.channel.actions.ending import today_at_midnight
from uitweg.channel.models import Answer, Fold, Message, Report, Tombstone
from uitweg.channel.rules.reports import ReportState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log

STORE = "channel"
PIECE = 500
MOST_BY_HAND = 50  # boxes on a page


@dataclass(frozen=True)
class Choice:
    """What to lay aside: these numbers, or all that came in from `since`; never after `until`.

    `until` is when the page was made: what its maker could not know of is left alone.
    """

    until: datetime
    since: datetime | None = None
    numbers: tuple[int, ...] = ()


@dataclass
class Sorted:
    """What a choice comes to."""

    calm: list[int] = field(default_factory=list)
    danger: list[int] = field(default_factory=list)
    opened: int = 0

    def numbers(self, *, danger: bool) -> list[int]:
        """Return what to fold; what says that there is danger only when that was said too."""
        return self.calm + self.danger if danger else self.calm


def sort(choice: Choice) -> Sorted:
    """Look which of these may be laid aside, and which say that somebody is in danger now."""
    found = Sorted()
    chosen = _chosen(choice).annotate(danger=Exists(_messages().filter(danger_now=True)))
    for rows in _pieces(list(chosen.values_list("pk", "danger"))):
        names = audit_log.things_with("report:read", [f"report:{pk}" for pk, _ in rows])
        # by hand it is a choice, also of what was read; of all of a time only what nobody read
        unread = [row for row in rows if choice.numbers or f"report:{row[0]}" not in names]
        found.opened += len(rows) - len(unread)
        found.calm += [pk for pk, danger in unread if not danger]
        found.danger += [pk for pk, danger in unread if danger]
    return found


def fold(
    *,
    choice: Choice,
    by: Actor,
    danger: bool,
) -> Fold | None:
    """Lay aside what the choice comes to; None when that is nothing."""
    require(by.member, Permission.REPORT_FOLD)
    numbers, made = sort(choice).numbers(danger=danger), None
    for piece in _pieces(numbers):
        with transaction.atomic(using=STORE), transaction.atomic():
            done = _lock(_foldable().filter(pk__in=piece), danger=danger)
            if not done:
                continue
            made = made or Fold.objects.create(folded_at=by.now, folded_by=by.member.pk)
            Report.objects.filter(pk__in=done).update(
                state=ReportState.FOLDED, fold=made, changed_at=today_at_midnight(by.now)
            )
            came = Message.objects.filter(report__in=done, received_at__lte=choice.until)
            came.filter(handled_at=None).update(handled_at=by.now, handled_by=by.member.pk)
            audit_log.record_all(by.member, "report:fold", _names(done), reason=f"fold:{made.pk}")
    return made


def bring_back(
    *,
    fold: Fold,
    by: Actor,
    numbers: list[int] | None,
) -> int:
    """Put these, or all of a fold, back where they were. Raises NotPossible: destroyed already."""
    require(by.member, Permission.REPORT_FOLD)

    def back(piece: list[int]) -> None:
        _put_back(piece, now=by.now)
        audit_log.record_all(
            by.member, "report:bring-back", _names(piece), reason=f"fold:{fold.pk}"
        )

    def living() -> None:
        if Fold.objects.select_for_update().get(pk=fold.pk).destroyed_at:
            raise NotPossible("fold-destroyed")

    chosen = fold.reports.filter(state=ReportState.FOLDED)
    return _in_pieces(chosen if numbers is None else chosen.filter(pk__in=numbers), living, back)


def destroy(
    *,
    fold: Fold,
    by: Actor,
    days: int,
) -> int:
    """Destroy what is left of a fold, by a tombstone each, as for a reporter who asks it.

    Raises NotAllowed for who folded it, NotPossible before its days are over. What wrote again
    is left alone, and what writes until the tick removes it comes back.
    """
    require(by.member, Permission.REPORT_DESTROY, fold)
    if by.now < fold.folded_at + timedelta(days=days):
        raise NotPossible("fold-too-soon")
    with transaction.atomic(using=STORE):
        Fold.objects.select_for_update().filter(pk=fold.pk, destroyed_at=None).update(
            destroyed_at=by.now, destroyed_by=by.member.pk
        )
    fold.refresh_from_db()
    return finish(fold, by=by.member)


def finish(fold: Fold, *, by: Member | None) -> int:
    """Put down the tombstones of a fold that is to be destroyed; can be run again."""
    asked_at = fold.destroyed_at
    assert asked_at

    def bury(piece: list[int]) -> None:
        hashes = Report.objects.filter(pk__in=piece).values_list("mailbox_hash", flat=True)
        stones = [Tombstone(mailbox_hash=bytes(each), asked_at=asked_at) for each in hashes]
        Tombstone.objects.bulk_create(stones, ignore_conflicts=True)
        audit_log.record_all(by, "report:destroy", _names(piece), reason=f"fold:{fold.pk}")

    buried = Tombstone.objects.filter(mailbox_hash=OuterRef("mailbox_hash"))
    left = fold.reports.filter(state=ReportState.FOLDED).exclude(Exists(buried))
    return _in_pieces(left.exclude(_wrote_again()), lambda: None, bury)


def bring_back_who_wrote(*, now: datetime) -> int:
    """Put back what its reporter wrote again to: no person has to think of that."""
    new = Message.objects.filter(handled_at=None, report__state=ReportState.FOLDED)
    numbers = list(new.values_list("report", flat=True).order_by("report").distinct()[:PIECE])
    if numbers:
        with transaction.atomic(using=STORE), transaction.atomic():
            _put_back(numbers, now=now)
            audit_log.record_all(None, "report:bring-back", _names(numbers), reason="wrote-again")
    return len(numbers)


def finish_destroying() -> int:
    """Go on with what was cut off between a member's click and its last tombstone."""
    begun = Report.objects.filter(state=ReportState.FOLDED, fold__destroyed_at__isnull=False)
    folds = Fold.objects.filter(pk__in=begun.values("fold").distinct()).order_by("id")
    return sum(finish(one, by=None) for one in folds)


def spare(report: Report, stone: Tombstone) -> bool:
    """Take the team's tombstone back when the reporter wrote before it was carried out."""
    if not is_of_team(report, stone) or not report.messages.filter(handled_at=None).exists():
        return False
    with transaction.atomic(using=STORE):
        stone.delete()
    return True


def is_of_team(report: Report, stone: Tombstone) -> bool:
    """Tell a tombstone of ours from the reporter's own wish, which was there first."""
    destroyed_at = report.fold.destroyed_at if report.fold else None
    return destroyed_at is not None and stone.asked_at >= destroyed_at


def _chosen(choice: Choice) -> QuerySet[Report]:
    rows = _foldable().filter(received_at__lte=choice.until)
    if choice.numbers:
        return rows.filter(pk__in=choice.numbers[:MOST_BY_HAND])
    assert choice.since
    return rows.filter(received_at__gte=choice.since)


def _foldable() -> QuerySet[Report]:
    answers = Answer.objects.filter(report=OuterRef("pk"))
    waiting = Report.objects.filter(state=ReportState.WAITING).exclude(Exists(answers))
    return waiting.order_by("received_at", "id")


def _messages() -> QuerySet[Message]:
    return Message.objects.filter(report=OuterRef("pk"))


def _wrote_again() -> Exists:
    return Exists(_messages().filter(handled_at=None))


def _lock(rows: QuerySet[Report], *, danger: bool) -> list[int]:
    """Hold these rows until the transaction ends; a new word of danger since takes one out."""
    if not danger:
        rows = rows.exclude(Exists(_messages().filter(danger_now=True)))
    return list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def _put_back(numbers: list[int], *, now: datetime) -> None:
    """Nothing of them was handled but by folding, so all of it waits again."""
    Report.objects.filter(pk__in=numbers).update(
        state=ReportState.WAITING, fold=None, changed_at=today_at_midnight(now)
    )
    Message.objects.filter(report__in=numbers).update(handled_at=None, handled_by=None)


def _in_pieces(
    rows: QuerySet[Report], check: Callable[[], None], act: Callable[[list[int]], None]
) -> int:
    """Do `act` to all of these, piece by piece, each behind the check; return how many."""
    done, behind = 0, 0
    while True:
        with transaction.atomic(using=STORE), transaction.atomic():
            check()
            after = rows.filter(pk__gt=behind).order_by("id")
            piece = list(after.select_for_update(of=("self",)).values_list("pk", flat=True)[:PIECE])
            if not piece:
                return done
            act(piece)
        done, behind = done + len(piece), piece[-1]


def _pieces[T](whole: list[T]) -> Iterator[list[T]]:
    return (whole[at : at + PIECE] for at in range(0, len(whole), PIECE))


def _names(numbers: list[int]) -> list[str]:
    return [f"report:{pk}" for pk in numbers]
