"""Periods that run in a case: their kinds, when one ends, and how that is written."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.platform.choices import Choices
from uitweg.platform.days import midnight
from uitweg.platform.policy.periods import PeriodLength, PeriodUnit


class PeriodKind(Choices):
    """Kinds of policy/periods.yaml by id, and `other`, which a member names in their own words."""

    TALK = "talk"
    STAY = "stay"
    REFLECTION = "reflection"
    OTHER = "other"


POLICY_KINDS = tuple(kind for kind in PeriodKind if kind is not PeriodKind.OTHER)
PERIOD_GROUPS = {
    PeriodKind.TALK: DataGroup.SAFETY,
    PeriodKind.STAY: DataGroup.SHELTER,
    PeriodKind.REFLECTION: DataGroup.LAW_POLICE,
}
"""The data group of each kind; for one of kind `other` the member chooses it."""
OTHER_PERIOD_NAME = "Andere termijn"


class PeriodEnd(Choices):
    """How a period ended; a member must say so, also when its end has passed."""

    DONE = "done", "Klaar"
    LAPSED = "lapsed", "Verlopen"
    TAKEN_BACK = "taken-back", "Teruggenomen"
    PASSED = "passed", "Overgedragen"


MANUAL_ENDS = (PeriodEnd.DONE, PeriodEnd.LAPSED, PeriodEnd.TAKEN_BACK)
ENDS_AT_CLOSING = (PeriodEnd.DONE, PeriodEnd.PASSED, PeriodEnd.LAPSED)


@dataclass(frozen=True)
class PeriodBound:
    """The start or end of a period.

    Without `has_time` only the day is known, and `at` is a local midnight: for a start the one at
    the beginning of that day, for an end the one after it.
    """

    at: datetime
    has_time: bool

    def day(self, zone: tzinfo) -> date:
        return self.at.astimezone(zone).date()


def start_of_day(day: date, zone: tzinfo) -> PeriodBound:
    """Return a start of which only the day is known."""
    return PeriodBound(midnight(day, zone), has_time=False)


def end_of_day(day: date, zone: tzinfo) -> PeriodBound:
    """Return the end of a period that runs up to and including `day`."""
    return PeriodBound(midnight(day + timedelta(days=1), zone), has_time=False)


def end_after(start: PeriodBound, length: PeriodLength, zone: tzinfo) -> PeriodBound:
    """Return when a period of this length ends.

    Hours are exact, also over a change to or from summer time. When only the day of the start is
    known, hours count as whole days from the beginning of that day, so that a warning comes too
    early rather than too late. Days and months end at a midnight, whatever the hour of the start;
    the first day counts.
    """
    day = start.day(zone)
    if length.unit is PeriodUnit.HOURS and start.has_time:
        return PeriodBound(start.at.astimezone(UTC) + timedelta(hours=length.number), has_time=True)
    if length.unit is PeriodUnit.MONTHS:
        return start_of_day(months_after(day, length.number), zone)
    days = max(1, length.number // 24) if length.unit is PeriodUnit.HOURS else length.number
    return start_of_day(day + timedelta(days=days), zone)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later: the first day after the period.

    When that month does not have the day, it is the first of the next month: three months from 30
    November end with the last day of February, also in a leap year.
    """
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return date(day.year + years, month + 2, 1)  # never in December, which has 31 days


def last_day(end: PeriodBound, zone: tzinfo) -> date:
    """Return the last day on which a period with this end runs."""
    return (end.at.astimezone(zone) - timedelta(microseconds=1)).date()


def end_preposition(kind: str, end: PeriodBound) -> str:
    """Return the Dutch preposition: a talk is held at the latest then, others run until then."""
    if kind == PeriodKind.TALK:
        return "uiterlijk"
    return "tot" if end.has_time else "tot en met"


def until_words(kind: str, end: PeriodBound, zone: tzinfo) -> str:
    """Return the end in Dutch: tot en met 11 februari 2027, uiterlijk 28 november 2026 03:07."""
    return f"{end_preposition(kind, end)} {end_words(end, zone)}"


def end_words(end: PeriodBound, zone: tzinfo) -> str:
    if not end.has_time:
        return _full_date(last_day(end, zone))
    return start_words(end, zone)


def start_words(start: PeriodBound, zone: tzinfo) -> str:
    day = _full_date(start.day(zone))
    return f"{day} {start.at.astimezone(zone):%H:%M}" if start.has_time else day


def _full_date(day: date) -> str:
    return FuzzyDate(day, Precision.DAY).words
