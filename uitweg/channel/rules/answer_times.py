"""What is kept of how long a report waited for its first answer: no moment, and in steps."""

from datetime import date, datetime, timedelta

STEP_MINUTES = 5


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def months_back(month: date, count: int) -> date:
    """Return the first day of so many months earlier."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def waited_minutes(received_at: datetime, answered_at: datetime) -> int:
    """Return the wait in minutes, rounded up to STEP_MINUTES; at least one step."""
    waited = max(answered_at - received_at, timedelta(seconds=1))
    return -(-waited // timedelta(minutes=STEP_MINUTES)) * STEP_MINUTES
