"""A store that is away for a moment: the machine that leads is gone, and another takes over.

Whoever writes without a script has nobody who sends it again, so the door itself waits and does it
again. That is safe: a form carries its own key, and is stored once.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import Error, connections

from uitweg.channel.actions.store_faults import STORE, StoreAway, is_away

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
