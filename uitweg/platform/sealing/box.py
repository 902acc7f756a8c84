"""Encrypt with a symmetric key: AES-256-GCM, the context as associated data (suite 2)."""

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

    One key may encrypt at most some 2^32 texts (random 96-bit nonces); a case has thousands.
    """
    return secrets.token_bytes(KEY_LENGTH)


def key_id(key: bytes) -> bytes:
    """Return the 8-byte id of a key, which says nothing about the key itself."""
    return digest("key-id", key)[:KEY_ID_LENGTH]


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_LENGTH:
        raise ValueError("a key is 32 bytes")
    return AESGCM(key)


def lock(key: bytes, context: bytes, plaintext: bytes) -> bytes:
    """Encrypt `plaintext` with `key`; the envelope opens only in the same `context`."""
    nonce = secrets.token_bytes(ADDED_LENGTH[Suite.SYMMETRIC_KEY])
    ciphertext = _cipher(key).encrypt(nonce, plaintext, context)
    return header(Suite.SYMMETRIC_KEY, key_id(key)) + nonce + ciphertext


def unlock(key: bytes, context: bytes, envelope: bytes) -> bytes:
    """Decrypt what `lock` made with the same key and context.

    Raises Malformed when it is not an envelope of suite 2, CannotOpen for another key,
    another context or a changed byte.
    """
    envelope_header = inspect(envelope)
    if envelope_header.suite is not Suite.SYMMETRIC_KEY:
        raise Malformed("encrypted to a public key")
    if envelope_header.key_id != key_id(key):
        raise CannotOpen
    nonce, ciphertext = envelope[HEADER_LENGTH:_NONCE_END], envelope[_NONCE_END:]
    try:
        return _cipher(key).decrypt(nonce, ciphertext, context)
    except InvalidTag:
        raise CannotOpen from None
