"""The first moment of a day, and the public holidays: in one way for every part."""

from datetime import date, datetime, time, tzinfo
from functools import cache


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the first moment of `day` in `zone`."""
    return datetime.combine(day, time.min, zone)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Return the public holidays of the Netherlands in this year."""
    # imported at first use: it loads the calendars of all countries (0.2 s, 20 MB)
    from holidays import country_holidays

    return frozenset(country_holidays("NL", years=year))
