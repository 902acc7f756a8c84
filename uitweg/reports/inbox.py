"""The way in: what the public door writes, durable before it is acknowledged.

SQLite lets one writer in at a time, and a commit costs a trip to the disk. So one
thread collects what waits and commits it together; each request is acknowledged
only after its commit. A write that fails leaves its neighbours in the same
transaction alone (a savepoint each). On PostgreSQL, which groups commits itself,
each request commits its own.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connections, transaction

from uitweg.reports.models import Message, Report, TeamKey, Tombstone
from uitweg.sealing import code, conversation, envelope, tokens

STORE = "channel"
MOST_AT_ONCE = 64
PATIENCE_SECONDS = 25
NEW_REPORT = """
INSERT INTO reports_report (mailbox_hash, reporter_key, received_at, sealed_in_browser)
VALUES (%s, %s, %s, %s) ON CONFLICT (mailbox_hash) DO NOTHING RETURNING id
"""
NEW_MESSAGE = """
INSERT INTO reports_message
  (report_id, "key", digest, danger_now, received_at, for_team, for_reporter)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


type Write = Callable[[], None]


class AlreadyUsed(Exception):
    """These words, or this form's key, already belong to something else."""


class Unknown(Exception):
    """There is no conversation with this mailbox (or no longer)."""


class TooBusy(Exception):
    """The write could not be promised in time; nothing was stored, try again."""


@dataclass(frozen=True)
class Arriving:
    """One sealed message at the door. All bytes; `key` (16) is the form's own."""

    mailbox_hash: bytes
    key: bytes
    for_team: bytes
    for_reporter: bytes
    danger_now: bool
    at: datetime

    @property
    def digest(self) -> bytes:
        return tokens.digest("message", self.for_team)


def sealed_here(
    message: conversation.Message,
    *,
    team: TeamKey,
    secret: code.Code,
    key: bytes,
    danger_now: bool,
    at: datetime,
) -> Arriving:
    """Seal a message in this process, for who cannot do it in the browser."""
    mailbox_hash = code.mailbox_hash(secret.mailbox_id)
    sealed = conversation.seal_message(
        bytes(team.public_key), envelope.public_key(secret.seed), mailbox_hash, key, message
    )
    return Arriving(
        mailbox_hash=mailbox_hash,
        key=key,
        for_team=sealed.for_team,
        for_reporter=sealed.for_reporter,
        danger_now=danger_now,
        at=at,
    )


def receive_report(arriving: Arriving, *, reporter_key: bytes, in_browser: bool) -> None:
    """Store a new conversation and its first message; the same form again changes nothing.

    Raises AlreadyUsed when the words or the key belong to another conversation,
    TooBusy when it could not be stored in time.
    """
    store(report_write(arriving, reporter_key=reporter_key, in_browser=in_browser))


def report_write(arriving: Arriving, *, reporter_key: bytes, in_browser: bool) -> Write:
    """Return what stores a new conversation, for the writer to run."""

    def write() -> None:
        if _begin(arriving, reporter_key, in_browser=in_browser) or _is_repeat(arriving):
            return
        raise AlreadyUsed

    return write


def _begin(arriving: Arriving, reporter_key: bytes, *, in_browser: bool) -> bool:
    """Add a report and its message by two statements; False when its mailbox is there already.

    Written out, because this is the one line everybody stands in: through the ORM the
    same took eight statements and three times as long.
    """
    connection = connections[STORE]
    at = connection.ops.adapt_datetimefield_value(arriving.at)
    with connection.cursor() as cursor:
        cursor.execute(NEW_REPORT, [arriving.mailbox_hash, reporter_key, at, in_browser])
        found = cursor.fetchall()
        if not found:
            return False
        sealed: list[Any] = [arriving.for_team, arriving.for_reporter]
        marks: list[Any] = [arriving.key, arriving.digest, arriving.danger_now, at]
        cursor.execute(NEW_MESSAGE, [found[0][0], *marks, *sealed])
        if cursor.rowcount != 1:
            raise AlreadyUsed  # this key or envelope is another conversation's
    return True


def receive_message(arriving: Arriving) -> None:
    """Add a message to a living conversation; the same form again changes nothing.

    Raises Unknown, AlreadyUsed or TooBusy.
    """
    store(message_write(arriving))


def message_write(arriving: Arriving) -> Write:
    """Return what adds a message, for the writer to run."""

    def write() -> None:
        report = living(arriving.mailbox_hash)
        if report is None:
            raise Unknown
        if not _is_repeat(arriving):
            _add(arriving, report)

    return write


def ask_deletion(mailbox_hash: bytes, *, at: datetime) -> None:
    """Put down the reporter's wish; from this commit on the mailbox answers as if unknown."""

    def write() -> None:
        Tombstone.objects.get_or_create(mailbox_hash=mailbox_hash, defaults={"asked_at": at})

    if living(mailbox_hash) is not None:
        store(write)


def living(mailbox_hash: bytes) -> Report | None:
    """Return the conversation of this mailbox, unless it is gone or asked to go.

    Both questions are asked whatever the first says: a wiped mailbox takes as long.
    """
    wiped = Tombstone.objects.filter(mailbox_hash=mailbox_hash).exists()
    report = Report.objects.filter(mailbox_hash=mailbox_hash).first()
    return None if wiped else report


def _is_repeat(arriving: Arriving) -> bool:
    known = Message.objects.select_related("report").filter(key=arriving.key).first()
    if known is None:
        return False
    if bytes(known.report.mailbox_hash) != arriving.mailbox_hash:
        raise AlreadyUsed
    return True


def _add(arriving: Arriving, report: Report) -> None:
    Message.objects.create(
        report=report,
        key=arriving.key,
        digest=arriving.digest,
        danger_now=arriving.danger_now,
        received_at=arriving.at,
        for_team=arriving.for_team,
        for_reporter=arriving.for_reporter,
    )


async def durably(write: Write) -> None:
    """Do as `store` does, on an event loop and on SQLite: no thread waits for the disk."""
    done = WRITER.ask(write)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.wrap_future(done)
    except IntegrityError:
        raise AlreadyUsed from None
    except TimeoutError:
        raise TooBusy from None
    finally:
        done.cancel()


def store(write: Write) -> None:
    """Run `write` and return when it is on the disk."""
    try:
        if connections[STORE].vendor == "sqlite" and not connections[STORE].in_atomic_block:
            done = WRITER.ask(write)
            try:
                done.result(timeout=PATIENCE_SECONDS)
            finally:
                done.cancel()  # what has not begun by now never will
        else:
            with transaction.atomic(using=STORE):
                write()
    except IntegrityError:
        raise AlreadyUsed from None
    except TimeoutError:
        raise TooBusy from None


class GroupWriter:
    """One thread that turns waiting writes into one commit.

    Invariants: a future is resolved only after COMMIT returned; a write is run at
    most once; a failing write resolves only its own future.
    """

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[tuple[Callable[[], None], Future[None]]] = (
            queue.SimpleQueue()
        )
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self, write: Callable[[], None]) -> Future[None]:
        done: Future[None] = Future()
        self._waiting.put((write, done))
        if self._thread is None or not self._thread.is_alive():
            with self._starting:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._work, name="inbox", daemon=True)
                    self._thread.start()
        return done

    def _work(self) -> None:
        while True:
            group = [self._waiting.get()]
            while len(group) < MOST_AT_ONCE and not self._waiting.empty():
                group.append(self._waiting.get())
            self._commit(group)

    def _commit(self, group: list[tuple[Callable[[], None], Future[None]]]) -> None:
        written: list[Future[None]] = []
        try:
            with transaction.atomic(using=STORE):
                for write, done in group:
                    if not done.set_running_or_notify_cancel():
                        continue
                    try:
                        with transaction.atomic(using=STORE):
                            write()
                    except Exception as error:
                        done.set_exception(error)
                    else:
                        written.append(done)
        except Exception as error:
            # the commit itself failed (a full disk, say): nothing of the group is there
            connections[STORE].close()
            for done in written:
                done.set_exception(TooBusy(type(error).__name__))
        else:
            for done in written:
                done.set_result(None)


WRITER = GroupWriter()
