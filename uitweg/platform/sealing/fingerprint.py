"""A public key as a few words, so that two people can compare it aloud."""

import hashlib
from functools import lru_cache

from uitweg.platform.sealing.wordlist import WORD_BITS, WORDS

ITERATIONS = 100_000


@lru_cache(maxsize=64)
def words(public_key: bytes, n: int = 4) -> str:
    """Return the `n` words of a key; another key gives other words.

    Four words are 44 bits, few enough to search for another key with the same words; the
    stretching makes each guess cost 100,000 hashes.
    """
    length = -(-n * WORD_BITS // 8)
    stretched = hashlib.pbkdf2_hmac(
        "sha256", public_key, b"uitweg/v1|fingerprint", ITERATIONS, length
    )
    bits = int.from_bytes(stretched) >> 8 * length - WORD_BITS * n
    positions = [bits >> WORD_BITS * place & len(WORDS) - 1 for place in reversed(range(n))]
    return " ".join(WORDS[position] for position in positions)
