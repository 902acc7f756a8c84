"""Sign with the team's Ed25519 key, so that a hacked public server cannot forge an answer."""

import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def new_signing_seed() -> bytes:
    """Make the private half of a new signing key: 32 random bytes."""
    return secrets.token_bytes(32)


def verify_key(seed: bytes) -> bytes:
    """Return the public half (32 bytes), with which everyone can check signatures."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, context: bytes, message: bytes) -> bytes:
    """Sign `message` for this `context` only; 64 bytes, over context ‖ 0x00 ‖ message."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(_signed_bytes(context, message))


def verify(verify_key: bytes, context: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the holder of `verify_key`'s seed signed `message` in this `context`."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes(verify_key))
        key.verify(signature, _signed_bytes(context, message))
    except (InvalidSignature, ValueError):
        return False
    return True


def verify_key_pem(verify_key: bytes) -> str:
    """Return a public half as other programs read it: SubjectPublicKeyInfo (RFC 8410) in PEM.

    Raises ValueError when it is not 32 bytes long.
    """
    key = Ed25519PublicKey.from_public_bytes(bytes(verify_key))
    encoding, form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(encoding, form).decode("ascii")


def _signed_bytes(context: bytes, message: bytes) -> bytes:
    """Join both unambiguously: a context holds no NUL, so it is clear where it ends."""
    if b"\0" in context:
        raise ValueError("a context may not hold NUL")
    return context + b"\0" + message
