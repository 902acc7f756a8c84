"""The public holidays of the Netherlands, on which no answer is due.

Counted here and not by the library `holidays`: that takes half a second and 50 MB of each door
for ten days a year. tests/unit/test_public_holidays.py holds this against that library.
"""

from datetime import date, timedelta
from functools import cache

# days after Easter Sunday: Good Friday, Easter, Easter Monday, Ascension, Whit Sunday and Monday
DAYS_AFTER_EASTER = (-2, 0, 1, 39, 49, 50)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Return the days of a year (from 2014) that are public holidays."""
    birthday = date(year, 4, 27)
    fixed = {date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)}
    kings_day = birthday - timedelta(days=birthday.weekday() == 6)
    freedom = {date(year, 5, 5)} if year % 5 == 0 else set()
    easter = easter_sunday(year)
    moving = {easter + timedelta(days=days) for days in DAYS_AFTER_EASTER}
    return frozenset(fixed | freedom | moving | {kings_day})


def easter_sunday(year: int) -> date:
    """Return Easter in the Gregorian calendar (the rule of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month = (h + weekday - 7 * m + 90) // 25
    return date(year, month, (h + weekday - 7 * m + 33 * month + 19) % 32)


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in public_holidays(day.year)
