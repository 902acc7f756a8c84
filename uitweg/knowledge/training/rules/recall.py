"""When a lesson is repeated: a week, a month and three months after the day somebody did it."""

from calendar import monthrange
from datetime import date, timedelta

from uitweg.platform.content.values.lessons import Round

MONTHS = {Round.MONTH: 1, Round.QUARTER: 3}


def repeat_days(done_on: date) -> dict[Round, date]:
    """Return the day of each round; where a month is too short, its last day."""
    week = {Round.WEEK: done_on + timedelta(days=7)}
    return week | {each: _months_later(done_on, months) for each, months in MONTHS.items()}


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
