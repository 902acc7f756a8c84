"""A member's passphrase: one Argon2id run gives a key to check it and a key to decrypt with."""

import hashlib
import hmac
import secrets
import struct
import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from uitweg.platform.sealing import wordlist
from uitweg.platform.sealing.tokens import derive as derive_key
from uitweg.platform.sealing.wire import Malformed

MEMORY_KIB, PASSES, LANES = 64 * 1024, 3, 1
MOST_MEMORY_KIB, MOST_PASSES, MOST_LANES = 1024 * 1024, 20, 8
_SALT_LENGTH = 16
_PARAMETERS = struct.Struct(">IBB")


@dataclass(frozen=True, slots=True, repr=False)
class DerivedKeys:
    """Two independent keys of 32 bytes; knowing the first says nothing about the second."""

    verifier_input: bytes
    wrapping_key: bytes


def normalized(passphrase: str) -> str:
    """Return a passphrase as it is derived from: Unicode forms and runs of spaces do not matter."""
    return " ".join(unicodedata.normalize("NFKC", passphrase).split())


def new_salt() -> bytes:
    """Make a salt that includes its cost: memory in KiB, passes, lanes, 16 random bytes.

    So the cost can be raised for new passphrases while old ones keep working.
    """
    return _PARAMETERS.pack(MEMORY_KIB, PASSES, LANES) + secrets.token_bytes(_SALT_LENGTH)


def derive(passphrase: str, salt: bytes) -> DerivedKeys:
    """Derive both keys from a passphrase; slow on purpose, about 0.2 s and 64 MiB.

    Unicode forms and runs of spaces do not matter, capitals do. Raises Malformed for a `salt`
    that `new_salt` cannot have made, so that a tampered row cannot ask for all memory.
    """
    if len(salt) != _PARAMETERS.size + _SALT_LENGTH:
        raise Malformed("not a salt")
    memory, passes, lanes = _PARAMETERS.unpack_from(salt)
    if not (
        8 * lanes <= memory <= MOST_MEMORY_KIB
        and 1 <= passes <= MOST_PASSES
        and 1 <= lanes <= MOST_LANES
    ):
        raise Malformed("cost out of range")
    stretched = Argon2id(
        salt=salt[_PARAMETERS.size :],
        length=32,
        iterations=passes,
        lanes=lanes,
        memory_cost=memory,
    ).derive(normalized(passphrase).encode())
    return DerivedKeys(
        verifier_input=derive_key(stretched, "passphrase-verifier"),
        wrapping_key=derive_key(stretched, "passphrase-wrapping"),
    )


def verifier(verifier_input: bytes) -> bytes:
    """Return what the database stores to check a passphrase; 32 bytes."""
    return hashlib.sha256(verifier_input).digest()


def matches(verifier_input: bytes, stored: bytes) -> bool:
    """Return, in constant time, whether this is the passphrase of the `stored` verifier."""
    return hmac.compare_digest(verifier(verifier_input), stored)


def new_passphrase() -> str:
    """Make a random passphrase of six words: 66 bits."""
    return " ".join(wordlist.draw(6))
