"""A month of the rota as a table: which shift stands on which day, in which column.

A night that begins after midnight stands with the evening before it, as people speak of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from uitweg.casework.duty.shifts.rules import TEAM_ZONE, TimeSpan, instant_of

DAY_BEGINS = time(6)
"""What begins earlier belongs to the day before."""
_AFTER_MIDNIGHT = timedelta(hours=DAY_BEGINS.hour)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True)
class NamedPeriod:
    """A shift as far as its place in the table goes."""

    name: str
    period: TimeSpan


@dataclass(frozen=True)
class Column:
    """One kind of shift; `hours` is empty when they differ from shift to shift."""

    name: str
    hours: str


@dataclass(frozen=True)
class MonthSpan:
    """A month, and the whole weeks that it lies in."""

    first_day: date

    @property
    def last_day(self) -> date:
        return (self.first_day + timedelta(days=31)).replace(day=1) - DAY

    @property
    def previous(self) -> date:
        return (self.first_day - DAY).replace(day=1)

    @property
    def next(self) -> date:
        return self.last_day + DAY

    @property
    def mondays(self) -> list[date]:
        monday = monday_of(self.first_day)
        weeks = (monday_of(self.last_day) - monday) // WEEK
        return [monday + number * WEEK for number in range(weeks + 1)]

    @property
    def shown(self) -> TimeSpan:
        """From when to when the whole weeks of the table last."""
        last = self.mondays[-1] + WEEK
        return TimeSpan(instant_of(self.mondays[0], DAY_BEGINS), instant_of(last, DAY_BEGINS))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def day_in_table(starts_at: datetime) -> date:
    """Return on which day of the table a shift stands."""
    return (starts_at.astimezone(TEAM_ZONE).replace(tzinfo=None) - _AFTER_MIDNIGHT).date()


def begins_after_midnight(starts_at: datetime) -> bool:
    """Return whether a shift stands in the table with the day before the one it begins on."""
    return day_in_table(starts_at) != starts_at.astimezone(TEAM_ZONE).date()


def hours_of(period: TimeSpan) -> str:
    """Return the hours on a clock in the Netherlands: 22:00 tot 08:00."""
    begins, ends = (moment.astimezone(TEAM_ZONE) for moment in (period.starts_at, period.ends_at))
    return f"{begins:%H:%M} tot {ends:%H:%M}"


def odd_length(period: TimeSpan) -> str:
    """Return how long a shift lasts in which the clock changes, "9 uur"; of any other ""."""
    begins, ends = (moment.astimezone(TEAM_ZONE) for moment in (period.starts_at, period.ends_at))
    if begins.utcoffset() == ends.utcoffset():
        return ""
    hours = period.lasts / timedelta(hours=1)
    return f"{hours:.4g} uur".replace(".", ",")


def columns_of(shifts: Iterable[NamedPeriod]) -> list[Column]:
    """Return the kinds of shift that occur, in the order of the day that begins at six."""
    hours: dict[str, set[str]] = {}
    begins: dict[str, time] = {}
    for shift in shifts:
        hours.setdefault(shift.name, set()).add(hours_of(shift.period))
        early = _time_since_six(shift.period.starts_at)
        begins[shift.name] = min(early, begins.get(shift.name, early))
    names = sorted(hours, key=lambda name: (begins[name], name))
    return [Column(name, min(hours[name]) if len(hours[name]) == 1 else "") for name in names]


def _time_since_six(moment: datetime) -> time:
    return (moment.astimezone(TEAM_ZONE).replace(tzinfo=None) - _AFTER_MIDNIGHT).time()


def split_by_day(period: TimeSpan) -> list[tuple[date, TimeSpan]]:
    """Return the parts of this time by day of the table."""
    parts, starts_at = list[tuple[date, TimeSpan]](), period.starts_at
    while starts_at < period.ends_at:
        day = day_in_table(starts_at)
        ends_at = min(period.ends_at, instant_of(day + DAY, DAY_BEGINS))
        parts.append((day, TimeSpan(starts_at, ends_at)))
        starts_at = ends_at
    return parts
