"""Who may have costly work done now: a few at once, a few waiting, and so many a minute.

What comes on top of that is refused at once, so that no flood of it takes the threads or the cores
that other visitors need. Nobody is counted, only the work.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

MINUTE = 60.0


class NoTurn(Exception):
    """So much of this work is being done or waiting that this piece is not; try again later."""


class Turns:
    """The turns for one kind of work in this process."""

    def __init__(self, *, at_once: int, waiting: int, a_minute: int, patience: float) -> None:
        """`patience` is how many seconds a piece of work waits for its turn."""
        self._places = threading.BoundedSemaphore(at_once + waiting)
        self._turns = threading.BoundedSemaphore(at_once)
        self._begun: deque[float] = deque(maxlen=a_minute)
        self._lock = threading.Lock()
        self._patience = patience

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn, and have it while the context lasts. Raises NoTurn."""
        if not self._places.acquire(blocking=False):
            raise NoTurn
        try:
            self._count(time.monotonic())
            if not self._turns.acquire(timeout=self._patience):
                raise NoTurn
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()

    def _count(self, now: float) -> None:
        """Count a piece of work. Raises NoTurn when this minute had as many as it may have."""
        with self._lock:
            is_full = len(self._begun) == self._begun.maxlen
            if is_full and now - self._begun[0] < MINUTE:
                raise NoTurn
            self._begun.append(now)
