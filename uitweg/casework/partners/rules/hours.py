"""When a service can be called: day and night, or its hours on working days and in weekends."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from uitweg.casework.cases.rules.safe_contact import read_safe_hours
from uitweg.platform.content.opening import Days, OnHolidays, Opening, OpenPeriod


@lru_cache(maxsize=1024)  # many services have the same office hours
def opening_of(*, day_and_night: bool, weekday_hours: str, weekend_hours: str) -> Opening:
    """Return the hours as data; `weekday_hours` is "09:00 tot 17:00", or "" when closed.

    What holds on a public holiday nobody told us, so then it is not known whether it is open.
    """
    periods = (
        _period(Days.WEEKDAYS, weekday_hours),
        _period(Days.WEEKEND, weekend_hours),
    )
    return Opening(
        always=day_and_night or None,
        periods=tuple(period for period in periods if period),
        on_holidays=OnHolidays.UNKNOWN,
    )


def _period(days: Days, text: str) -> OpenPeriod | None:
    hours = read_safe_hours(text) if text else None
    return OpenPeriod(days, f"{hours.begin:%H:%M}", f"{hours.end:%H:%M}") if hours else None


def hours_in_words(opening: Opening) -> str:
    """Return "dag en nacht", "werkdagen 09:00 tot 17:00", or "" when nobody said."""
    if opening.always:
        return "dag en nacht"
    days = {Days.WEEKDAYS: "werkdagen", Days.WEEKEND: "weekend", Days.DAILY: "elke dag"}
    return ", ".join(
        f"{days[period.days]} {period.opens} tot {period.closes}" for period in opening.periods
    )


def is_closed(opening: Opening, at: datetime, is_holiday: Callable[[date], bool]) -> bool:
    """Return whether it can certainly not be called at this moment in the Netherlands.

    Without hours, and on a public holiday, that is not known.
    """
    if opening.always or not opening.periods or is_holiday(at.date()):
        return False
    return opening.open_until(at, is_holiday) is None
