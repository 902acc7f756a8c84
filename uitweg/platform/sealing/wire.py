"""The format of encrypted bytes; nothing here needs a key.

An envelope is
    1 byte   version (1)
    2 bytes  suite, big-endian (1 = to a public key, 2 = with a symmetric key)
    8 bytes  key id
    suite 1: 1,120 bytes encapsulated key, then ciphertext and 16-byte tag
    suite 2: 12 bytes nonce, then ciphertext and 16-byte tag
"""

from dataclasses import dataclass
from enum import IntEnum

VERSION = 1
STEP = 4096
MOST_STEPS = 40
"""Of padding in what a reporter sends: room for 20,000 characters of four bytes and 100 files."""
KEY_ID_LENGTH = 8
HEADER_LENGTH = 3 + KEY_ID_LENGTH
TAG_LENGTH = 16
_LENGTH_BYTES = 4


class Malformed(ValueError):
    """Bytes that `seal` or `lock` never made, or that were cut off."""


class CannotOpen(Exception):
    """A well-formed envelope, but for another key or context, or changed on the way."""


class Suite(IntEnum):
    """The two ways in which an envelope is encrypted."""

    PUBLIC_KEY = 1
    """HPKE base mode (RFC 9180): X-Wing (0x647a), HKDF-SHA256, AES-256-GCM."""
    SYMMETRIC_KEY = 2
    """AES-256-GCM with a random 96-bit nonce."""


ADDED_LENGTH = {Suite.PUBLIC_KEY: 1120, Suite.SYMMETRIC_KEY: 12}
"""Bytes between the header and the ciphertext."""


@dataclass(frozen=True, slots=True)
class Header:
    """The unencrypted part of an envelope; `body_length` is of the plaintext, with its padding."""

    version: int
    suite: Suite
    key_id: bytes
    body_length: int


def context(*parts: str) -> bytes:
    """Identify the row and field an envelope belongs to, so that it opens nowhere else.

    `context("case", "12", "story")` is b"uitweg/v1|case|12|story". A part may be empty but
    not hold "|": two different lists of parts never give the same bytes.
    """
    if any("|" in part for part in parts):
        raise ValueError("a part of a context may not hold '|'")
    return "|".join(("uitweg/v1", *parts)).encode()


def inspect(envelope: bytes) -> Header:
    """Read the header of an envelope, without any key.

    Raises Malformed when it is cut off, or has an unknown version or suite.
    """
    if len(envelope) < HEADER_LENGTH:
        raise Malformed("shorter than a header")
    if envelope[0] != VERSION:
        raise Malformed("unknown version")
    try:
        suite = Suite(int.from_bytes(envelope[1:3]))
    except ValueError:
        raise Malformed("unknown suite") from None
    body_length = len(envelope) - HEADER_LENGTH - ADDED_LENGTH[suite] - TAG_LENGTH
    if body_length < 0:
        raise Malformed("cut off")
    return Header(VERSION, suite, bytes(envelope[3:HEADER_LENGTH]), body_length)


def header(suite: Suite, key_id: bytes) -> bytes:
    """Return the first 11 bytes of an envelope."""
    return bytes([VERSION]) + suite.to_bytes(2) + key_id


def padded_length_ok(envelope: bytes, step: int = STEP, most_steps: int = MOST_STEPS) -> bool:
    """Return whether the content can be padded text of 1 to `most_steps` steps.

    Raises Malformed where `inspect` does.
    """
    steps, left_over = divmod(inspect(envelope).body_length, step)
    return left_over == 0 and 1 <= steps <= most_steps


def pad(content: bytes, step: int = STEP) -> bytes:
    """Hide the length of `content` by padding it.

    Gives a 4-byte big-endian length, the content, and zeros up to a multiple of `step`.
    """
    framed = len(content).to_bytes(_LENGTH_BYTES) + content
    return framed + bytes(-len(framed) % step)


def unpad(padded: bytes, step: int = STEP) -> bytes:
    """Undo `pad`. Raises Malformed for what `pad` with this `step` cannot have made."""
    length = int.from_bytes(padded[:_LENGTH_BYTES])
    content = bytes(padded[_LENGTH_BYTES : _LENGTH_BYTES + length])
    if pad(content, step) != padded:
        raise Malformed("not padded")
    return content
