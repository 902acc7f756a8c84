"""How often one member may search: as fast as a person types, not as fast as a program asks."""

import threading
import time
from collections import deque
from collections.abc import Callable

SEARCHES_PER_WINDOW = 60
WINDOW_SECONDS = 60.0


class SearchedTooOften(Exception):
    """This member asked more than a person types; it goes on within a minute."""


class SearchRateLimit:
    """Counts in this process only: a restart forgives, and that is enough."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._asked: dict[int, deque[float]] = {}

    def step(self, member_pk: int) -> None:
        """Count one question. Raises TooOften; such a question is not counted."""
        now = self._clock()
        with self._lock:
            asked = self._asked.setdefault(member_pk, deque())
            while asked and now - asked[0] >= WINDOW_SECONDS:
                asked.popleft()
            if len(asked) >= SEARCHES_PER_WINDOW:
                raise SearchedTooOften
            asked.append(now)

    def clear(self) -> None:
        with self._lock:
            self._asked.clear()


SEARCH_RATE_LIMIT = SearchRateLimit()
