"""Files in a conversation, encrypted in chunks that each open only at their own place.

The plaintext is: 8-byte big-endian length, the content, zeros up to a whole step. Chunk i of
65,536 bytes (the last may be shorter) is AES-256-GCM with the nonce 4 zero bytes ‖ 7-byte
big-endian i ‖ 1 byte that is 1 for the last chunk. So a file that was cut off or reordered, or
that has chunks of another file in it, does not open.
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
"""Of one file, padding not counted."""
LONGEST_NAME, LONGEST_TYPE = 120, 80
_LENGTH_BYTES = 8
_STEPS = ((64 * 1024, 4096), (16 * 1024 * 1024, CHUNK), (1 << 62, 1024 * 1024))
"""Pairs: a file of at most the first number of bytes (length field included) is padded to a
multiple of the second."""


@dataclass(frozen=True, slots=True, repr=False)
class FileDescription:
    """What a message says about a file it sends: enough to fetch, decrypt and check it.

    `size` is in bytes without padding. `name`, `type` and `removed` come from the sender and are
    not to be trusted.
    """

    id: bytes
    key: bytes
    name: str
    type: str
    size: int
    sha256: bytes
    removed: str = ""


def new_id() -> bytes:
    """Make a random id for a file: until a message names it, only its sender knows it."""
    return secrets.token_bytes(ID_LENGTH)


def new_key() -> bytes:
    """Make a random key for one file; no two files share a key."""
    return secrets.token_bytes(KEY_LENGTH)


def stored_name(file_id: bytes) -> bytes:
    """Return what is stored instead of the id (32 bytes): it lets nobody add or fetch chunks."""
    return hashlib.sha256(b"uitweg file id" + file_id).digest()


def padded_length(size: int) -> int:
    """Return the padded length in bytes of a file of `size` bytes, without the chunks' tags."""
    framed = _LENGTH_BYTES + size
    step = next(step for up_to, step in _STEPS if framed <= up_to)
    return -(-framed // step) * step


def chunks_of(size: int) -> int:
    """Return the number of chunks of a file of `size` bytes."""
    return -(-padded_length(size) // CHUNK)


def chunk_fits(length: int, *, place: int, last: bool) -> bool:
    """Return, without a key, whether an encrypted chunk of this length is possible at this place.

    Only the one chunk of a small file may be shorter: longer files are padded to whole chunks.
    """
    if length == SEALED_CHUNK:
        return place < chunks_of(LARGEST_FILE_BYTES)
    return last and place == 0 and length - TAG_LENGTH in range(4096, CHUNK, 4096)


def describe(content: bytes, *, name: str, kind: str, removed: str = "") -> FileDescription:
    """Describe a new file, with a fresh id and key; `kind` is its media type.

    Name and type are cut as their reader cuts them, so that a signature over both fits.
    """
    name, kind = name[:LONGEST_NAME], kind[:LONGEST_TYPE]
    checksum = hashlib.sha256(content).digest()
    return FileDescription(new_id(), new_key(), name, kind, len(content), checksum, removed)


def seal(file: FileDescription, content: bytes) -> Iterator[bytes]:
    """Encrypt a file chunk by chunk. Raises ValueError when its length is not `file.size`."""
    if len(content) != file.size:
        raise ValueError("not the length described")
    cipher, associated_data = _cipher(file), _associated_data(file.id)
    last = chunks_of(file.size) - 1
    framed = file.size.to_bytes(_LENGTH_BYTES) + content
    for place in range(last + 1):
        piece = framed[place * CHUNK : (place + 1) * CHUNK]
        length = min(CHUNK, padded_length(file.size) - place * CHUNK)
        padded = piece.ljust(length, b"\0")
        yield cipher.encrypt(_nonce(place, place == last), padded, associated_data)


def open_chunks(file: FileDescription, sealed: Iterable[bytes]) -> Iterator[bytes]:
    """Decrypt a file chunk by chunk and yield its content, without padding.

    Raises CannotOpen for another key, file, order or length, a missing or an extra chunk;
    Malformed when what opens is not the file described. Whether the file is complete is known
    only at the end, so a caller that passes chunks on must be able to stop halfway.
    """
    cipher, associated_data = _cipher(file), _associated_data(file.id)
    last = chunks_of(file.size) - 1
    checksum, bytes_left, place = hashlib.sha256(), file.size, -1
    for place, chunk in enumerate(sealed):
        try:
            piece = cipher.decrypt(_nonce(place, place == last), chunk, associated_data)
        except (InvalidTag, OverflowError):
            raise CannotOpen from None
        if place == 0 and piece[:_LENGTH_BYTES] != file.size.to_bytes(_LENGTH_BYTES):
            raise Malformed("not the length described")
        body = piece[_LENGTH_BYTES if place == 0 else 0 :]
        content, padding = body[:bytes_left], body[bytes_left:]
        if any(padding) or len(piece) != min(CHUNK, padded_length(file.size) - place * CHUNK):
            raise Malformed("not padded")
        bytes_left -= len(content)
        checksum.update(content)
        yield content
    if place != last:
        raise CannotOpen
    if checksum.digest() != file.sha256:
        raise Malformed("not the content described")


def _cipher(file: FileDescription) -> AESGCM:
    if len(file.key) != KEY_LENGTH or len(file.id) != ID_LENGTH:
        raise ValueError("a key is 32 bytes, an id 16")
    return AESGCM(file.key)


def _associated_data(file_id: bytes) -> bytes:
    return b"uitweg file 1\0" + file_id


def _nonce(place: int, last: bool) -> bytes:
    return bytes(4) + place.to_bytes(7) + bytes([last])
