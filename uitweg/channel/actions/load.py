"""What this door counts to know how hard it is pressed: numbers in memory, and one look a time."""

import shutil
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connections
from django.utils import timezone

from uitweg.channel.rules.load import MOST_WAITING_COUNTED, LoadCounts, LoadLevel, next_load_level

STORE = "channel"
MEASURE_INTERVAL_SECONDS = 5
NEWEST_MESSAGES_COUNTED = 5000
LOAD_QUERY = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM channel_message WHERE handled_at IS NULL LIMIT %s) w),
  count(*), coalesce(sum(length(for_team) + length(for_reporter)), 0)
FROM channel_message WHERE received_at >= %s
  AND id > (SELECT coalesce(max(id), 0) FROM channel_message) - %s
"""
"""What waits, and how many messages of how many bytes came in lately."""


class SlidingSum:
    """A sum over the last `seconds`, in sixty parts, so it costs the same however much comes in."""

    def __init__(self, seconds: int) -> None:
        self._each, self._parts, self.total = seconds / 60, [0] * 60, 0
        self._at = 0

    def add(self, amount: int, *, now: float) -> None:
        self.turn(now)
        self._parts[self._at % 60] += amount
        self.total += amount

    def turn(self, now: float) -> int:
        """Forget what is too old; return the sum."""
        at = int(now / self._each)
        for part in range(max(self._at, at - 60) + 1, at + 1):
            self.total -= self._parts[part % 60]
            self._parts[part % 60] = 0
        self._at = max(at, self._at)
        return self.total


class LoadMonitor:
    """The counts of this process. It begins with what the store says, so a restart forgets little.

    Invariant: `stored` is counted before the row is there, so no two can take the same last place.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.RLock()
        self.clear()

    def clear(self) -> None:
        """Begin anew, as after a restart."""
        self._asked, self._stored_minute, self._danger = (
            SlidingSum(60),
            SlidingSum(60),
            SlidingSum(60),
        )
        self._plain, self._stored, self._bytes = SlidingSum(60), SlidingSum(3600), SlidingSum(3600)
        self._waiting, self._free, self._looked = 0, 2**60, float("-inf")
        self._elsewhere = (0, 0)
        self._level = LoadLevel.CALM

    def asked(self, *, danger: bool) -> None:
        """Count a message that wants in."""
        with self._lock:
            now = self._clock()
            self._asked.add(1, now=now)
            if danger:
                self._danger.add(1, now=now)

    def stored(self, size: int, *, plain: bool = False) -> None:
        """Count a message that is let through to the store."""
        with self._lock:
            now = self._clock()
            for window in (self._stored, self._stored_minute):
                window.add(1, now=now)
            self._bytes.add(size, now=now)
            if plain:
                self._plain.add(1, now=now)

    def counts(self) -> LoadCounts:
        with self._lock:
            now = self._clock()
            return LoadCounts(
                asked_minute=self._asked.turn(now),
                stored_minute=self._stored_minute.turn(now),
                stored_hour=max(self._stored.turn(now), self._elsewhere[0]),
                bytes_hour=max(self._bytes.turn(now), self._elsewhere[1]),
                danger_minute=self._danger.turn(now),
                plain_minute=self._plain.turn(now),
                waiting=self._waiting,
                free=self._free,
            )

    def level(self, counts: LoadCounts) -> LoadLevel:
        """Return the level now, or the one the settings hold the door at."""
        held: str = settings.PRESSURE
        if held != "measured":
            return LoadLevel[held.upper()]
        with self._lock:
            self._level = next_load_level(self._level, counts)
            return self._level

    def look(self) -> None:
        """Ask the store and the disk, once in five seconds; every door of a city sees the same."""
        now = self._clock()
        if now < self._looked + MEASURE_INTERVAL_SECONDS:
            return
        since = timezone.now() - timedelta(hours=1)
        waiting, count, size = _query_load(since)
        free = shutil.disk_usage(settings.DATA).free
        with self._lock:
            self._looked = now
            self._waiting, self._free, self._elsewhere = waiting, free, (count, size)


def _query_load(since: datetime) -> tuple[int, int, int]:
    connection = connections[STORE]
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(since)
        cursor.execute(LOAD_QUERY, [MOST_WAITING_COUNTED, moment, NEWEST_MESSAGES_COUNTED])
        waiting, count, size = cursor.fetchone()
    return int(waiting), int(count), int(size)


LOAD_MONITOR = LoadMonitor()
