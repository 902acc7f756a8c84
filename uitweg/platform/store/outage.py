"""A store that does not answer: everybody waits, and the log says it once and then seldom."""

import logging
import threading
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, ProgrammingError, connections

SAY_AGAIN_SECONDS = 300
NO_STORE = "django.db.backends.dummy"
"""The public door has no staff store."""
DOES_NOT_ANSWER = "the store does not answer"
log = logging.getLogger("uitweg.store")


class StoreOutage:
    """What this process knows of its stores: whether they answer, and since when they do not."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._since: float | None = None
        self._said_at = 0.0

    def is_one(self, error: Exception) -> bool:
        """Return whether `error` came because a store is away or not made yet; then note it.

        The error alone does not tell: the same kind says that one row was locked for long. So each
        store is asked, on this thread's connections, which are closed when they are no good.
        """
        if not isinstance(error, DatabaseError | InterfaceError):
            return False
        wrongs = [wrong for alias in connections if (wrong := _what_is_wrong(alias))]
        if wrongs:
            self._note(wrongs[0])
        return bool(wrongs)

    def over(self) -> None:
        """Note that the stores answer."""
        if self._since is None:
            return
        with self._lock:
            since, self._since = self._since, None
        if since is not None:
            log.warning("the store answers again, after %.0f seconds", self._clock() - since)

    def _note(self, wrong: str) -> None:
        with self._lock:
            now = self._clock()
            is_new, self._since = self._since is None, now if self._since is None else self._since
            if not is_new and now < self._said_at + SAY_AGAIN_SECONDS:
                return
            self._said_at, seconds = now, now - self._since
        log.error("%s; trying again until that is over, for %.0f seconds now", wrong, seconds)


def _what_is_wrong(alias: str) -> str:
    """Return a sentence when nothing can be asked of this store, else ""."""
    connection = connections[alias]
    if connection.settings_dict["ENGINE"] == NO_STORE or connection.in_atomic_block:
        return ""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except Exception as error:
        connection.close()
        is_there = isinstance(error, ProgrammingError) or "no such table" in str(error)
        sentence = "the store is not up to date (./run migrate)" if is_there else DOES_NOT_ANSWER
        return f"{sentence}: {type(error).__name__}"
    return ""


OUTAGE = StoreOutage()
