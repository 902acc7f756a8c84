"""The stage on which tests/support/writer_machine.py plays: a store of its own, callers, a writer
whose thread is taken over. Importing it sets Django up; for a process of its own only.
"""

import asyncio
import os
import sqlite3
import threading
from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cache
from types import SimpleNamespace
from typing import Any, ClassVar

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()

from django.conf import settings  # noqa: E402

from uitweg.channel.inbox.actions import inbox  # noqa: E402
from uitweg.site.config import migrating  # noqa: E402

WITHOUT_A_MESSAGE = (
    "SELECT id FROM channel_report WHERE id NOT IN (SELECT report_id FROM channel_message)"
)


def build() -> None:
    """Make the store, and let the machine do what the writer's thread would do."""
    migrating.migrate()
    inbox.threading = SimpleNamespace(Thread=NoThread, Lock=threading.Lock)  # type: ignore[assignment]
    inbox.Future = Patient  # type: ignore[misc]


class Died(BaseException):
    """The writer's thread ends here, as if it was killed."""


class Drained(BaseException):
    """Nothing waits: the writer's thread would sleep now."""


class Waiting:
    """The writer's queue: gives out `budget` writes and then ends the round."""

    def __init__(self) -> None:
        self.items: deque[tuple[Any, Any]] = deque()
        self.budget = 0
        self.knock = threading.Event()

    def put(self, item: tuple[Any, Any]) -> None:
        self.items.append(item)
        self.knock.set()

    def empty(self) -> bool:
        return not self.items or not self.budget

    def get(self) -> tuple[Any, Any]:
        if self.empty():
            raise Drained
        self.budget -= 1
        return self.items.popleft()


class NoThread:
    """Stands for the writer's thread; the machine does its work."""

    def __init__(self, **_: Any) -> None:
        self.alive = False

    def start(self) -> None:
        self.alive = True

    def is_alive(self) -> bool:
        return self.alive


class Patient(Future[None]):
    """What a thread of the door waits for; it gives up when it is told to, not by the clock."""

    made: ClassVar[list["Patient"]] = []

    def __init__(self) -> None:
        super().__init__()
        self.gave_up = False
        self._awake = threading.Event()
        self.add_done_callback(lambda _: self._awake.set())
        self.made.append(self)

    def give_up(self) -> None:
        self.gave_up = True
        self._awake.set()

    def result(self, timeout: float | None = None) -> None:
        self._awake.wait()
        if not self.done():
            raise TimeoutError
        return super().result(0)


class OwnClock(asyncio.SelectorEventLoop):
    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


@dataclass
class Asked:
    """One caller: what it asked, and what it was told. `row` is (mailbox, key) of what it wrote."""

    kind: str
    row: tuple[bytes, bytes]
    digest: bytes = field(repr=False)
    outcome: str = ""
    done: Any = field(default=None, repr=False)
    task: Any = field(default=None, repr=False)
    thread: threading.Thread | None = field(default=None, repr=False)
    after_a_wipe: bool = False
    write: Any = field(default=None, repr=False)
    arriving: Any = field(default=None, repr=False)

    def told(self, how: str) -> None:
        self.outcome = how


@dataclass
class Round:
    """What the machine knows of the round that just was.

    `stored` has for each group what was stored right after it, and `wiped` which mailboxes had a
    wish to delete by then: the groups share a round, so its end does not tell which of them did it.
    """

    groups: list[list[Any]] = field(default_factory=list)
    stored: list[dict[bytes, tuple[int, bytes, bytes]]] = field(default_factory=list)
    wiped: list[set[bytes]] = field(default_factory=list)
    hit: set[int] = field(default_factory=set)


def breaks() -> None:
    raise ZeroDivisionError


def a_name(kind: str, number: int, length: int) -> bytes:
    return f"{kind}{number}".encode().ljust(length, b".")


@cache
def beside_it() -> sqlite3.Connection:
    """Return a look at the store from outside, on a connection of its own."""
    return sqlite3.connect(f"file:{settings.DATA}/channel.sqlite?mode=ro", uri=True)


def rows_of(sql: str) -> list[tuple[Any, ...]]:
    return beside_it().execute(sql).fetchall()


def wishes() -> set[bytes]:
    return {mailbox for (mailbox,) in rows_of("SELECT mailbox_hash FROM channel_deletionwish")}


def messages() -> dict[bytes, tuple[int, bytes, bytes]]:
    """Return key → (id, mailbox, digest) of all that is stored, and see that each key is there once."""
    found = rows_of(
        "SELECT m.key, m.id, r.mailbox_hash, m.digest FROM channel_message m"
        " JOIN channel_report r ON r.id = m.report_id"
    )
    known = {key: (pk, mailbox, digest) for key, pk, mailbox, digest in found}
    assert len(known) == len(found), "a key is stored twice"
    return known
