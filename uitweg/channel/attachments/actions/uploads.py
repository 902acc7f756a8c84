"""Files at the public door: store sealed chunks, attach complete files, return sealed chunks.

Only the sender of a file knows its id, and later whoever can decrypt the message that names it.
The database knows the hash of the id. Nothing here holds a key.
"""

import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db import connections
from django.db.models import Count, F, Max, Q

from uitweg.channel.admission.actions.load import SlidingSum
from uitweg.channel.attachments.rules.upload_room import UploadCounts
from uitweg.channel.conversation.models import Answer, Attachment, Chunk, Message, Report
from uitweg.channel.conversation.rules import sizes
from uitweg.platform.sealing import files, tokens
from uitweg.platform.sealing.files import CHUNK, ID_LENGTH, SEALED_CHUNK

STORE = "channel"
CHUNK_LOCK_ID = 0x75697477
"""PostgreSQL advisory lock between writers and remover of chunks; SQLite has one writer anyway."""
MEASURE_INTERVAL_SECONDS = 5


class MalformedUpload(ValueError):
    """The uploaded bytes are not chunks of a file, or not file ids."""


class FilesNotAvailable(Exception):
    """A file that a message names is incomplete, gone, or already attached elsewhere."""


class UploadRefused(Exception):
    """The chunks do not continue what is stored; `next` is the position to continue from."""

    def __init__(self, error: str, next_place: int) -> None:
        super().__init__(error)
        self.error, self.next = error, next_place


@dataclass(frozen=True, slots=True)
class UploadedChunks:
    """The sealed chunks of one request: of one file, in order, starting at position `first`."""

    file_hash: bytes
    first_index: int
    is_complete: bool
    sealed: list[bytes]

    @property
    def binding(self) -> bytes:
        """Return a digest of what and where these chunks are, to bind a challenge to."""
        place = self.first_index.to_bytes(4) + len(self.sealed).to_bytes(2)
        return tokens.digest("work for", b"file" + self.file_hash + place)


def read_uploaded_chunks(raw: bytes) -> UploadedChunks:
    """Parse id (16 bytes) ‖ first position (4) ‖ 1 if the file ends here (1) ‖ 1 to 15 chunks.

    Raises MalformedUpload.
    """
    first, flag = int.from_bytes(raw[ID_LENGTH : ID_LENGTH + 4]), raw[ID_LENGTH + 4 : ID_LENGTH + 5]
    body = memoryview(raw)[ID_LENGTH + 5 :]
    chunks = [
        bytes(body[start : start + SEALED_CHUNK]) for start in range(0, len(body), SEALED_CHUNK)
    ]
    if flag not in (b"\0", b"\1") or not 1 <= len(chunks) <= sizes.CHUNKS_PER_UPLOAD:
        raise MalformedUpload
    for place, chunk in enumerate(chunks, start=first):
        is_last = flag == b"\1" and place == first + len(chunks) - 1
        if not files.chunk_fits(len(chunk), place=place, last=is_last):
            raise MalformedUpload
    return UploadedChunks(files.stored_name(raw[:ID_LENGTH]), first, flag == b"\1", chunks)


def read_file_hash(raw: bytes) -> bytes:
    """Return the hash under which the file with this id is stored. Raises MalformedUpload."""
    if len(raw) != ID_LENGTH:
        raise MalformedUpload
    return files.stored_name(raw)


def read_file_hashes(ids: object) -> tuple[bytes, ...]:
    """Parse the file ids a message names (hex, separated by spaces) and return their hashes.

    Raises MalformedUpload, also for too many ids and for one named twice.
    """
    if not isinstance(ids, str) or len(ids) > sizes.MOST_FILES * (2 * ID_LENGTH + 1):
        raise MalformedUpload
    try:
        hashes = tuple(read_file_hash(bytes.fromhex(file_id)) for file_id in ids.split())
    except ValueError:
        raise MalformedUpload from None
    if len(set(hashes)) != len(hashes) or len(hashes) > sizes.MOST_FILES:
        raise MalformedUpload
    return hashes


def upload_progress(file_hash: bytes) -> tuple[int, bool]:
    """Return how many chunks of a file are stored (without gaps), and whether it is complete."""
    newest = (
        Chunk.objects.filter(file_hash=file_hash)
        .order_by("-place")
        .values_list("place", "last")
        .first()
    )
    return (newest[0] + 1, newest[1]) if newest else (0, False)


@dataclass
class ChunkWrite:
    """The write that stores chunks, for the group writer; a refused upload changes nothing.

    Afterwards `refused` says why, and `next` is the position from which to continue.
    """

    upload: UploadedChunks
    today: date
    refused: UploadRefused | None = None
    next: int = 0
    added_bytes: int = 0

    def __call__(self) -> None:
        """Store the chunks that are new. The writer may run this again after a rollback."""
        share_chunk_lock()
        stored, is_complete = upload_progress(self.upload.file_hash)
        end = self.upload.first_index + len(self.upload.sealed)
        known = stored - self.upload.first_index  # how many of these chunks are stored already
        self.refused, self.next, self.added_bytes = None, max(stored, end), 0
        if known < 0:
            self.refused = UploadRefused("gap", stored)
        elif (is_complete and end > stored) or (known and not self._equals_stored()):
            self.refused = UploadRefused("other-bytes", stored)
        else:
            self._add(known)

    def _equals_stored(self) -> bool:
        """Tell whether the chunks already stored at these positions are equal to these."""
        first, sealed = self.upload.first_index, self.upload.sealed
        rows = Chunk.objects.filter(
            file_hash=self.upload.file_hash, place__range=(first, first + len(sealed) - 1)
        )
        return all(
            bytes(chunk) == sealed[place - first] and last == self._is_last(place - first)
            for place, last, chunk in rows.values_list("place", "last", "sealed")
        )

    def _is_last(self, index: int) -> bool:
        return self.upload.is_complete and index == len(self.upload.sealed) - 1

    def _add(self, known: int) -> None:
        first, sealed = self.upload.first_index, self.upload.sealed
        self.added_bytes = sum(map(len, sealed[known:]))
        Chunk.objects.bulk_create(
            Chunk(
                file_hash=self.upload.file_hash,
                place=first + index,
                last=self._is_last(index),
                stored_on=self.today,
                sealed=sealed[index],
            )
            for index in range(known, len(sealed))
        )


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file sealed on this server, stored in the transaction of its message or answer."""

    file_hash: bytes
    sealed: list[bytes] = field(repr=False)

    @classmethod
    def seal(cls, file: files.FileDescription, content: bytes) -> "SealedFile":
        """Seal `content` as the file that `file` describes."""
        return cls(files.stored_name(file.id), list(files.seal(file, content)))

    def add(self, today: date) -> None:
        """Store all chunks; runs inside the transaction that stores the message."""
        ChunkWrite(UploadedChunks(self.file_hash, 0, True, self.sealed), today)()


def attach_sealed_files(
    sealed_files: Sequence[SealedFile], to: Message | Answer, *, today: date
) -> None:
    """Store files sealed on this server and attach them; runs inside the message's transaction."""
    if sealed_files:
        for file in sealed_files:
            file.add(today)
        attach_files([file.file_hash for file in sealed_files], to)


def attach_files(hashes: Sequence[bytes], to: Message | Answer) -> None:
    """Attach completely uploaded files to a message or answer; runs inside its transaction.

    Raises FilesNotAvailable.
    """
    share_chunk_lock()
    complete = (
        Chunk.objects.filter(file_hash__in=hashes)
        .order_by()
        .values("file_hash")
        .annotate(n=Count("id"), end=Max("place", filter=Q(last=True)))
        .filter(n=F("end") + 1)
    )
    chunk_counts = {bytes(row["file_hash"]): row["n"] for row in complete}
    if set(hashes) - set(chunk_counts) or sum(chunk_counts.values()) > sizes.MOST_CHUNKS:
        raise FilesNotAvailable
    if Attachment.objects.filter(file_hash__in=hashes).exists():
        raise FilesNotAvailable
    owner = {"message": to} if isinstance(to, Message) else {"answer": to}
    Attachment.objects.bulk_create(
        Attachment(
            report_id=to.report_id,
            file_hash=file_hash,
            place=place,
            chunks=chunk_counts[file_hash],
            **owner,
        )
        for place, file_hash in enumerate(hashes)
    )


def sealed_chunks(report: Report, file_hash: bytes, first: int) -> list[bytes] | None:
    """Return up to CHUNKS_PER_DOWNLOAD sealed chunks from position `first` on.

    None when the report has no such file, or the file no such position.
    """
    if not Attachment.objects.filter(report=report, file_hash=file_hash).exists():
        return None
    rows = Chunk.objects.filter(
        file_hash=file_hash, place__gte=first, place__lt=first + sizes.CHUNKS_PER_DOWNLOAD
    )
    chunks = rows.order_by("place").values_list("sealed", flat=True)
    return [bytes(sealed) for sealed in chunks] or None


def share_chunk_lock() -> None:
    """Keep the worker (leftover_files) from removing chunks until this transaction ends."""
    connection = connections[STORE]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [CHUNK_LOCK_ID])


UNNAMED_CHUNKS_QUERY = """
SELECT count(*) FROM channel_chunk WHERE file_hash IN (
  SELECT file_hash FROM channel_chunk head WHERE place = 0 AND stored_on >= %s AND NOT EXISTS (
    SELECT 1 FROM channel_attachment WHERE channel_attachment.file_hash = head.file_hash))
"""


def count_unnamed_bytes(today: date) -> int:
    """Return an upper bound of the bytes of recent uploads that no message names yet.

    Older ones are not counted: the worker removes them.
    """
    with connections[STORE].cursor() as cursor:
        cursor.execute(UNNAMED_CHUNKS_QUERY, [today - timedelta(days=2)])
        return int(cursor.fetchone()[0]) * SEALED_CHUNK


class UploadRoom:
    """What files take: the database and the disk every few seconds, and what was stored since."""

    def __init__(
        self,
        *,
        measure: Callable[[date], int] = count_unnamed_bytes,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._measure, self._clock = measure, clock
        self._lock = threading.Lock()
        self._unnamed, self._valid_until = 0, float("-inf")
        self._hour, self._minute = SlidingSum(3600), SlidingSum(60)

    def counts(self, today: date) -> UploadCounts:
        with self._lock:
            now = self._clock()
            if now >= self._valid_until:
                self._unnamed = self._measure(today)
                self._valid_until = now + MEASURE_INTERVAL_SECONDS
            disk = shutil.disk_usage(settings.DATA)
            return UploadCounts(
                unnamed=self._unnamed,
                per_hour=self._hour.turn(now),
                per_minute=self._minute.turn(now),
                free=disk.free,
                disk=disk.total,
            )

    def count_stored(self, length: int, *, named: bool = False) -> None:
        """Count bytes that were stored; `named` when they came with their message."""
        with self._lock:
            now = self._clock()
            self._hour.add(length, now=now)
            self._minute.add(length, now=now)
            self._unnamed += 0 if named else length


UPLOAD_ROOM = UploadRoom()


assert sizes.CHUNKS_PER_UPLOAD * SEALED_CHUNK + ID_LENGTH + 5 < 1_000_000
assert sizes.MOST_CHUNKS * CHUNK > sizes.LARGEST_MESSAGE
