"""What sealed bytes look like from outside; nothing here needs a key.

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
"""Steps of padding a reporter may send: 20,000 characters of four bytes, and what 100 files are."""
KEY_ID_LENGTH = 8
HEADER_LENGTH = 3 + KEY_ID_LENGTH
TAG_LENGTH = 16
_LENGTH_BYTES = 4


class Malformed(ValueError):
    """These bytes were never made by `seal` or `lock`, or were cut off."""


class CannotOpen(Exception):
    """Well-formed, but another key, another context, or changed on the way."""


class Suite(IntEnum):
    """The two ways to close an envelope."""

    PUBLIC_KEY = 1
    """HPKE base mode (RFC 9180): X-Wing (0x647a), HKDF-SHA256, AES-256-GCM."""
    SYMMETRIC_KEY = 2
    """AES-256-GCM with a random 96-bit nonce."""


ADDED_LENGTH = {Suite.PUBLIC_KEY: 1120, Suite.SYMMETRIC_KEY: 12}
"""Bytes between the header and the ciphertext."""


@dataclass(frozen=True, slots=True)
class Header:
    """What an envelope tells everyone: `body_length` counts plaintext bytes, padding included."""

    version: int
    suite: Suite
    key_id: bytes
    body_length: int


def context(*parts: str) -> bytes:
    """Name the place an envelope belongs to, so that it opens nowhere else.

    `context("case", "12", "story")` is b"uitweg/v1|case|12|story". A part may be empty but
    not hold "|": two different lists of parts never give the same bytes.
    """
    if any("|" in part for part in parts):
        raise ValueError("a part of a context may not hold '|'")
    return "|".join(("uitweg/v1", *parts)).encode()


def inspect(envelope: bytes) -> Header:
    """Read the open part of an envelope, without any key.

    Raises Malformed when it is cut off, or of a version or suite that does not exist.
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
    """Tell whether the content can be something padded, of 1 to `most_steps` steps.

    Raises Malformed where `inspect` does.
    """
    steps, left_over = divmod(inspect(envelope).body_length, step)
    return left_over == 0 and 1 <= steps <= most_steps


def pad(content: bytes, step: int = STEP) -> bytes:
    """Hide the length: 4-byte big-endian length, content, zeros up to a multiple of `step`."""
    framed = len(content).to_bytes(_LENGTH_BYTES) + content
    return framed + bytes(-len(framed) % step)


def unpad(padded: bytes, step: int = STEP) -> bytes:
    """Undo `pad`; raises Malformed for anything that `pad` with this `step` cannot have made."""
    length = int.from_bytes(padded[:_LENGTH_BYTES])
    content = bytes(padded[_LENGTH_BYTES : _LENGTH_BYTES + length])
    if pad(content, step) != padded:
        raise Malformed("not padded")
    return content
