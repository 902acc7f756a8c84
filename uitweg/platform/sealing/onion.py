"""Recognising a version 3 onion address by its checksum (Tor's rend-spec-v3)."""

import re
from base64 import b32decode
from hashlib import sha3_256

_NAME = re.compile(r"[a-z2-7]{56}\.onion")
_KEY, _VERSION = 32, b"\x03"


def is_onion(name: str) -> bool:
    """Return whether `name` is 56 base32 characters and `.onion`, with a checksum that fits."""
    if not _NAME.fullmatch(name):
        return False
    decoded = b32decode(name.removesuffix(".onion").upper())
    key, checksum, version = decoded[:_KEY], decoded[_KEY:-1], decoded[-1:]
    return version == _VERSION and checksum == checksum_of(key)


def checksum_of(key: bytes) -> bytes:
    """Return the two bytes of checksum that an address has for this key (32 bytes)."""
    return sha3_256(b".onion checksum" + key + _VERSION).digest()[:2]
