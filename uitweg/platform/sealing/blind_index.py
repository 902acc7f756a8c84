"""A blind index: a word becomes a token that says nothing without the key.

One word has sixteen tokens, and a row takes one that no other row has as long as there is one.
So up to sixteen rows with the same word show nothing in common, and a very common word looks
sixteen times less common than it is. Whoever holds the key asks for all sixteen at once.
"""

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from uitweg.platform.sealing.tokens import derive

SLOTS = 16
_BYTES = 8
_BLOCKS = SLOTS * _BYTES // 64  # of HMAC-SHA-512


@dataclass(frozen=True)
class BlindIndex:
    """The index under one key; `key` is 32 bytes and serves for nothing else."""

    key: bytes

    @classmethod
    def under(cls, seed: bytes) -> "BlindIndex":
        """Return the index of whoever holds this seed (the team's, 32 bytes)."""
        return cls(derive(seed, "search-index"))

    def tokens(self, kind: str, word: str) -> tuple[bytes, ...]:
        """Return the sixteen tokens (8 bytes each) of a word of this kind."""
        said = f"{kind}|{word}".encode()
        wide = b"".join(
            hmac.digest(self.key, bytes([block]) + said, "sha512") for block in range(_BLOCKS)
        )
        return tuple(wide[at : at + _BYTES] for at in range(0, len(wide), _BYTES))


def free_token(tokens: tuple[bytes, ...], taken: Collection[bytes]) -> bytes:
    """Draw a token that is not taken, or any when all are."""
    return secrets.choice([token for token in tokens if token not in taken] or tokens)
