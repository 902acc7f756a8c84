"""The recovery sheet: a seed as 24 words on paper, with a checksum against a misread word."""

import hashlib

from uitweg.platform.sealing import wordlist
from uitweg.platform.sealing.envelope import new_seed
from uitweg.platform.sealing.wordlist import POSITION, WORD_BITS, WORDS, WrongWords

__all__ = ["WrongChecksum", "WrongWords", "from_words", "new_recovery_seed", "to_words"]

LENGTH = 24
_CHECKSUM_BITS = 8


class WrongChecksum(ValueError):
    """All 24 words exist, but the checksum is wrong: a word was misread, or two were swapped."""


def new_recovery_seed() -> bytes:
    """Make the private half of the recovery key: 32 random bytes."""
    return new_seed()


def to_words(seed: bytes) -> list[str]:
    """Write a seed (256 bits) and 8 bits of checksum as 24 words."""
    if len(seed) != 32:
        raise ValueError("a seed is 32 bytes")
    bits = int.from_bytes(seed + _checksum(seed))
    positions = [bits >> WORD_BITS * place & len(WORDS) - 1 for place in reversed(range(LENGTH))]
    return [WORDS[position] for position in positions]


def from_words(text: str) -> bytes:
    """Read the seed from a sheet's words.

    Raises WrongWords, or WrongChecksum (which misses one mistake in 256).
    """
    bits = 0
    for word in wordlist.read(text, LENGTH):
        bits = bits << WORD_BITS | POSITION[word]
    seed, checksum = (bits >> _CHECKSUM_BITS).to_bytes(32), bits & 0xFF
    if _checksum(seed) != bytes([checksum]):
        raise WrongChecksum("these words do not belong together")
    return seed


def _checksum(seed: bytes) -> bytes:
    """Return the first byte of the seed's SHA-256, as in BIP-39."""
    return hashlib.sha256(seed).digest()[:1]
