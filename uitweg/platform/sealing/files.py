"""A file in a conversation: cut in chunks, each of which opens only in its own place of its file.

Inside: 8-byte big-endian length, the bytes, zeros up to a whole step. Chunk i of 65,536 bytes
(the last may be shorter) is AES-256-GCM with the nonce 4 zero bytes ‖ 7-byte big-endian i ‖
1 byte last; so cutting off, reordering or moving to another file does not open.
Source: STREAM as age uses it (age-encryption.org/v1, "Payload").
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from uitweg.platform.sealing.wire import TAG_LENGTH, CannotOpen, Malformed

__all__ = [
    "CHUNK",
    "ID_LENGTH",
    "LARGEST_FILE_BYTES",
    "SEALED_CHUNK",
    "CannotOpen",
    "FileDescription",
    "Malformed",
    "chunk_fits",
    "chunks_of",
    "describe",
    "new_id",
    "new_key",
    "open_chunks",
    "padded_length",
    "seal",
    "stored_name",
]

CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + TAG_LENGTH
ID_LENGTH, KEY_LENGTH = 16, 32
LARGEST_FILE_BYTES = 100 * 1024 * 1024
"""True bytes in one file."""
LONGEST_NAME, LONGEST_TYPE = 120, 80
_LENGTH_BYTES = 8
_STEPS = ((64 * 1024, 4096), (16 * 1024 * 1024, CHUNK), (1 << 62, 1024 * 1024))
"""Up to so many bytes (length included), padded to whole steps of so many."""


@dataclass(frozen=True, slots=True, repr=False)
class FileDescription:
    """What a message says of a file it sends: all that is needed to fetch, open and check it.

    `name`, `type` and `removed` are the sender's words: treat them as typed by a stranger.
    """

    id: bytes
    key: bytes
    name: str
    type: str
    size: int
    sha256: bytes
    removed: str = ""


def new_id() -> bytes:
    """Make a file's id: until a message names it, only its sender knows it."""
    return secrets.token_bytes(ID_LENGTH)


def new_key() -> bytes:
    """Make the key of one file, and of no other."""
    return secrets.token_bytes(KEY_LENGTH)


def stored_name(file_id: bytes) -> bytes:
    """Return what the store keeps instead of the id, 32 bytes: a copy lets nobody add or fetch."""
    return hashlib.sha256(b"uitweg file id" + file_id).digest()


def padded_length(size: int) -> int:
    """Return how many bytes are sealed for a file of `size` true bytes, tags not counted."""
    framed = _LENGTH_BYTES + size
    step = next(step for most, step in _STEPS if framed <= most)
    return -(-framed // step) * step


def chunks_of(size: int) -> int:
    """Return in how many chunks a file of `size` true bytes is sealed."""
    return -(-padded_length(size) // CHUNK)


def chunk_fits(length: int, *, place: int, last: bool) -> bool:
    """Tell, without a key, whether a sealed chunk of this length can stand here.

    Only a file of one chunk may be shorter than a whole one: what is longer is padded.
    """
    if length == SEALED_CHUNK:
        return place < chunks_of(LARGEST_FILE_BYTES)
    return last and place == 0 and length - TAG_LENGTH in range(4096, CHUNK, 4096)


def describe(content: bytes, *, name: str, kind: str, removed: str = "") -> FileDescription:
    """Give a file an id and a key, and say what it is."""
    digest = hashlib.sha256(content).digest()
    return FileDescription(new_id(), new_key(), name, kind, len(content), digest, removed)


def seal(file: FileDescription, content: bytes) -> Iterator[bytes]:
    """Close a file chunk by chunk. Raises ValueError when it is not the one described."""
    if len(content) != file.size:
        raise ValueError("another length")
    cipher, bound, last = _cipher(file), _bound_to(file.id), chunks_of(file.size) - 1
    framed = file.size.to_bytes(_LENGTH_BYTES) + content
    for place in range(last + 1):
        piece = framed[place * CHUNK : (place + 1) * CHUNK]
        room = min(CHUNK, padded_length(file.size) - place * CHUNK)
        yield cipher.encrypt(_nonce(place, place == last), piece.ljust(room, b"\0"), bound)


def open_chunks(file: FileDescription, sealed: Iterable[bytes]) -> Iterator[bytes]:
    """Open a file chunk by chunk and give its true bytes.

    Raises CannotOpen for another key, file, order or length, a missing or an extra chunk;
    Malformed when what opens is not the file described. Only at the end it is known that all
    of it is there: whoever hands it on before, must be able to stop halfway.
    """
    cipher, bound, last = _cipher(file), _bound_to(file.id), chunks_of(file.size) - 1
    digest, left, place = hashlib.sha256(), file.size, -1
    for place, chunk in enumerate(sealed):
        try:
            piece = cipher.decrypt(_nonce(place, place == last), chunk, bound)
        except (InvalidTag, OverflowError):
            raise CannotOpen from None
        if place == 0 and piece[:_LENGTH_BYTES] != file.size.to_bytes(_LENGTH_BYTES):
            raise Malformed("another length")
        body = piece[_LENGTH_BYTES if place == 0 else 0 :]
        true, padding = body[:left], body[left:]
        if any(padding) or len(piece) != min(CHUNK, padded_length(file.size) - place * CHUNK):
            raise Malformed("not padded")
        left -= len(true)
        digest.update(true)
        yield true
    if place != last:
        raise CannotOpen
    if digest.digest() != file.sha256:
        raise Malformed("other bytes")


def _cipher(file: FileDescription) -> AESGCM:
    if len(file.key) != KEY_LENGTH or len(file.id) != ID_LENGTH:
        raise ValueError("a key is 32 bytes, an id 16")
    return AESGCM(file.key)


def _bound_to(file_id: bytes) -> bytes:
    return b"uitweg file 1\0" + file_id


def _nonce(place: int, last: bool) -> bytes:
    return bytes(4) + place.to_bytes(7) + bytes([last])
