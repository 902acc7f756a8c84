"""Which shift comes after another, and until when its hand-over may wait to be taken over."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

ASKED_BEFORE_END = timedelta(hours=1)
"""So long before the end of a shift its member is asked to complete the hand-over."""
BEGINS_UNTIL = timedelta(hours=1)
"""So long after its end a hand-over is still begun: a shift of before was planned afterwards."""
WAITS_AT_MOST = timedelta(days=2)
"""After this a hand-over that nobody took over is history: what it said is on Nu or done."""


class HandedShift(Protocol):
    """A shift that somebody has, as far as its hand-over needs to know."""

    @property
    def pk(self) -> int: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def member_id(self) -> int | None: ...
    @property
    def backup_id(self) -> int | None: ...


def shift_after[S: HandedShift](shift: S, shifts: Iterable[S]) -> S | None:
    """Return the shift that takes over from `shift`; None when nobody does.

    That is whoever has duty at the moment it ends (the shift that began last, as the rota says),
    or else the first that begins later. Somebody who took four hours out of a longer shift hands
    over to that shift again. Shifts that nobody has are left out.
    """
    others = [other for other in shifts if other.member_id is not None and other.pk != shift.pk]
    running = [other for other in others if other.starts_at <= shift.ends_at < other.ends_at]
    if running:
        return max(running, key=lambda other: (other.starts_at, other.pk))
    later = [other for other in others if other.starts_at > shift.ends_at]
    return min(later, key=lambda other: (other.starts_at, other.pk), default=None)


def taken_over_from(shift: HandedShift, after: HandedShift | None) -> datetime:
    """Return the moment from which somebody should take over; without a next shift its end."""
    return max(shift.ends_at, after.starts_at) if after else shift.ends_at


def goes_on_alone(shift: HandedShift, after: HandedShift | None) -> bool:
    """Return whether the next shift is of the same member: there is nobody to hand over to."""
    return after is not None and after.member_id == shift.member_id


def is_overdue(
    shift: HandedShift, after: HandedShift | None, *, term: timedelta, now: datetime
) -> bool:
    """Return whether a hand-over that nobody took over should be told to the lead."""
    if goes_on_alone(shift, after):
        return False
    return now >= taken_over_from(shift, after) + term


def people_of(shift: HandedShift | None) -> frozenset[int]:
    """Return the numbers of who has this shift, first and as back-up."""
    numbers = (shift.member_id, shift.backup_id) if shift else ()
    return frozenset(number for number in numbers if number is not None)
