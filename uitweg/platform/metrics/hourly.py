"""Counts of the anonymous channel, let out once an hour.

Numbers are read each quarter of a minute and kept for weeks. In a quiet city a count that moves is
somebody who writes, and the minute of it is what `policy/retention.yaml` (exact-moments) forgets.
"""

import threading
import time
from collections.abc import Callable

from uitweg.platform.metrics import counting

HOUR_SECONDS = 3600
MOST_HELD = 20_000
"""As many in an hour are let out earlier: among so many nobody stands out."""


class HourlyCounts:
    """Holds what was counted until the next whole hour, by the wall clock; thread-safe."""

    def __init__(
        self,
        *,
        is_wanted: Callable[[], bool] = counting.is_on,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._is_wanted, self._clock, self._lock = is_wanted, clock, threading.Lock()
        self._held: list[Callable[[], None]] = []
        self._hour = self._this_hour()

    def hold(self, count: Callable[[], None]) -> None:
        """Keep a count for later; nothing is kept while nobody wants it."""
        if not self._is_wanted():
            return
        with self._lock:
            self._held.append(count)
        self.let_out()

    def let_out(self) -> None:
        """Count what was held, if the hour is over."""
        with self._lock:
            hour = self._this_hour()
            if hour == self._hour and len(self._held) < MOST_HELD:
                return
            self._hour, due, self._held = hour, self._held, []
        for count in due:
            count()

    def _this_hour(self) -> int:
        return int(self._clock() // HOUR_SECONDS)


HOURLY = HourlyCounts()
