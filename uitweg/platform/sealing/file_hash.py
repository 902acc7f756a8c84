"""SHA-256 of what is too large for memory: a file, an archive while it is written."""

import hashlib
from typing import BinaryIO

READ_BYTES = 1024 * 1024


class RunningHash:
    """A SHA-256 computed piece by piece."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, piece: bytes) -> None:
        self._hash.update(piece)

    def hex(self) -> str:
        return self._hash.hexdigest()


def file_hash(file: BinaryIO, *, length: int | None = None) -> str:
    """Return the SHA-256 of the rest of an open file, or of its next `length` bytes."""
    checksum, bytes_left = RunningHash(), length
    while piece := file.read(READ_BYTES if bytes_left is None else min(READ_BYTES, bytes_left)):
        checksum.add(piece)
        bytes_left = None if bytes_left is None else bytes_left - len(piece)
    return checksum.hex()
