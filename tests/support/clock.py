"""One clock for all tests in this process: each test begins at the same moment, and time goes on from there.

Without it a test passes or fails by the hour and the day on which it runs. That moment is noon
in Amsterdam of this day, or of the Friday before: what has the clock of the machine is not far off.
UITWEG_TEST_MOMENT sets another moment for a whole run: `2026-12-06T23:30` (in Amsterdam), or with its distance from UTC.
A test that needs a moment of its own asks for the fixture `time_machine` and calls `move_to`; one
that lets time pass asks for `stopped_clock`.

Only this process has the clock: not the kernel, a database, OpenSSL or a program that a test
starts. Durations (`time.monotonic`) are real. Where a test meets one of those, it asks `really_now`.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import PurePath
from zoneinfo import ZoneInfo

import time_machine

HERE = ZoneInfo("Europe/Amsterdam")
FRIDAY = 4
# what these start has the real clock: whole installations, a browser, a provider of single sign-on
WITH_THE_REAL_CLOCK = {"browser", "processes", "test_sign_on_at_a_provider.py"}


def weekday_noon(now: datetime) -> datetime:
    """Return noon in Amsterdam of the day of `now`, or of the Friday before a weekend."""
    noon = now.astimezone(HERE).replace(hour=12, minute=0, second=0, microsecond=0)
    while noon.weekday() > FRIDAY:
        noon -= timedelta(days=1)
    return noon


def set_moment_of_the_run() -> None:
    """Choose the moment once, for this process and the workers that it starts."""
    os.environ.setdefault("UITWEG_TEST_MOMENT", weekday_noon(really_now()).isoformat())


def moment_of_the_run() -> datetime:
    """Return the moment at which each test of this run begins."""
    moment = datetime.fromisoformat(os.environ["UITWEG_TEST_MOMENT"])
    return moment if moment.tzinfo else moment.replace(tzinfo=HERE)


@contextmanager
def set_for(test: PurePath) -> Iterator[None]:
    """Let time begin at the moment of the run, unless this file's tests need the real clock."""
    if WITH_THE_REAL_CLOCK & set(test.parts):
        yield
        return
    # as a number: a moment with a time zone would also change the zone of the process
    with time_machine.travel(moment_of_the_run().timestamp()):
        yield


def really_now() -> datetime:
    """Return the time of the machine, which other programs have too."""
    if time_machine.escape_hatch.is_travelling():
        return time_machine.escape_hatch.datetime.datetime.now(UTC)
    return datetime.fromtimestamp(time.time(), UTC)
