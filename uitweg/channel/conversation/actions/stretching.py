"""Derive a mailbox's secrets from its seven words, for browsers that cannot: a few at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from uitweg.platform.sealing import code

# Stretching takes a core for a quarter of a second: two at a time leave room for other requests.
STRETCH_TURNS = threading.BoundedSemaphore(2)


TURN_TIMEOUT_SECONDS = 20


# Waiting for a turn holds a server thread: leave half of them to reports sealed in a browser.
WAITING_PLACES = threading.BoundedSemaphore(16)


# Anyone may try words at a mailbox as often as they like: keep waiting places free for senders.
READING_PLACES = threading.BoundedSemaphore(10)


class TooManyStretching(Exception):
    """Too many requests without JavaScript are being served; try again in a minute."""


def stretch_in_turn(words: list[str], *, sending: bool = False) -> code.Code:
    """Derive a mailbox's secrets from its words, for browsers that cannot; waits for its turn.

    Raises TooManyStretching.
    """
    with (
        _waiting_place(WAITING_PLACES),
        nullcontext() if sending else _waiting_place(READING_PLACES),
    ):
        if not STRETCH_TURNS.acquire(timeout=TURN_TIMEOUT_SECONDS):
            raise TooManyStretching
        try:
            return code.stretch(words)
        finally:
            STRETCH_TURNS.release()


@contextmanager
def _waiting_place(places: threading.BoundedSemaphore) -> Iterator[None]:
    if not places.acquire(blocking=False):
        raise TooManyStretching
    try:
        yield
    finally:
        places.release()
