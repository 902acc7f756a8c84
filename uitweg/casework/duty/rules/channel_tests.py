"""When a channel is tested before a shift, how long a code works, and how often one may ask."""

from datetime import UTC, datetime, time, timedelta

from uitweg.casework.duty.rules.rota import TEAM_ZONE

CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5
HANDED_OVER_WITHIN = timedelta(minutes=5)
"""After this a code is not sent any more: who waits for it has given up."""

TESTS_AN_HOUR, TESTS_A_DAY = 5, 15
"""How many codes one member may ask for, over all their channels."""

TESTED_BEFORE_SHIFT = timedelta(hours=24)
CONFIRMED_BEFORE_SHIFT = timedelta(hours=12)
"""Who did not type the code by then is not reachable, and the leads are told."""

TIME_TO_ANSWER = timedelta(hours=1)
"""The least that somebody has to type a code in before the leads are told."""

LONGEST_AHEAD = timedelta(hours=28)
"""A test is never due longer before its shift than this."""

FIRST_TIME, LAST_TIME = time(9), time(21)
"""Tests that come by themselves leave between these times in the Netherlands, never at night."""

LAST_DUE = time(20, 30)
"""The latest that a test becomes due, so that the worker has time to send it before LAST_TIME."""


def is_daytime(now: datetime) -> bool:
    """Return whether a test that nobody asked for may leave at this moment."""
    return FIRST_TIME <= now.astimezone(TEAM_ZONE).time() < LAST_TIME


def tested_from(starts_at: datetime) -> datetime:
    """Return from when the channels of who has this shift are tested: 24 hours before it.

    When that is later than half past eight in the evening it is half past eight; when it is before
    nine in the morning it is nine. So at least two hours are left until twelve hours before the
    shift.
    """
    day_before = (starts_at.astimezone(UTC) - TESTED_BEFORE_SHIFT).astimezone(TEAM_ZONE)
    due = min(max(day_before.time(), FIRST_TIME), LAST_DUE)
    return datetime.combine(day_before.date(), due, TEAM_ZONE)


def code_ends_at(*, now: datetime, starts_at: datetime | None = None) -> datetime:
    """Return until when a code works: ten minutes, or for a shift until twelve hours before it."""
    if starts_at is None:
        return now + CODE_LASTS
    return max(now + TIME_TO_ANSWER, starts_at.astimezone(UTC) - CONFIRMED_BEFORE_SHIFT)
