"""Shifts of the rota: when they begin and end, who has which, and a swap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

from uitweg.platform.choices import Choices

TEAM_ZONE = ZoneInfo("Europe/Amsterdam")
GAP_WARNINGS = (timedelta(weeks=4), timedelta(weeks=1), timedelta(hours=12))
"""How long before an hour that nobody has the team is told so, each once."""
PLANNED_AHEAD = timedelta(weeks=12)
"""So far ahead patterns are written out as shifts."""
ONE_RUN = timedelta(hours=24)
"""Gaps with less than this between them are one run, of which the team hears together."""
LONGEST_STRETCH = timedelta(hours=16)
"""Longer in a row is said before it is saved, and never refused: a night has to be somebody's."""
GIVE_BACK_UNTIL = timedelta(hours=24)
"""Later than this before it begins only a lead takes a shift off somebody."""


@dataclass(frozen=True)
class TimeSpan:
    """From `starts_at` up to, and not with, `ends_at`; both aware."""

    starts_at: datetime
    ends_at: datetime

    @property
    def lasts(self) -> timedelta:
        return self.ends_at - self.starts_at

    def overlaps(self, other: "TimeSpan") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class RepeatingShift:
    """A shift that comes back: on these weekdays (Monday is 0), each so many weeks.

    It ends on the day it begins, or on the next one when `ends` is not after `begins`. Weeks are
    counted from the one of `first_day`; without `last_day` it goes on.
    """

    weekdays: frozenset[int]
    begins: time
    ends: time
    first_day: date
    last_day: date | None = None
    every_weeks: int = 1


@dataclass(frozen=True)
class StaffedShift:
    """A shift with who takes it and who stands behind them, by number; None is nobody."""

    period: TimeSpan
    member: int | None
    backup: int | None = None


def instant_of(day: date, at: time) -> datetime:
    """Return the instant of this time of day in the Netherlands, in UTC.

    When the clock goes forward, a time that does not exist is as long after midnight as it would
    have been; when it goes back, a time that comes twice is the first of them (PEP 495).
    """
    return datetime.combine(day, at, TEAM_ZONE).astimezone(UTC)


def shifts_of(pattern: RepeatingShift, *, first: date, last: date) -> list[TimeSpan]:
    """Return the shifts of a pattern that begin on a day from `first` up to and with `last`.

    A shift that lies wholly in the hour that a clock skips does not take place.
    """
    first = max(first, pattern.first_day)
    last = min(last, pattern.last_day) if pattern.last_day else last
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    shifts = [shift_on(day, pattern) for day in days if _takes_place_on(day, pattern)]
    return [shift for shift in shifts if shift.starts_at < shift.ends_at]


def _takes_place_on(day: date, pattern: RepeatingShift) -> bool:
    weeks = (_monday_of(day) - _monday_of(pattern.first_day)).days // 7
    return day.weekday() in pattern.weekdays and weeks % pattern.every_weeks == 0


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def shift_on(day: date, pattern: RepeatingShift) -> TimeSpan:
    """Return from when to when a pattern's shift of this day lasts; empty in a skipped hour."""
    over_midnight = timedelta(days=pattern.ends <= pattern.begins)
    return TimeSpan(instant_of(day, pattern.begins), instant_of(day + over_midnight, pattern.ends))


def uncovered(shifts: Iterable[StaffedShift], *, within: TimeSpan) -> list[TimeSpan]:
    """Return the parts of `within` in which nobody has a shift, in order.

    Without any shift that is all of it: an empty rota is one gap.
    """
    gaps, covered_until = [], within.starts_at
    for shift in sorted(_staffed(shifts), key=lambda shift: shift.period.starts_at):
        starts_at = min(shift.period.starts_at, within.ends_at)
        if starts_at > covered_until:
            gaps.append(TimeSpan(covered_until, starts_at))
        covered_until = max(covered_until, shift.period.ends_at)
    if covered_until < within.ends_at:
        gaps.append(TimeSpan(covered_until, within.ends_at))
    return gaps


def _staffed(shifts: Iterable[StaffedShift]) -> list[StaffedShift]:
    return [shift for shift in shifts if shift.member is not None]


def double_booked(shifts: Sequence[StaffedShift]) -> list[tuple[StaffedShift, StaffedShift]]:
    """Return the pairs of shifts that ask one person, as first or as back-up, at the same time."""
    of_person: dict[int, list[StaffedShift]] = {}
    for shift in sorted(shifts, key=lambda shift: (shift.period.starts_at, shift.period.ends_at)):
        for person in _people_of(shift):
            of_person.setdefault(person, []).append(shift)
    return [pair for _, own in sorted(of_person.items()) for pair in _clashes(own)]


def _clashes(own: Sequence[StaffedShift]) -> list[tuple[StaffedShift, StaffedShift]]:
    """Return the pairs that overlap, of the shifts of one person in order."""
    return [
        (shift, later)
        for number, shift in enumerate(own)
        for later in takewhile(
            lambda later: later.period.starts_at < shift.period.ends_at,  # noqa: B023  used at once
            own[number + 1 :],
        )
    ]


def _people_of(shift: StaffedShift) -> set[int]:
    return {number for number in (shift.member, shift.backup) if number is not None}


def on_duty(shifts: Iterable[StaffedShift], *, at: datetime) -> StaffedShift | None:
    """Return the shift that somebody has at this moment: the one that began last; or None."""
    running = [s for s in _staffed(shifts) if s.period.starts_at <= at < s.period.ends_at]
    return max(running, key=lambda shift: shift.period.starts_at, default=None)


def warnings_due(gap: TimeSpan, *, now: datetime) -> int:
    """Return how many of GAP_WARNINGS should have been given by now about this gap."""
    return sum(now >= gap.starts_at - before for before in GAP_WARNINGS)


def first_of_each_run(gaps: Sequence[TimeSpan]) -> list[TimeSpan]:
    """Return, of gaps in order, the first of each run, and of a long run the first of each week.

    So a team that has nobody at night hears that once a week, and not every night.
    """
    return [
        gap
        for before, gap in zip([None, *gaps], gaps, strict=False)
        if before is None
        or gap.starts_at - before.ends_at >= ONE_RUN
        or _week_of(gap.starts_at) != _week_of(before.starts_at)
    ]


def _week_of(moment: datetime) -> date:
    return _monday_of(moment.astimezone(TEAM_ZONE).date())


def stretch_with(period: TimeSpan, others: Iterable[TimeSpan]) -> timedelta:
    """Return for how long somebody is on without a pause, when `period` comes to `others`."""
    blocks = list[TimeSpan]()
    for each in sorted([period, *others], key=lambda each: each.starts_at):
        if blocks and each.starts_at <= blocks[-1].ends_at:
            last = blocks.pop()
            blocks.append(TimeSpan(last.starts_at, max(last.ends_at, each.ends_at)))
        else:
            blocks.append(each)
    return next(
        block.lasts for block in blocks if block.starts_at <= period.starts_at < block.ends_at
    )


def days_of(period: TimeSpan) -> tuple[date, date]:
    """Return the first and the last day, in the Netherlands, of which this has any moment."""
    last = period.ends_at - timedelta(microseconds=1)
    return period.starts_at.astimezone(TEAM_ZONE).date(), last.astimezone(TEAM_ZONE).date()


def touching(periods: Sequence[TimeSpan]) -> bool:
    """Return whether each of these, in order, begins where the one before it ends."""
    return all(before.ends_at == after.starts_at for before, after in pairwise(periods))


class SwapState(Choices):
    WAITING = "waiting", "Wacht op antwoord"
    ACCEPTED = "accepted", "Geruild"
    REFUSED = "refused", "Nee"
    WITHDRAWN = "withdrawn", "Ingetrokken"
