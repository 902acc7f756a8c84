"""How old the youngster was at a moment that is not always known to the day."""

from dataclasses import dataclass
from datetime import date, timedelta

from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision

ADULT_AT = 18
_MONTHS = {Precision.MONTH: 1, Precision.QUARTER: 3, Precision.SEASON: 3, Precision.YEAR: 12}
APPROXIMATE_DAY = timedelta(days=7)
"""How much earlier or later an approximate day can have been; our own choice."""


@dataclass(frozen=True)
class AgeSpan:
    """Whole years at the first and at the last day that a moment can have been."""

    youngest: int
    oldest: int

    @property
    def is_child(self) -> bool | None:
        """Whether the youngster was under 18; None when it can have been either."""
        if self.oldest < ADULT_AT:
            return True
        return False if self.youngest >= ADULT_AT else None

    @property
    def words(self) -> str:
        """The age in Dutch, such as "16 jaar" or "17 of 18 jaar"."""
        if self.youngest == self.oldest:
            return f"{self.youngest} jaar"
        if self.oldest == self.youngest + 1:
            return f"{self.youngest} of {self.oldest} jaar"
        return f"tussen {self.youngest} en {self.oldest} jaar"


def age_on(born: date | None, when: FuzzyDate | date | None) -> AgeSpan | None:
    """Return the age at a moment; None when the day of birth or the moment is not known.

    Who was born on 29 February is a year older on 1 March in a year without that day.
    """
    if born is None or when is None:
        return None
    first, last = days_of(when)
    return AgeSpan(_whole_years(born, first), _whole_years(born, last))


def is_child_on(born: date | None, when: FuzzyDate | date | None) -> bool | None:
    """Return whether the youngster was under 18 then; None when that is not known."""
    span = age_on(born, when)
    return span.is_child if span else None


def days_of(when: FuzzyDate | date) -> tuple[date, date]:
    """Return the first and the last day that a moment can have been.

    An approximate one is a week wider to both sides for a day, and once its own length for a
    month, quarter, season or year.
    """
    if not isinstance(when, FuzzyDate):
        return when, when
    if when.precision is Precision.DAY:
        wider = APPROXIMATE_DAY if when.is_approximate else timedelta()
        return when.start - wider, when.start + wider
    months = _MONTHS[when.precision]
    before, after = (months, 2 * months) if when.is_approximate else (0, months)
    return add_months(when.start, -before), add_months(when.start, after) - timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """Return the first day of the month that is so many months later; earlier when negative."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def _whole_years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
