"""What is kept of how long a report waited for its first answer: no moment, and in steps."""

from datetime import date, datetime, timedelta

STEP_MINUTES = 5
STEPS = ((15, 1), (60, 5), (240, 15))
"""Up to so many minutes a wait is kept in steps of so many; a longer one in LONGEST_STEP."""
LONGEST_STEP = 60

WAIT_BANDS = {
    "hour-1": 60,
    "hours-4": 4 * 60,
    "hours-12": 12 * 60,
    "day-1": 24 * 60,
    "days-3": 3 * 24 * 60,
    "longer": None,
}
"""In figures: how long a report waited, each with the most minutes of it."""


def wait_band(minutes: int) -> str:
    """Return the first band that is long enough."""
    return next(band for band, most in WAIT_BANDS.items() if most is None or minutes <= most)


def month_of(day: date) -> date:
    """Return the first day of the month."""
    return day.replace(day=1)


def months_back(month: date, count: int) -> date:
    """Return the first day of so many months earlier."""
    number = month.year * 12 + month.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def waited_minutes(received_at: datetime, answered_at: datetime) -> int:
    """Return the wait in minutes, rounded up to STEP_MINUTES or more; at least one step."""
    return coarse_minutes(answered_at - received_at, least_step=STEP_MINUTES)


def coarse_minutes(waited: timedelta, *, least_step: int = 1) -> int:
    """Return a wait in minutes, rounded up in steps that grow with it.

    The audit log says to the second when somebody answered or took a callout. Counted back from
    there, a wait known to the minute would say when a report came, of which only the day is kept.
    """
    waited = max(waited, timedelta(seconds=1))
    fitting = (step for longest, step in STEPS if waited <= timedelta(minutes=longest))
    step = max(least_step, next(fitting, LONGEST_STEP))
    return -(-waited // timedelta(minutes=step)) * step
