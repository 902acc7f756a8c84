"""Encrypt to a public key; only the holder of its seed can decrypt (suite 1).

A key pair is its 32-byte X-Wing seed; the public half is 1,216 bytes
(ML-KEM-768 ‖ X25519). Callers import the names of `wire` from here.
"""

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from uitweg.platform.sealing.wire import (
    HEADER_LENGTH,
    KEY_ID_LENGTH,
    CannotOpen,
    Header,
    Malformed,
    Suite,
    context,
    header,
    inspect,
    pad,
    padded_length_ok,
    unpad,
)

__all__ = [
    "PUBLIC_KEY_LENGTH",
    "SEED_LENGTH",
    "CannotOpen",
    "Header",
    "Malformed",
    "Suite",
    "context",
    "inspect",
    "is_public_key",
    "key_id",
    "new_seed",
    "pad",
    "padded_length_ok",
    "public_key",
    "seal",
    "unpad",
    "unseal",
]

SEED_LENGTH = 32
PUBLIC_KEY_LENGTH = 1216
_MLKEM_PUBLIC_LENGTH = 1184
_PRIME = 2**255 - 19
_LOW_ORDER = frozenset(
    {
        0,
        1,
        325606250916557431795983626356110631294008115727848805560023387167927233504,
        39382357235489614581723060781553021112529911719440698176882885853963445705823,
        _PRIME - 1,
        _PRIME,
        _PRIME + 1,
    }
)
"""Every X25519 point of low order, also when not reduced: its shared secret would be zeros.

Source: cr.yp.to/ecdh.html."""
_SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def new_seed() -> bytes:
    """Make the private half of a new key pair: 32 random bytes."""
    return secrets.token_bytes(SEED_LENGTH)


def _private_keys(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """Expand an X-Wing seed: SHAKE-256 to 96 bytes, 64 for ML-KEM (d ‖ z), 32 for X25519."""
    if len(seed) != SEED_LENGTH:
        raise ValueError("a seed is 32 bytes")
    expanded = hashlib.shake_256(seed).digest(96)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        X25519PrivateKey.from_private_bytes(expanded[64:]),
    )


def _public_bytes(mlkem: MLKEM768PrivateKey, x25519: X25519PrivateKey) -> bytes:
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def public_key(seed: bytes) -> bytes:
    """Return the public half of a seed: 1,216 bytes that may be shown to everyone."""
    return _public_bytes(*_private_keys(seed))


def key_id(public_key: bytes) -> bytes:
    """Return the 8-byte id of a public key: says which key an envelope is for, proves nothing."""
    return hashlib.sha256(public_key).digest()[:KEY_ID_LENGTH]


def seal(public_key: bytes, context: bytes, plaintext: bytes) -> bytes:
    """Encrypt `plaintext` to `public_key`; the envelope opens only in the same `context`.

    Raises ValueError when `public_key` is not an X-Wing public key.
    """
    if len(public_key) != PUBLIC_KEY_LENGTH:
        raise ValueError("a public key is 1,216 bytes")
    recipient = hpke.MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(bytes(public_key[:_MLKEM_PUBLIC_LENGTH])),
        X25519PublicKey.from_public_bytes(bytes(public_key[_MLKEM_PUBLIC_LENGTH:])),
    )
    sealed = _SUITE.encrypt(plaintext, recipient, info=context)
    return header(Suite.PUBLIC_KEY, key_id(public_key)) + sealed


def is_public_key(candidate: bytes) -> bool:
    """Return whether `seal` would accept this key; seven times cheaper than trying.

    The ML-KEM half is checked while it is parsed (FIPS 203, 7.2: each coefficient below q);
    the X25519 half may be any point except one of low order (RFC 7748, 6.1; the top bit is
    ignored).
    """
    if len(candidate) != PUBLIC_KEY_LENGTH:
        return False
    try:
        MLKEM768PublicKey.from_public_bytes(bytes(candidate[:_MLKEM_PUBLIC_LENGTH]))
    except ValueError:
        return False
    return int.from_bytes(candidate[_MLKEM_PUBLIC_LENGTH:], "little") % 2**255 not in _LOW_ORDER


def unseal(seed: bytes, context: bytes, envelope: bytes) -> bytes:
    """Decrypt what was sealed to the public half of `seed` in this `context`.

    Raises Malformed when it is not an envelope of suite 1, CannotOpen for another key,
    another context or a changed byte, without saying which.
    """
    envelope_header = inspect(envelope)
    if envelope_header.suite is not Suite.PUBLIC_KEY:
        raise Malformed("encrypted with a symmetric key")
    private_keys = _private_keys(seed)
    if envelope_header.key_id != key_id(_public_bytes(*private_keys)):
        raise CannotOpen
    private_key = hpke.MLKEM768X25519PrivateKey(*private_keys)
    try:
        return _SUITE.decrypt(envelope[HEADER_LENGTH:], private_key, info=context)
    except InvalidTag:
        raise CannotOpen from None
