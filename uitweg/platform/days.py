"""The first moment of a day, and the public holidays: in one way for every part."""

from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from functools import cache

QUARTERS = ("q1", "q2", "q3", "q4")
"""The quarters of a year, as figures name them."""


def quarter_of(day: date) -> str:
    """Return the quarter in which this day lies."""
    return QUARTERS[(day.month - 1) // 3]


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the first moment of `day` in `zone`."""
    return datetime.combine(day, time.min, zone)


@cache
def holiday_names(year: int) -> Mapping[date, str]:
    """Return the public holidays of the Netherlands in this year, each with its Dutch name."""
    # imported at first use: it loads the calendars of all countries (0.2 s, 20 MB)
    from holidays import country_holidays

    return dict(country_holidays("NL", years=year, language="nl").items())


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Return on which days of this year there is a public holiday in the Netherlands."""
    return frozenset(holiday_names(year))
