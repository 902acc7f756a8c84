"""Measure the load on this door: counters in memory, and now and then a query and a disk check."""

import shutil
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connections
from django.utils import timezone

from uitweg.channel.admission.rules.load import (
    MOST_WAITING_COUNTED,
    LoadCounts,
    LoadLevel,
    level_for_room,
    next_load_level,
)

STORE = "channel"
MEASURE_INTERVAL_SECONDS = 5
NEWEST_MESSAGES_COUNTED = 5000
LOAD_QUERY = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM channel_message WHERE handled_at IS NULL LIMIT %s) w),
  count(*), coalesce(sum(length(for_team) + length(for_reporter)), 0)
FROM channel_message WHERE received_at >= %s
  AND id > (SELECT coalesce(max(id), 0) FROM channel_message) - %s
"""
"""The waiting messages, and the count and bytes of recent ones; all capped, to stay fast."""


class SlidingSum:
    """A sum over the last `seconds`, kept in sixty slots, so that memory and time stay constant."""

    def __init__(self, seconds: int) -> None:
        self._slot_seconds, self._slots, self.total = seconds / 60, [0] * 60, 0
        self._current = 0

    def add(self, amount: int, *, now: float) -> None:
        self.turn(now)
        self._slots[self._current % 60] += amount
        self.total += amount

    def turn(self, now: float) -> int:
        """Clear the slots that are too old and return the sum."""
        current = int(now / self._slot_seconds)
        for slot in range(max(self._current, current - 60) + 1, current + 1):
            self.total -= self._slots[slot % 60]
            self._slots[slot % 60] = 0
        self._current = max(current, self._current)
        return self.total


class LoadMonitor:
    """The load counters of this process, completed with what the database says of the last hour.

    So a restart loses little, and other processes are counted too. Invariant: `stored` counts a
    message before its row is written, so that two messages never take the same last place.
    """

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.RLock()
        self.clear()

    def clear(self) -> None:
        """Reset all counters, as a restart does."""
        self._asked, self._stored_minute, self._danger = (
            SlidingSum(60),
            SlidingSum(60),
            SlidingSum(60),
        )
        self._plain, self._stored, self._bytes = SlidingSum(60), SlidingSum(3600), SlidingSum(3600)
        self._bytes_minute = SlidingSum(60)
        self._waiting, self._free, self._measured_at = 0, 2**60, float("-inf")
        self._database_hour = (0, 0)  # messages and bytes of the last hour, of all processes
        self._level = LoadLevel.CALM

    def count_request(self) -> None:
        """Count a well-formed message that did the work that was asked of it, if any."""
        with self._lock:
            self._asked.add(1, now=self._clock())

    def count_danger(self) -> None:
        """Count a well-formed message that is marked as danger."""
        with self._lock:
            self._danger.add(1, now=self._clock())

    def count_stored(self, size: int, *, plain: bool = False) -> None:
        """Count a message that was admitted, before it is written."""
        with self._lock:
            now = self._clock()
            for window in (self._stored, self._stored_minute):
                window.add(1, now=now)
            for bytes_window in (self._bytes, self._bytes_minute):
                bytes_window.add(size, now=now)
            if plain:
                self._plain.add(1, now=now)

    def counts(self) -> LoadCounts:
        with self._lock:
            now = self._clock()
            return LoadCounts(
                requests_per_minute=self._asked.turn(now),
                stored_per_minute=self._stored_minute.turn(now),
                stored_per_hour=max(self._stored.turn(now), self._database_hour[0]),
                bytes_per_hour=max(self._bytes.turn(now), self._database_hour[1]),
                bytes_per_minute=self._bytes_minute.turn(now),
                danger_per_minute=self._danger.turn(now),
                plain_per_minute=self._plain.turn(now),
                waiting=self._waiting,
                free_bytes=self._free,
            )

    def level(self, counts: LoadCounts) -> LoadLevel:
        """Return the load level now, or the fixed one from the settings.

        A level that is fixed rises as well when the room of an hour is being used up.
        """
        setting: str = settings.LOAD_LEVEL
        if setting != "measured":
            return max(LoadLevel[setting.upper()], level_for_room(counts))
        with self._lock:
            self._level = next_load_level(self._level, counts)
            return max(self._level, level_for_room(counts))

    def measure(self) -> None:
        """Query the database and the disk, at most once every MEASURE_INTERVAL_SECONDS."""
        now = self._clock()
        if now < self._measured_at + MEASURE_INTERVAL_SECONDS:
            return
        since = timezone.now() - timedelta(hours=1)
        waiting, count, size = _query_load(since)
        free = shutil.disk_usage(settings.DATA).free
        with self._lock:
            self._measured_at = now
            self._waiting, self._free, self._database_hour = waiting, free, (count, size)


def _query_load(since: datetime) -> tuple[int, int, int]:
    connection = connections[STORE]
    with connection.cursor() as cursor:
        moment = connection.ops.adapt_datetimefield_value(since)
        cursor.execute(LOAD_QUERY, [MOST_WAITING_COUNTED, moment, NEWEST_MESSAGES_COUNTED])
        waiting, count, size = cursor.fetchone()
    return int(waiting), int(count), int(size)


LOAD_MONITOR = LoadMonitor()
