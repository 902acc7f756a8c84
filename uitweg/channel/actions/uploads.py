"""Files at the public door: sealed chunks in, whole files to a message, sealed chunks out.

A file's id is known only to its sender, and later to who can open the message that names it;
the store knows its hash. Nothing here holds a key.
"""

import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.models import Count, F, Max, Q

from uitweg.channel.models import Answer, Attachment, Chunk, Message, Report
from uitweg.channel.rules import sizes
from uitweg.platform.sealing import files
from uitweg.platform.sealing.files import CHUNK, ID_LENGTH, SEALED_CHUNK

STORE = "channel"
CHUNK_LOCK_ID = 0x75697477
"""PostgreSQL's lock between who uses chunks and who removes them; SQLite lets one write anyway."""
MEASURE_INTERVAL_SECONDS = 5


class MalformedUpload(ValueError):
    """This is no piece of a file."""


class FilesNotAvailable(Exception):
    """A file of the message is not whole, is not there (any more), or belongs to another."""


class UploadRefused(Exception):
    """These chunks do not fit what is there; `next` is the place to go on from."""

    def __init__(self, error: str, then: int) -> None:
        super().__init__(error)
        self.error, self.next = error, then


@dataclass(frozen=True, slots=True)
class UploadedChunks:
    """What came in one body: sealed chunks of one file, in order."""

    file_hash: bytes
    first: int
    ends: bool
    sealed: list[bytes]


def read_uploaded_chunks(raw: bytes) -> UploadedChunks:
    """Read id (16) ‖ first place (4) ‖ whether the file ends here (1) ‖ 1 to 15 chunks."""
    first, flag = int.from_bytes(raw[ID_LENGTH : ID_LENGTH + 4]), raw[ID_LENGTH + 4 : ID_LENGTH + 5]
    body = memoryview(raw)[ID_LENGTH + 5 :]
    cut = [bytes(body[at : at + SEALED_CHUNK]) for at in range(0, len(body), SEALED_CHUNK)]
    if flag not in (b"\0", b"\1") or not 1 <= len(cut) <= sizes.CHUNKS_PER_UPLOAD:
        raise MalformedUpload
    for at, chunk in enumerate(cut):
        last = flag == b"\1" and at == len(cut) - 1
        if not files.chunk_fits(len(chunk), place=first + at, last=last):
            raise MalformedUpload
    return UploadedChunks(files.stored_name(raw[:ID_LENGTH]), first, flag == b"\1", cut)


def read_file_hash(raw: bytes) -> bytes:
    """Return the hash under which the file with this id is kept. Raises Malformed."""
    if len(raw) != ID_LENGTH:
        raise MalformedUpload
    return files.stored_name(raw)


def read_file_hashes(typed: object) -> tuple[bytes, ...]:
    """Read the ids a message names, in hex, separated by spaces; their hashes. Raises Malformed."""
    if not isinstance(typed, str) or len(typed) > sizes.MOST_FILES * (2 * ID_LENGTH + 1):
        raise MalformedUpload
    try:
        hashes = tuple(read_file_hash(bytes.fromhex(one)) for one in typed.split())
    except ValueError:
        raise MalformedUpload from None
    if len(set(hashes)) != len(hashes) or len(hashes) > sizes.MOST_FILES:
        raise MalformedUpload
    return hashes


def upload_progress(file_hash: bytes) -> tuple[int, bool]:
    """Return how many chunks are there and whether that is all; chunks have no gaps."""
    top = (
        Chunk.objects.filter(file_hash=file_hash)
        .order_by("-place")
        .values_list("place", "last")
        .first()
    )
    return (top[0] + 1, top[1]) if top else (0, False)


@dataclass
class ChunkWrite:
    """The write that stores chunks; what does not fit is in `refused` and leaves no mark."""

    pieces: UploadedChunks
    today: date
    refused: UploadRefused | None = None
    next: int = 0

    def __call__(self) -> None:
        """Add what is new; the writer may run this again after undoing it."""
        share_chunk_lock()
        there, whole = upload_progress(self.pieces.file_hash)
        known, end = there - self.pieces.first, self.pieces.first + len(self.pieces.sealed)
        self.refused, self.next = None, max(there, end)
        if known < 0:
            self.refused = UploadRefused("gap", there)
        elif (whole and end > there) or (known and not self._same()):
            self.refused = UploadRefused("other-bytes", there)
        else:
            self._add(known)

    def _same(self) -> bool:
        """Tell whether what is there already at these places is the same, byte for byte."""
        first, sealed = self.pieces.first, self.pieces.sealed
        rows = Chunk.objects.filter(
            file_hash=self.pieces.file_hash, place__range=(first, first + len(sealed) - 1)
        )
        return all(
            bytes(chunk) == sealed[place - first] and last == self._is_last(place - first)
            for place, last, chunk in rows.values_list("place", "last", "sealed")
        )

    def _is_last(self, at: int) -> bool:
        return self.pieces.ends and at == len(self.pieces.sealed) - 1

    def _add(self, known: int) -> None:
        first, sealed = self.pieces.first, self.pieces.sealed
        Chunk.objects.bulk_create(
            Chunk(
                file_hash=self.pieces.file_hash,
                place=first + at,
                last=self._is_last(at),
                stored_on=self.today,
                sealed=sealed[at],
            )
            for at in range(known, len(sealed))
        )


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file that was sealed at this door and comes in together with its message."""

    file_hash: bytes
    sealed: list[bytes] = field(repr=False)

    @classmethod
    def of(cls, file: files.FileDescription, content: bytes) -> "SealedFile":
        """Seal it."""
        return cls(files.stored_name(file.id), list(files.seal(file, content)))

    def add(self, today: date) -> None:
        """Store all of its chunks; part of the transaction that stores the message."""
        ChunkWrite(UploadedChunks(self.file_hash, 0, True, self.sealed), today)()


def attach_sealed_files(
    brought: Sequence[SealedFile], to: Message | Answer, *, today: date
) -> None:
    """Store files that were sealed here and give them to what sends them, in its transaction."""
    if brought:
        for one in brought:
            one.add(today)
        attach_files([one.file_hash for one in brought], to)


def attach_files(hashes: Sequence[bytes], to: Message | Answer) -> None:
    """Give whole files to a message or answer, in its own transaction. Raises FilesNotThere."""
    share_chunk_lock()
    found = (
        Chunk.objects.filter(file_hash__in=hashes)
        .order_by()
        .values("file_hash")
        .annotate(n=Count("id"), end=Max("place", filter=Q(last=True)))
        .filter(n=F("end") + 1)
    )
    whole = {bytes(row["file_hash"]): row["n"] for row in found}
    if set(hashes) - set(whole) or sum(whole.values()) > sizes.MOST_CHUNKS:
        raise FilesNotAvailable
    if Attachment.objects.filter(file_hash__in=hashes).exists():
        raise FilesNotAvailable
    owner = {"message": to} if isinstance(to, Message) else {"answer": to}
    Attachment.objects.bulk_create(
        Attachment(report_id=to.report_id, file_hash=one, place=place, chunks=whole[one], **owner)
        for place, one in enumerate(hashes)
    )


def sealed_chunks(report: Report, file_hash: bytes, first: int) -> list[bytes] | None:
    """Return up to 16 sealed chunks from `first` on; None when there is no such file here."""
    if not Attachment.objects.filter(report=report, file_hash=file_hash).exists():
        return None
    rows = Chunk.objects.filter(
        file_hash=file_hash, place__gte=first, place__lt=first + sizes.CHUNKS_PER_DOWNLOAD
    )
    return [bytes(one) for one in rows.order_by("place").values_list("sealed", flat=True)] or None


def share_chunk_lock() -> None:
    """Keep the worker from removing chunks until this transaction ends (see `leftovers`)."""
    connection = connections[STORE]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [CHUNK_LOCK_ID])


UNNAMED_CHUNKS_QUERY = """
SELECT count(*) FROM channel_chunk WHERE file_hash IN (
  SELECT file_hash FROM channel_chunk begun WHERE place = 0 AND stored_on >= %s AND NOT EXISTS (
    SELECT 1 FROM channel_attachment WHERE channel_attachment.file_hash = begun.file_hash))
"""


def count_unnamed_bytes(today: date) -> int:
    """Return at most how many bytes uploads take that no message names (older ones are swept)."""
    with connections[STORE].cursor() as cursor:
        cursor.execute(UNNAMED_CHUNKS_QUERY, [today - timedelta(days=2)])
        return int(cursor.fetchone()[0]) * SEALED_CHUNK


class UploadRoom:
    """How much files may still take: measured now and then, and counted along in between."""

    def __init__(
        self,
        *,
        measure: Callable[[date], int] = count_unnamed_bytes,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._measure, self._clock = measure, clock
        self._counting = threading.Lock()
        self._unnamed, self._until = 0, float("-inf")

    def takes(self, length: int, *, today: date, named: bool = False) -> bool:
        """Tell whether so many bytes may come in; counts them when no message names them yet."""
        with self._counting:
            disk = shutil.disk_usage(settings.DATA)
            if disk.free - length < sizes.least_free_bytes(disk.total):
                return False
            if named:
                return True
            if self._clock() >= self._until:
                self._unnamed = self._measure(today)
                self._until = self._clock() + MEASURE_INTERVAL_SECONDS
            if self._unnamed + length > sizes.MOST_UNNAMED_BYTES:
                return False
            self._unnamed += length
            return True


UPLOAD_ROOM = UploadRoom()


def is_disk_full_error(error: DatabaseError) -> bool:
    """Tell a full disk from another fault of the store (SQLite's words, PostgreSQL's number)."""
    state = getattr(error.__cause__, "sqlstate", "") or ""
    return "disk is full" in str(error) or state.startswith("53")


assert sizes.CHUNKS_PER_UPLOAD * SEALED_CHUNK + ID_LENGTH + 5 < 1_000_000
assert sizes.MOST_CHUNKS * CHUNK > sizes.LARGEST_MESSAGE
