"""Store what arrives at the public door: durable on disk before it is acknowledged.

SQLite lets one writer in at a time, each commit waits for the disk, and on PostgreSQL for a
standby too. So one thread of a door collects the waiting writes and commits them as a group; a
request is acknowledged only after that commit. When one write of a group fails, the group is
rolled back and each write runs again behind a savepoint of its own, so that the others still
get in.
"""

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import DatabaseError, Error, IntegrityError, connections, transaction
from django.utils import timezone

from uitweg.channel.attachments.actions import uploads
from uitweg.channel.attachments.actions.uploads import SealedFile
from uitweg.channel.conversation.actions.store_faults import (
    STORE,
    DiskFull,
    StoreAway,
    TooBusy,
    is_away,
    is_deadlock,
    is_disk_full,
)
from uitweg.channel.conversation.models import (
    Attachment,
    DeletionWish,
    Message,
    Report,
    TeamKey,
    Tombstone,
)
from uitweg.channel.deletion.actions.brake import wishes_left
from uitweg.channel.inbox.actions.written import WrittenMessage
from uitweg.platform import metrics
from uitweg.platform.sealing import code, conversation, envelope, tokens

WRITES_PER_COMMIT = 64
WRITE_TIMEOUT_SECONDS = 25
INSERT_REPORTS = """
INSERT INTO channel_report (mailbox_hash, reporter_key, received_at, sealed_in_browser)
VALUES {} ON CONFLICT (mailbox_hash) DO NOTHING
"""
INSERT_MESSAGES = """
INSERT INTO channel_message
  (report_id, "key", digest, danger_now, received_at, for_team, for_reporter)
VALUES {}
"""
MESSAGE_VALUES = "((SELECT id FROM channel_report WHERE mailbox_hash = %s), %s, %s, %s, %s, %s, %s)"


type StoreWrite = Callable[[], None]


class AlreadyUsed(Exception):
    """The mailbox of these words, or the form key, is already in use by another conversation."""


class UnknownMailbox(Exception):
    """There is no conversation with this mailbox, or its deletion was requested."""


class OtherContent(Exception):
    """The form key belongs to a message of this conversation that says something else."""


@dataclass(frozen=True)
class IncomingMessage:
    """One sealed message before it is stored; `key` (16 bytes) is the form's own."""

    mailbox_hash: bytes
    key: bytes
    for_team: bytes
    for_reporter: bytes
    danger_now: bool
    at: datetime
    files: tuple[bytes, ...] = ()  # the hashes of files uploaded before
    sealed_files: tuple[SealedFile, ...] = ()  # files that were sealed on this server
    written: WrittenMessage | None = field(default=None, repr=False)  # when sealed here

    @property
    def digest(self) -> bytes:
        return tokens.digest("message", self.for_team)

    def is_same_as(self, stored: Message) -> bool:
        """Tell whether `stored` holds exactly this.

        A browser sends the same envelopes again. What was sealed on this server has other
        envelopes each time, so then the stored one is decrypted for its writer and compared.
        """
        if self.written is not None:
            return self.written.is_same_as(stored)
        return (
            stored.danger_now == self.danger_now
            and bytes(stored.digest) == self.digest
            and bytes(stored.for_reporter) == self.for_reporter
            and _file_hashes_of(stored) == self.files
        )


def key_to_store(form_key: bytes, written: WrittenMessage) -> bytes | None:
    """Return the key under which to store a message of this form; None when it is stored already.

    A form that comes back with other content (Back, edited, sent again) is another message. Raises
    AlreadyUsed for the form of another conversation, UnknownMailbox for a deleted conversation.
    """
    for key in (form_key, written.another_key(form_key)):
        stored = _stored_message(key, written.mailbox_hash)
        if stored is None:
            return key
        if existing_report(written.mailbox_hash) is None:
            raise UnknownMailbox
        if written.is_same_as(stored):
            confirm_reading()
            return None
    raise OtherContent


def seal_incoming_message(
    written: WrittenMessage,
    *,
    team: TeamKey,
    key: bytes,
    at: datetime,
    sealed_files: tuple[SealedFile, ...] = (),
) -> IncomingMessage:
    """Seal a message on this server, for browsers that cannot do it themselves."""
    reporter_public = envelope.public_key(written.secret.seed)
    sealed = conversation.seal_message(
        bytes(team.public_key), reporter_public, written.mailbox_hash, key, written.content
    )
    return IncomingMessage(
        mailbox_hash=written.mailbox_hash,
        key=key,
        for_team=sealed.for_team,
        for_reporter=sealed.for_reporter,
        danger_now=written.danger_now,
        at=at,
        sealed_files=sealed_files,
        written=written,
    )


def receive_report(arriving: IncomingMessage, *, reporter_key: bytes, in_browser: bool) -> None:
    """Store a new conversation and its first message; idempotent for the same form.

    Raises AlreadyUsed when the words or the form key belong to another conversation, OtherContent
    when the form was stored with other content, FilesNotAvailable when it names incomplete files,
    TooBusy when it was not stored in time.
    """
    store(ReportWrite(arriving, reporter_key, in_browser))


@dataclass(frozen=True)
class ReportWrite:
    """The write that stores a new conversation; the group writer inserts many of them at once."""

    arriving: IncomingMessage
    reporter_key: bytes
    in_browser: bool

    def __call__(self) -> None:
        if not (_insert_reports([self]) or is_stored_for_good(self.arriving)):
            raise AlreadyUsed


def _insert_reports(reports: list[ReportWrite]) -> bool:
    """Insert reports and their messages; False if any of them exists: the caller rolls back.

    Two SQL statements for the whole group, because every report waits for this writer: through
    the ORM one report took eight statements and three times as long.
    """
    connection = connections[STORE]
    report_values, message_values = list[Any](), list[Any]()
    for report in reports:
        message = report.arriving
        at = connection.ops.adapt_datetimefield_value(message.at)
        report_values += [message.mailbox_hash, report.reporter_key, at, report.in_browser]
        message_values += _message_values(message)
    with connection.cursor() as cursor:
        report_rows = ", ".join(["(%s, %s, %s, %s)"] * len(reports))
        cursor.execute(INSERT_REPORTS.format(report_rows), report_values)
        if cursor.rowcount != len(reports):
            return False
        message_rows = ", ".join([MESSAGE_VALUES] * len(reports))
        insert = f"{INSERT_MESSAGES.format(message_rows)} ON CONFLICT DO NOTHING"
        cursor.execute(insert, message_values)
        if cursor.rowcount != len(reports):
            return False
    for report in reports:
        message = report.arriving
        if message.files or message.sealed_files:
            _attach_message_files(message, Message.objects.get(key=message.key))
    return True


def _message_values(message: IncomingMessage) -> list[Any]:
    """Return the parameters of MESSAGE_VALUES: all that the public door may fill in of a row."""
    at = connections[STORE].ops.adapt_datetimefield_value(message.at)
    about = [message.mailbox_hash, message.key, message.digest, message.danger_now, at]
    return [*about, message.for_team, message.for_reporter]


def receive_message(arriving: IncomingMessage) -> None:
    """Add a message to an existing conversation; idempotent for the same form.

    Raises UnknownMailbox, AlreadyUsed, OtherContent, FilesNotAvailable or TooBusy.
    """
    store(MessageWrite(arriving))


@dataclass(frozen=True)
class MessageWrite:
    """The write that adds a message to its conversation."""

    arriving: IncomingMessage

    def __call__(self) -> None:
        report = existing_report(self.arriving.mailbox_hash)
        if report is None:
            raise UnknownMailbox
        if not is_stored_for_good(self.arriving):
            _add_message(self.arriving)


def request_deletion(mailbox_id: bytes, *, at: datetime) -> bool:
    """Store the reporter's wish to delete; from now on the mailbox answers as if unknown.

    Return whether the wish waits for a person, because there are so many today. An unknown
    mailbox stores nothing and gets the same answer. Raises TooBusy.
    """
    mailbox_hash = code.mailbox_hash(mailbox_id)

    def write() -> None:
        wish = DeletionWish(mailbox_hash=mailbox_hash, mailbox_id=mailbox_id, asked_at=at)
        wish.save(force_insert=True)

    def is_too_late(place: int) -> bool:
        return wishes_left(at) < DeletionWish.objects.count() + place

    is_known = existing_report(mailbox_hash) is not None
    was_too_late = is_too_late(1)  # asked before too: the worker may look before we ask after
    if is_known:
        store(write)
    else:
        confirm_reading()  # the wish may be a repeated one
    return is_too_late(not is_known) or was_too_late


def existing_report(mailbox_hash: bytes) -> Report | None:
    """Return the report of this mailbox; None when it is unknown, or is or will be deleted.

    All queries always run, so that a deleted mailbox takes as long as any other.
    """
    is_deleted = Tombstone.objects.filter(mailbox_hash=mailbox_hash).exists()
    is_unwanted = DeletionWish.objects.filter(mailbox_hash=mailbox_hash).exists()
    report = Report.objects.filter(mailbox_hash=mailbox_hash).first()
    return None if is_deleted or is_unwanted else report


def is_form_stored(key: bytes) -> bool:
    """Tell whether a message from the form with this key is stored already."""
    return Message.objects.filter(key=key).exists()


def is_message_stored(arriving: IncomingMessage) -> bool:
    """Tell whether this message, and no other, is stored already.

    Raises AlreadyUsed when its key belongs to a message of another conversation, and OtherContent
    when it belongs to a message that says something else.
    """
    stored = _stored_message(arriving.key, arriving.mailbox_hash)
    if stored is not None and not arriving.is_same_as(stored):
        raise OtherContent
    return stored is not None


def is_stored_for_good(arriving: IncomingMessage) -> bool:
    """Tell whether it is stored, and then let the transaction end when it cannot be lost."""
    is_stored = is_message_stored(arriving)
    if is_stored:
        wait_for_copies()
    return is_stored


def wait_for_copies() -> None:
    """Let this transaction wait for PostgreSQL's synchronous standby, as one that stores does.

    A server that restarted after a crash shows rows that no other machine has yet. Who only reads
    them waits for nobody, and would confirm what is lost when another machine takes over.
    """
    if connections[STORE].vendor == "postgresql":
        with connections[STORE].cursor() as cursor:
            cursor.execute("SELECT pg_logical_emit_message(true, 'uitweg', '')")


def confirm_reading() -> None:
    """Return when what was just read cannot be lost; see `wait_for_copies`."""
    if connections[STORE].vendor == "postgresql":
        store(wait_for_copies)


def _stored_message(key: bytes, mailbox_hash: bytes) -> Message | None:
    """Return the message with this key. Raises AlreadyUsed when another conversation has it."""
    stored = Message.objects.select_related("report").filter(key=key).first()
    if stored is not None and bytes(stored.report.mailbox_hash) != mailbox_hash:
        raise AlreadyUsed
    return stored


def _file_hashes_of(stored: Message) -> tuple[bytes, ...]:
    attached = Attachment.objects.filter(message=stored).order_by("place")
    return tuple(bytes(file_hash) for file_hash in attached.values_list("file_hash", flat=True))


def _attach_message_files(arriving: IncomingMessage, message: Message) -> None:
    """Attach the message's files. Raises FilesNotAvailable, which rolls back the message too."""
    today = timezone.localdate(arriving.at)
    uploads.attach_sealed_files(arriving.sealed_files, message, today=today)
    if arriving.files:
        uploads.attach_files(arriving.files, message)


def _add_message(arriving: IncomingMessage) -> None:
    with connections[STORE].cursor() as cursor:
        cursor.execute(INSERT_MESSAGES.format(MESSAGE_VALUES), _message_values(arriving))
    if arriving.files or arriving.sealed_files:
        _attach_message_files(arriving, Message.objects.get(key=arriving.key))


async def store_async(write: StoreWrite) -> None:
    """Do what `store` does, on an event loop, without blocking a thread."""
    done = asyncio.get_running_loop().create_future()
    GROUP_WRITER.ask(write, done)
    try:
        async with asyncio.timeout(WRITE_TIMEOUT_SECONDS):
            await done  # a timeout cancels it, so a write that has not begun never will
        _count(write)
    except IntegrityError:
        raise AlreadyUsed from None
    except TimeoutError:
        raise TooBusy from None
    except Error as error:
        if is_away(error):
            raise StoreAway from None
        raise


def store(write: StoreWrite) -> None:
    """Run `write` and return when it is on the disk.

    Raises AlreadyUsed, TooBusy or DiskFull, and Django's own error when the store is away. Inside
    a transaction it runs there, and is on the disk when that ends.
    """
    try:
        if connections[STORE].in_atomic_block:
            _run_alone(write)
        else:
            done: Future[None] = Future()
            GROUP_WRITER.ask(write, done)
            try:
                done.result(timeout=WRITE_TIMEOUT_SECONDS)
            finally:
                done.cancel()  # after a timeout: a write that has not begun never will
        _count(write)
    except IntegrityError:
        raise AlreadyUsed from None
    except TimeoutError:
        raise TooBusy from None
    except DatabaseError as error:
        if is_disk_full(error):
            raise DiskFull from None
        raise


def _count(write: StoreWrite) -> None:
    """Count a report that is on the disk, for the metrics; in an hour, so that no moment shows."""
    if isinstance(write, ReportWrite):
        metrics.HOURLY.hold(partial(metrics.add, "reports_stored"))


def _run_alone(write: StoreWrite) -> None:
    """Run `write` in a transaction or behind a savepoint of its own.

    It runs again when another door stored the same key at the same moment: then it sees what that
    was, which may well be this very message (the same form, sent twice).
    """
    try:
        with transaction.atomic(using=STORE):
            write()
    except IntegrityError:
        with transaction.atomic(using=STORE):
            write()


type WriteFuture = Future[None] | asyncio.Future[None]
type WriteResult = tuple[WriteFuture, Exception | None]


class GroupWriter:
    """One thread that commits waiting writes as a group.

    Its guarantees (docs/adr/0010; tests/unit/test_group_writer.py tries to break them):
    - a future is resolved only after its write is durable;
    - a write takes effect once or not at all: it runs again only after a rollback;
    - a failing write fails only its own future;
    - a write whose future was cancelled before its turn does not run;
    - new writes are stored in the order in which they were asked;
    - a failing commit fails its whole group and does not end the thread.
    """

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[tuple[StoreWrite, WriteFuture]] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def waiting(self) -> int:
        """How many writes wait for the next commit."""
        return self._waiting.qsize()

    def ask(self, write: StoreWrite, done: WriteFuture) -> None:
        """Queue `write`; `done` is resolved, on its own event loop, when the write is durable."""
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
            _resolve_all(_commit([(write, done) for write, done in group if _is_wanted(done)]))


def _is_wanted(done: WriteFuture) -> bool:
    """Tell whether someone waits for this; from now on a thread can no longer cancel it."""
    if isinstance(done, Future):
        return done.set_running_or_notify_cancel()
    return not done.cancelled()


def _commit(group: list[tuple[StoreWrite, WriteFuture]]) -> list[WriteResult]:
    """Run the group's writes in one transaction; return each future with its error, if any."""
    connections[STORE].close_if_unusable_or_obsolete()
    try:
        with transaction.atomic(using=STORE):
            results = _write(group)
    except Exception as error:
        if is_deadlock(error) and len(group) > 1:  # each by itself holds nothing another needs
            return [result for each in group for result in _commit([each])]
        # the commit failed or the store rolled back by itself: nobody is told that it is stored
        connections[STORE].close()
        failure = error if is_away(error) else _no_room_or_busy(error)
        return [(done, failure) for _, done in group]
    return results


def _write(group: list[tuple[StoreWrite, WriteFuture]]) -> list[WriteResult]:
    """Run all writes together or, when that fails, each behind its own savepoint.

    Raises when nothing of it may stay (`_undoes_all`).
    """
    reports = [write for write, _ in group if isinstance(write, ReportWrite)]
    try:
        with transaction.atomic(using=STORE):
            if reports and not _insert_reports(reports):
                raise AlreadyUsed
            for write, _ in group:
                if not isinstance(write, ReportWrite):
                    write()
    except Exception as error:
        if _undoes_all(error):
            raise
        return [(done, _write_alone(write)) for write, done in group]
    return [(done, None) for _, done in group]


def _write_alone(write: StoreWrite) -> Exception | None:
    try:
        _run_alone(write)
    except Exception as error:
        if _undoes_all(error):
            raise
        return DiskFull(type(error).__name__) if is_disk_full(error) else error
    return None


def _undoes_all(error: Exception) -> bool:
    """Tell whether the whole transaction has to be rolled back, and not this savepoint alone.

    On a full or failing disk SQLite may have done so by itself
    (https://sqlite.org/lang_transaction.html); in a deadlock the rows of the other writes are what
    another door waits for.
    """
    return transaction.get_rollback(using=STORE) or is_deadlock(error)


def _no_room_or_busy(error: Exception) -> TooBusy:
    return (DiskFull if is_disk_full(error) else TooBusy)(type(error).__name__)


def _resolve_all(results: list[WriteResult]) -> None:
    """Resolve the futures; each event loop is woken once for all of its futures."""
    loops: dict[asyncio.AbstractEventLoop, list[WriteResult]] = {}
    for done, error in results:
        if isinstance(done, Future):
            _resolve([(done, error)])
        else:
            loops.setdefault(done.get_loop(), []).append((done, error))
    for loop, results_of_loop in loops.items():
        with suppress(RuntimeError):  # the loop has ended, so nobody waits any more
            loop.call_soon_threadsafe(_resolve, results_of_loop)


def _resolve(results: list[WriteResult]) -> None:
    for done, error in results:
        if done.done():
            continue  # the caller timed out while it was being stored
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)


GROUP_WRITER = GroupWriter()
