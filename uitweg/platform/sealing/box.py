"""Lock with a symmetric key: AES-256-GCM, the context as associated data (suite 2)."""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from uitweg.platform.sealing.tokens import digest
from uitweg.platform.sealing.wire import (
    ADDED_LENGTH,
    HEADER_LENGTH,
    KEY_ID_LENGTH,
    CannotOpen,
    Malformed,
    Suite,
    header,
    inspect,
)

__all__ = ["CannotOpen", "Malformed", "key_id", "lock", "new_key", "unlock"]

KEY_LENGTH = 32
_NONCE_END = HEADER_LENGTH + ADDED_LENGTH[Suite.SYMMETRIC_KEY]


def new_key() -> bytes:
    """Make a random AES-256 key.

    One key may lock at most some 2^32 things (random 96-bit nonces); a case has thousands.
    """
    return secrets.token_bytes(KEY_LENGTH)


def key_id(key: bytes) -> bytes:
    """Name a key in 8 bytes that say nothing about it."""
    return digest("key-id", key)[:KEY_ID_LENGTH]


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_LENGTH:
        raise ValueError("a key is 32 bytes")
    return AESGCM(key)


def lock(key: bytes, context: bytes, plaintext: bytes) -> bytes:
    """Close `plaintext` with `key`, in this `context` only."""
    nonce = secrets.token_bytes(ADDED_LENGTH[Suite.SYMMETRIC_KEY])
    closed = _cipher(key).encrypt(nonce, plaintext, context)
    return header(Suite.SYMMETRIC_KEY, key_id(key)) + nonce + closed


def unlock(key: bytes, context: bytes, envelope: bytes) -> bytes:
    """Open what was locked with `key` in this `context`.

    Raises Malformed for what is no envelope of suite 2, CannotOpen for another key,
    another context or a changed byte.
    """
    outside = inspect(envelope)
    if outside.suite is not Suite.SYMMETRIC_KEY:
        raise Malformed("sealed to a public key")
    if outside.key_id != key_id(key):
        raise CannotOpen
    nonce, closed = envelope[HEADER_LENGTH:_NONCE_END], envelope[_NONCE_END:]
    try:
        return _cipher(key).decrypt(nonce, closed, context)
    except InvalidTag:
        raise CannotOpen from None
