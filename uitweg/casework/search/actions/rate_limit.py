"""How often one member may search: as often as a person types, not as often as a program asks."""

import threading
import time
from collections import deque
from collections.abc import Callable

SEARCHES_PER_WINDOW = 60
WINDOW_SECONDS = 60.0


class SearchedTooOften(Exception):
    """This member searched more often than a person types; within a minute they may again."""


class SearchRateLimit:
    """Counts searches in this process's memory; a restart starts counting anew."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._searched_at: dict[int, deque[float]] = {}

    def count_search(self, member_pk: int) -> None:
        """Count one search. Raises SearchedTooOften; the refused search is not counted."""
        now = self._clock()
        with self._lock:
            searched_at = self._searched_at.setdefault(member_pk, deque())
            while searched_at and now - searched_at[0] >= WINDOW_SECONDS:
                searched_at.popleft()
            if len(searched_at) >= SEARCHES_PER_WINDOW:
                raise SearchedTooOften
            searched_at.append(now)

    def clear(self) -> None:
        with self._lock:
            self._searched_at.clear()


SEARCH_RATE_LIMIT = SearchRateLimit()
