"""The reporter's seven words: the only way back to their conversation.

77 bits, stretched by PBKDF2, so whoever holds the stored hash must still do
2^76 × 600,000 hashes on average. The words and the mailbox id are never stored.
"""

import hashlib
from dataclasses import dataclass

from uitweg.platform.sealing import wordlist
from uitweg.platform.sealing.tokens import derive, digest
from uitweg.platform.sealing.wordlist import WORDS, WrongWords

__all__ = ["WORDS", "Code", "WrongWords", "mailbox_hash", "new_words", "read_words", "stretch"]

LENGTH = 7
ITERATIONS = 600_000
_SALT = b"uitweg/v1|code"


@dataclass(frozen=True, slots=True, repr=False)
class Code:
    """What the seven words give: the id of the mailbox (its credential) and the reporter's key."""

    mailbox_id: bytes
    seed: bytes


def new_words() -> list[str]:
    """Choose seven random words: 77 bits."""
    return wordlist.draw(LENGTH)


def read_words(text: str) -> list[str]:
    """Find the seven words in typed text; raises WrongWords (see `wordlist.read`)."""
    return wordlist.read(text, LENGTH)


def stretch(words: list[str]) -> Code:
    """Derive the keys from the words; slow on purpose, about 0.1 s of one core.

    The salt is the same for everyone, because the words alone must be enough to come back.
    With 77 random bits a table computed in advance is of no use.
    """
    stretched = hashlib.pbkdf2_hmac("sha256", " ".join(words).encode(), _SALT, ITERATIONS)
    return Code(
        mailbox_id=derive(stretched, "mailbox"),
        seed=derive(stretched, "reporter-seed"),
    )


def mailbox_hash(mailbox_id: bytes) -> bytes:
    """Return what the server stores and looks up instead of the id; 32 bytes."""
    return digest("mailbox-hash", mailbox_id)
