"""Whether a name is an onion address of version 3, by its own checksum (Tor's rend-spec-v3)."""

import re
from base64 import b32decode
from hashlib import sha3_256

_NAME = re.compile(r"[a-z2-7]{56}\.onion")
_KEY, _VERSION = 32, b"\x03"


def is_onion(name: str) -> bool:
    """Say whether `name` is 56 letters and digits and `.onion`, and no letter was mistyped."""
    if not _NAME.fullmatch(name):
        return False
    said = b32decode(name.removesuffix(".onion").upper())
    key, checksum, version = said[:_KEY], said[_KEY:-1], said[-1:]
    return version == _VERSION and checksum == checksum_of(key)


def checksum_of(key: bytes) -> bytes:
    """Return the two bytes that guard the key (32 bytes) in an address."""
    return sha3_256(b".onion checksum" + key + _VERSION).digest()[:2]
