"""Writing the one file of a backup; see `archive` for its form."""

import errno
import fcntl
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

import zstandard

from uitweg.platform.sealing import age
from uitweg.platform.sealing.file_hash import READ_BYTES, RunningHash
from uitweg.site.operations.backup.archive import (
    ENCRYPTED,
    FORMAT,
    MANIFEST,
    PACKED,
    SIGNED,
    expected_tail,
    header,
    signature,
)

LEVEL = 1
"""Of zstd: nearly all of a store is ciphertext, which no level makes smaller."""
UNFINISHED = ".part"


@dataclass
class ArchiveWriter:
    """An archive that is being written: parts first, encrypted if there is a key, then `finish`."""

    file: BinaryIO
    key: str = field(default="", repr=False)
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, name: str, source: BinaryIO, *, pack: bool) -> None:
        """Add one part, read from `source` to its end, packed or as it is."""
        member = name + (PACKED if pack else "") + (ENCRYPTED if self.key else "")
        start = self.file.tell()
        self.file.write(bytes(tarfile.BLOCKSIZE))
        stored, plain = _copy(source, self.file, self.key, pack=pack)
        self.file.write(bytes(-stored % tarfile.BLOCKSIZE))
        end = self.file.tell()
        self.file.seek(start)
        self.file.write(header(member, stored))
        self.file.seek(end)
        self.parts[member] = {
            "bytes": stored,
            "plain_bytes": plain.length,
            "plain_sha256": plain.checksum.hex(),
        }

    def finish(self, manifest: Mapping[str, Any]) -> str:
        """Write manifest and checksum, sync, and return the SHA-256 of the whole file, in hex."""
        manifest = {**manifest, "format": FORMAT, "parts": self.parts}
        manifest[SIGNED] = signature(manifest, self.key)
        content = json.dumps(manifest, indent=1).encode()
        padding = bytes(-len(content) % tarfile.BLOCKSIZE)
        self.file.write(header(MANIFEST, len(content)) + content + padding)
        self.file.flush()
        end = self.file.tell()
        self.file.seek(0)
        whole = RunningHash()
        while piece := self.file.read(READ_BYTES):
            whole.add(piece)
        tail = expected_tail(whole.hex(), end)
        self.file.write(tail)
        whole.add(tail)
        self.file.flush()
        os.fsync(self.file.fileno())
        return whole.hex()


@dataclass
class _Plain:
    """A file that is read for a part; it keeps length and checksum of what was read."""

    source: BinaryIO
    length: int = 0
    checksum: RunningHash = field(default_factory=RunningHash)

    def read(self, size: int = READ_BYTES) -> bytes:
        piece = self.source.read(size)
        self.length += len(piece)
        self.checksum.add(piece)
        return piece


def _copy(source: BinaryIO, to: BinaryIO, key: str, *, pack: bool) -> tuple[int, _Plain]:
    """Copy all of `source`, packed or not; return the bytes written and what was read."""
    plain, start = _Plain(source), to.tell()
    packing = zstandard.ZstdCompressor(level=LEVEL, threads=-1)
    reading = cast(BinaryIO, plain)
    stored = packing.stream_reader(reading, read_size=READ_BYTES) if pack else reading
    if key:
        age.encrypt(stored, to, key)
    else:
        shutil.copyfileobj(stored, to, READ_BYTES)
    return to.tell() - start, plain


@contextmanager
def writing(to: Path, key: str = "") -> Iterator[ArchiveWriter]:
    """Yield a writer; when the block ends well the file gets its name.

    It is written and synced under another name first. Raises OSError, FileExistsError too; after
    any exception there is no file at `to`, and nothing unfinished beside it.
    """
    unfinished = to.with_name(to.name + UNFINISHED)
    with unfinished.open("x+b") as file:
        fcntl.flock(file, fcntl.LOCK_SH)  # says to a later backup that this one is still at work
        is_named = False
        try:
            yield ArchiveWriter(file, key)
            _rename_without_overwriting(unfinished, to)
            is_named = True
            sync_folder(to.parent)
        except BaseException:
            if is_named:  # its key goes as well: nobody may take it for a backup
                to.unlink(missing_ok=True)
            raise
        finally:
            unfinished.unlink(missing_ok=True)


def _rename_without_overwriting(path: Path, to: Path) -> None:
    """Give the finished file its name. Raises FileExistsError when there is such a file."""
    try:
        os.link(path, to)
    except FileExistsError:
        raise
    except OSError:  # a file system without hard links
        if to.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(to)) from None
        path.rename(to)


def sync_folder(folder: Path) -> None:
    """Sync a folder to disk, so that the names of new files in it survive a crash."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
