"""A public key as a few words, so that two people can compare it aloud."""

import hashlib
from functools import lru_cache

from uitweg.platform.sealing.wordlist import WORD_BITS, WORDS

ITERATIONS = 100_000
WORD_COUNT = 6


@lru_cache(maxsize=64)
def words(public_key: bytes) -> str:
    """Return the six words of a key; another key gives other words.

    Six words are 66 bits, and the stretching makes each guess cost 100,000 hashes, so nobody can
    search for another key with the same words.
    """
    length = -(-WORD_COUNT * WORD_BITS // 8)
    stretched = hashlib.pbkdf2_hmac(
        "sha256", public_key, b"uitweg/v1|fingerprint", ITERATIONS, length
    )
    bits = int.from_bytes(stretched) >> 8 * length - WORD_BITS * WORD_COUNT
    positions = [
        bits >> WORD_BITS * place & len(WORDS) - 1 for place in reversed(range(WORD_COUNT))
    ]
    return " ".join(WORDS[position] for position in positions)
