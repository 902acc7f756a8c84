"""Periods that run in a case: which there are, when one that began then is over; plain values."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.platform.choices import Choices
from uitweg.platform.days import midnight
from uitweg.platform.policy.periods import PeriodLength, PeriodUnit


class PeriodKind(Choices):
    """The values stand in policy/periods.yaml; `other` is in a member's own words."""

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
"""What each is about; of another period its writer chooses."""
OTHER_PERIOD_NAME = "Andere termijn"


class PeriodEnd(Choices):
    """How a period ended; none ends by itself."""

    DONE = "done", "Klaar"
    LAPSED = "lapsed", "Verlopen"
    TAKEN_BACK = "taken-back", "Teruggenomen"
    PASSED = "passed", "Overgedragen"


MANUAL_ENDS = (PeriodEnd.DONE, PeriodEnd.LAPSED, PeriodEnd.TAKEN_BACK)
ENDS_AT_CLOSING = (PeriodEnd.DONE, PeriodEnd.PASSED, PeriodEnd.LAPSED)


@dataclass(frozen=True)
class PeriodBound:
    """A moment; without `has_time` only its day is known, and `at` is local midnight.

    Of a beginning that is the midnight before, of an end the midnight after.
    """

    at: datetime
    has_time: bool

    def day(self, zone: tzinfo) -> date:
        return self.at.astimezone(zone).date()


def start_of_day(day: date, zone: tzinfo) -> PeriodBound:
    """Return the beginning of which only the day is known."""
    return PeriodBound(midnight(day, zone), has_time=False)


def end_of_day(day: date, zone: tzinfo) -> PeriodBound:
    """Return the end of what runs up to and including a day."""
    return PeriodBound(midnight(day + timedelta(days=1), zone), has_time=False)


def end_after(start: PeriodBound, length: PeriodLength, zone: tzinfo) -> PeriodBound:
    """Return when a period is over: 72 hours later, also in a night in which the clock changes.

    What is known by the day only counts from its beginning: rather a warning too early. Days and
    months end with a day, whatever the hour at which they began; the first day counts along.
    """
    day = start.day(zone)
    if length.unit is PeriodUnit.HOURS and start.has_time:
        return PeriodBound(start.at.astimezone(UTC) + timedelta(hours=length.number), has_time=True)
    if length.unit is PeriodUnit.MONTHS:
        return start_of_day(months_after(day, length.number), zone)
    days = max(1, length.number // 24) if length.unit is PeriodUnit.HOURS else length.number
    return start_of_day(day + timedelta(days=days), zone)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later: the first day that no longer counts.

    A day that the month does not have becomes the first of the next: three months from 30
    November run through the last of February, in a leap year too.
    """
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return date(day.year + years, month + 2, 1)  # never in December, which has 31 days


def last_day(end: PeriodBound, zone: tzinfo) -> date:
    """Return the last day on which it runs."""
    return (end.at.astimezone(zone) - timedelta(microseconds=1)).date()


def end_preposition(kind: str, end: PeriodBound) -> str:
    """Say up to what: a talk is held at the latest then, a period runs until then."""
    if kind == PeriodKind.TALK:
        return "uiterlijk"
    return "tot" if end.has_time else "tot en met"


def until_words(kind: str, end: PeriodBound, zone: tzinfo) -> str:
    """Say the end in full: tot en met 11 februari 2027, uiterlijk 28 november 2026 03:07."""
    return f"{end_preposition(kind, end)} {end_words(end, zone)}"


def end_words(end: PeriodBound, zone: tzinfo) -> str:
    if not end.has_time:
        return _full_date(last_day(end, zone))
    return start_words(end, zone)


def start_words(start: PeriodBound, zone: tzinfo) -> str:
    said = _full_date(start.day(zone))
    return f"{said} {start.at.astimezone(zone):%H:%M}" if start.has_time else said


def _full_date(day: date) -> str:
    return FuzzyDate(day, Precision.DAY).words
