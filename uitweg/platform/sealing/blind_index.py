"""A blind index: searching encrypted words by tokens that say nothing without the key.

Each word has sixteen tokens, and a row takes one that no other row uses while there is one left.
So up to sixteen rows with the same word have nothing in common, and a very common word looks
sixteen times less common than it is. A search asks for all sixteen at once.
"""

import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from uitweg.platform.sealing.tokens import derive

SLOTS = 16
_BYTES = 8
_BLOCKS = SLOTS * _BYTES // 64  # HMAC-SHA-512 gives 64 bytes a block


@dataclass(frozen=True)
class BlindIndex:
    """The tokens that one key gives; `key` is 32 bytes and used for nothing else."""

    key: bytes

    @classmethod
    def from_seed(cls, seed: bytes) -> "BlindIndex":
        """Return the index whose key is derived from this seed (the team's, 32 bytes)."""
        return cls(derive(seed, "search-index"))

    def tokens(self, kind: str, word: str) -> tuple[bytes, ...]:
        """Return the sixteen tokens (8 bytes each) of a word of this kind (a name, a phone …)."""
        message = f"{kind}|{word}".encode()
        output = b"".join(
            hmac.digest(self.key, bytes([block]) + message, "sha512") for block in range(_BLOCKS)
        )
        return tuple(output[start : start + _BYTES] for start in range(0, len(output), _BYTES))


def free_token(tokens: tuple[bytes, ...], taken: Collection[bytes]) -> bytes:
    """Choose a random token that is not taken, or any of them when all are."""
    return secrets.choice([token for token in tokens if token not in taken] or tokens)
