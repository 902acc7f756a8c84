"""The way in: what the public door writes, durable before it is acknowledged.

SQLite lets one writer in at a time, and a commit costs a trip to the disk. So one
thread collects what waits and commits it together; each request is acknowledged
only after its commit. When one of a group fails, the group is undone and each is
written behind a savepoint of its own, so its neighbours get in. On PostgreSQL, which
groups commits itself, each request commits its own.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, IntegrityError, connections, transaction
from django.utils import timezone

from uitweg.channel.actions import uploads
from uitweg.channel.actions.uploads import SealedFile
from uitweg.channel.models import Message, Report, TeamKey, Tombstone
from uitweg.platform.sealing import code, conversation, envelope, tokens

STORE = "channel"
WRITES_PER_COMMIT = 64
WRITE_TIMEOUT_SECONDS = 25
INSERT_REPORTS = """
INSERT INTO channel_report (mailbox_hash, reporter_key, received_at, sealed_in_browser)
VALUES {} ON CONFLICT (mailbox_hash) DO NOTHING
"""
INSERT_MESSAGES = """
INSERT INTO channel_message
  (report_id, "key", digest, danger_now, received_at, for_team, for_reporter)
VALUES {} ON CONFLICT DO NOTHING
"""
MESSAGE_VALUES = "((SELECT id FROM channel_report WHERE mailbox_hash = %s), %s, %s, %s, %s, %s, %s)"


type StoreWrite = Callable[[], None]


class AlreadyUsed(Exception):
    """These words, or this form's key, already belong to something else."""


class UnknownMailbox(Exception):
    """There is no conversation with this mailbox (or no longer)."""


class TooBusy(Exception):
    """The write could not be promised in time; nothing was stored, try again."""


class DiskFull(TooBusy):
    """The disk is full; nothing was stored, and it goes on by itself when there is room again."""


@dataclass(frozen=True)
class IncomingMessage:
    """One sealed message at the door. All bytes; `key` (16) is the form's own."""

    mailbox_hash: bytes
    key: bytes
    for_team: bytes
    for_reporter: bytes
    danger_now: bool
    at: datetime
    files: tuple[bytes, ...] = ()  # the hashes of files that came before
    brought: tuple[SealedFile, ...] = ()  # files that were sealed here

    @property
    def digest(self) -> bytes:
        return tokens.digest("message", self.for_team)


def seal_incoming_message(
    message: conversation.MessageContent,
    *,
    team: TeamKey,
    secret: code.Code,
    key: bytes,
    danger_now: bool,
    at: datetime,
    brought: tuple[SealedFile, ...] = (),
) -> IncomingMessage:
    """Seal a message in this process, for who cannot do it in the browser."""
    mailbox_hash = code.mailbox_hash(secret.mailbox_id)
    sealed = conversation.seal_message(
        bytes(team.public_key), envelope.public_key(secret.seed), mailbox_hash, key, message
    )
    return IncomingMessage(
        mailbox_hash=mailbox_hash,
        key=key,
        for_team=sealed.for_team,
        for_reporter=sealed.for_reporter,
        danger_now=danger_now,
        at=at,
        brought=brought,
    )


def receive_report(arriving: IncomingMessage, *, reporter_key: bytes, in_browser: bool) -> None:
    """Store a new conversation and its first message; the same form again changes nothing.

    Raises AlreadyUsed when the words or the key belong to another conversation, FilesNotThere
    when it names files that are not whole, TooBusy when it could not be stored in time.
    """
    store(ReportWrite(arriving, reporter_key, in_browser))


@dataclass(frozen=True)
class ReportWrite:
    """The write that stores a new conversation; the writer may take many of them at once."""

    arriving: IncomingMessage
    reporter_key: bytes
    in_browser: bool

    def __call__(self) -> None:
        if not (_insert_reports([self]) or is_message_stored(self.arriving)):
            raise AlreadyUsed


def _insert_reports(reports: list[ReportWrite]) -> bool:
    """Add reports and their messages by two statements; False, and to be undone, if any is known.

    Written out, because this is the one line everybody stands in: through the ORM one
    report took eight statements and three times as long.
    """
    connection = connections[STORE]
    first, then = list[Any](), list[Any]()
    for new in reports:
        one, at = new.arriving, connection.ops.adapt_datetimefield_value(new.arriving.at)
        first += [one.mailbox_hash, new.reporter_key, at, new.in_browser]
        then += [one.mailbox_hash, one.key, one.digest, one.danger_now, at]
        then += [one.for_team, one.for_reporter]
    with connection.cursor() as cursor:
        cursor.execute(INSERT_REPORTS.format(", ".join(["(%s, %s, %s, %s)"] * len(reports))), first)
        if cursor.rowcount != len(reports):
            return False
        cursor.execute(INSERT_MESSAGES.format(", ".join([MESSAGE_VALUES] * len(reports))), then)
        if cursor.rowcount != len(reports):
            return False
    for new in reports:
        if new.arriving.files or new.arriving.brought:
            _attach_message_files(new.arriving, Message.objects.get(key=new.arriving.key))
    return True


def receive_message(arriving: IncomingMessage) -> None:
    """Add a message to a living conversation; the same form again changes nothing.

    Raises Unknown, AlreadyUsed, FilesNotThere or TooBusy.
    """
    store(message_write(arriving))


def message_write(arriving: IncomingMessage) -> StoreWrite:
    """Return what adds a message, for the writer to run."""

    def write() -> None:
        report = existing_report(arriving.mailbox_hash)
        if report is None:
            raise UnknownMailbox
        if not is_message_stored(arriving):
            _add_message(arriving, report)

    return write


def request_deletion(mailbox_hash: bytes, *, at: datetime) -> None:
    """Put down the reporter's wish; from this commit on the mailbox answers as if unknown."""

    def write() -> None:
        Tombstone.objects.get_or_create(mailbox_hash=mailbox_hash, defaults={"asked_at": at})

    if existing_report(mailbox_hash) is not None:
        store(write)


def existing_report(mailbox_hash: bytes) -> Report | None:
    """Return the conversation of this mailbox, unless it is gone or asked to go.

    Both questions are asked whatever the first says: a wiped mailbox takes as long.
    """
    wiped = Tombstone.objects.filter(mailbox_hash=mailbox_hash).exists()
    report = Report.objects.filter(mailbox_hash=mailbox_hash).first()
    return None if wiped else report


def is_form_stored(key: bytes) -> bool:
    """Tell whether a form with this key was stored before."""
    return Message.objects.filter(key=key).exists()


def is_message_stored(arriving: IncomingMessage) -> bool:
    """Tell whether this message is there already. Raises AlreadyUsed: its key is another's."""
    known = Message.objects.select_related("report").filter(key=arriving.key).first()
    if known is None:
        return False
    if bytes(known.report.mailbox_hash) != arriving.mailbox_hash:
        raise AlreadyUsed
    return True


def _attach_message_files(arriving: IncomingMessage, message: Message) -> None:
    """Raises FilesNotThere: then nothing of the message is stored either."""
    uploads.attach_sealed_files(arriving.brought, message, today=timezone.localdate(arriving.at))
    if arriving.files:
        uploads.attach_files(arriving.files, message)


def _add_message(arriving: IncomingMessage, report: Report) -> None:
    message = Message.objects.create(
        report=report,
        key=arriving.key,
        digest=arriving.digest,
        danger_now=arriving.danger_now,
        received_at=arriving.at,
        for_team=arriving.for_team,
        for_reporter=arriving.for_reporter,
    )
    _attach_message_files(arriving, message)


async def store_async(write: StoreWrite) -> None:
    """Do as `store` does, on an event loop and on SQLite: no thread waits for the disk."""
    done = asyncio.get_running_loop().create_future()
    GROUP_WRITER.ask(write, done)
    try:
        async with asyncio.timeout(WRITE_TIMEOUT_SECONDS):
            await done  # given up: it is cancelled, and what has not begun by then never will
    except IntegrityError:
        raise AlreadyUsed from None
    except TimeoutError:
        raise TooBusy from None


def store(write: StoreWrite) -> None:
    """Run `write` and return when it is on the disk. Raises AlreadyUsed, TooBusy or NoRoom."""
    try:
        if connections[STORE].vendor == "sqlite" and not connections[STORE].in_atomic_block:
            done: Future[None] = Future()
            GROUP_WRITER.ask(write, done)
            try:
                done.result(timeout=WRITE_TIMEOUT_SECONDS)
            finally:
                done.cancel()  # what has not begun by now never will
        else:
            with transaction.atomic(using=STORE):
                write()
    except IntegrityError:
        raise AlreadyUsed from None
    except TimeoutError:
        raise TooBusy from None
    except DatabaseError as error:
        if uploads.is_disk_full_error(error):
            raise DiskFull from None
        raise


type WriteFuture = Future[None] | asyncio.Future[None]
type WriteResult = tuple[WriteFuture, Exception | None]


class GroupWriter:
    """One thread that turns waiting writes into one commit.

    Its promises (docs/adr/0010-writer.md; tests/unit/test_writer.py tries to break them):
    durable, then told; once or not at all, since a write is run again only after the first
    was undone; a failing write fails only its own future; what was given up before its turn
    is not written; what is new comes in the order in which it was asked; a failing commit is
    an answer to its group and does not end the thread.
    """

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[tuple[StoreWrite, WriteFuture]] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ask(self, write: StoreWrite, done: WriteFuture) -> None:
        """Have `write` done; `done` is resolved, on its own loop, when it is durable."""
        self._waiting.put((write, done))
        if self._thread is None or not self._thread.is_alive():
            with self._starting:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._work, name="inbox", daemon=True)
                    self._thread.start()

    def _work(self) -> None:
        while True:
            group = [self._waiting.get()]
            while len(group) < WRITES_PER_COMMIT and not self._waiting.empty():
                group.append(self._waiting.get())
            _resolve_all(_commit([one for one in group if _still_wanted(one[1])]))


def _still_wanted(done: WriteFuture) -> bool:
    """Tell whether someone waits for this; a thread cannot give up any more from here on."""
    if isinstance(done, Future):
        return done.set_running_or_notify_cancel()
    return not done.cancelled()


def _commit(group: list[tuple[StoreWrite, WriteFuture]]) -> list[WriteResult]:
    """Store the group in one transaction and return what became of each."""
    try:
        with transaction.atomic(using=STORE):
            outcomes = _write(group)
    except Exception as error:
        # the commit itself failed: nothing of the group is there
        connections[STORE].close()
        failed = DiskFull if _is_disk_full(error) else TooBusy
        return [(done, failed(type(error).__name__)) for _, done in group]
    return outcomes


def _write(group: list[tuple[StoreWrite, WriteFuture]]) -> list[WriteResult]:
    reports = [write for write, _ in group if isinstance(write, ReportWrite)]
    try:
        with transaction.atomic(using=STORE):
            if reports and not _insert_reports(reports):
                raise AlreadyUsed
            for write, _ in group:
                if not isinstance(write, ReportWrite):
                    write()
    except Exception:
        return [(done, _write_alone(write)) for write, done in group]
    return [(done, None) for _, done in group]


def _write_alone(write: StoreWrite) -> Exception | None:
    try:
        with transaction.atomic(using=STORE):
            write()
    except Exception as error:
        return DiskFull(type(error).__name__) if _is_disk_full(error) else error
    return None


def _is_disk_full(error: Exception) -> bool:
    return isinstance(error, DatabaseError) and uploads.is_disk_full_error(error)


def _resolve_all(outcomes: list[WriteResult]) -> None:
    """Resolve the futures, all those of one loop by waking it once."""
    loops: dict[asyncio.AbstractEventLoop, list[WriteResult]] = {}
    for done, error in outcomes:
        if isinstance(done, Future):
            _resolve([(done, error)])
        else:
            loops.setdefault(done.get_loop(), []).append((done, error))
    for loop, its in loops.items():
        with suppress(RuntimeError):  # the loop has ended, and with it whoever asked
            loop.call_soon_threadsafe(_resolve, its)


def _resolve(outcomes: list[WriteResult]) -> None:
    for done, error in outcomes:
        if done.done():
            continue  # given up while it was being stored
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


GROUP_WRITER = GroupWriter()
