"""What can go wrong with the channel's store that is nobody's fault, and waiting it out."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import Error, connections

STORE = "channel"
READ_ONLY = "25006"
"""The state of a server that no longer leads, or does not yet."""
DEADLOCK = "40P01"


class TooBusy(Exception):
    """The write did not finish in time; the client should retry, which is idempotent."""


class DiskFull(TooBusy):
    """The disk is full; nothing was stored. Retrying works as soon as there is room again."""


class StoreAway(TooBusy):
    """The store cannot be reached; what was asked may or may not have been done."""


def is_disk_full(error: Exception) -> bool:
    """Tell whether a database error means a full disk (SQLite's text, PostgreSQL's class 53)."""
    sqlstate = getattr(error.__cause__, "sqlstate", "") or ""
    return isinstance(error, Error) and ("disk is full" in str(error) or sqlstate[:2] == "53")


def is_deadlock(error: Exception) -> bool:
    """Tell whether PostgreSQL undid this because two transactions waited for each other."""
    return isinstance(error, Error) and getattr(error.__cause__, "sqlstate", "") == DEADLOCK


def is_away(error: Exception) -> bool:
    """Tell whether this error means a lost connection or a server that does not lead."""
    if not isinstance(error, Error) or connections[STORE].vendor != "postgresql":
        return False
    import psycopg  # on SQLite it is never loaded

    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return False
    # no state: libpq itself found no server, or lost it; 57P0x: it is stopping or starting
    if cause.sqlstate is None:
        return isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError)
    return cause.sqlstate.startswith(("08", "57P", READ_ONLY))


PATIENCE_SECONDS = 40
"""Within the 60 seconds that a proxy waits for a door."""
PAUSE_SECONDS = 0.5
MOST_WAITING = 16
"""Half of the public door's threads; the others go on telling people what is the matter."""
_waiting = threading.BoundedSemaphore(MOST_WAITING)


@contextmanager
def said_when_away() -> Iterator[None]:
    """Raise StoreAway for a lost connection, which is closed, so that the next one is new."""
    try:
        yield
    except Error as error:
        if not is_away(error):
            raise
        connections[STORE].close()
        raise StoreAway from None


def wait_while_away[Result](work: Callable[[], Result]) -> Result:
    """Do idempotent `work`, and again while the store is away. Raises StoreAway after 40 seconds.

    Also when so many others wait already that no thread would be left.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    try:
        with said_when_away():
            return work()
    except StoreAway:
        if not _waiting.acquire(blocking=False):
            raise
    try:
        return _until_back(work, deadline)
    finally:
        _waiting.release()


def _until_back[Result](work: Callable[[], Result], deadline: float) -> Result:
    while True:
        time.sleep(PAUSE_SECONDS)
        try:
            with said_when_away():
                return work()
        except StoreAway:
            if time.monotonic() > deadline:
                raise
