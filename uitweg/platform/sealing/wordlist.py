"""The 2,048 words of codes, passphrases and recovery sheets, and reading words as typed."""

import re
import secrets
import unicodedata
from pathlib import Path
from types import MappingProxyType

WORDS: tuple[str, ...] = tuple(
    Path(__file__).with_name("words.txt").read_text(encoding="ascii").split()
)
"""Short Dutch words, 11 bits each."""
WORD_BITS = 11
POSITION = MappingProxyType({word: position for position, word in enumerate(WORDS)})

if len(POSITION) != 1 << WORD_BITS:
    raise ValueError("words.txt must hold 2,048 different words")


class WrongWords(ValueError):
    """Not as many words as needed (`count` were typed), or `unknown` ones among them."""

    def __init__(self, count: int, unknown: list[str]) -> None:
        super().__init__(f"{count} words, {len(unknown)} unknown")
        self.count = count
        self.unknown = unknown


def draw(n: int) -> list[str]:
    """Choose `n` words, each equally likely, by the system's secure random source."""
    return [secrets.choice(WORDS) for _ in range(n)]


def read(text: str, n: int) -> list[str]:
    """Find the `n` words in what a person typed or pasted.

    Capitals, accents, numbers ("1."), punctuation and line breaks do not matter.
    Raises WrongWords for another number of words, or a word that is not in the list.
    """
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text)
        if unicodedata.category(letter)[0] != "M"
    )
    words = re.findall("[a-z]+", plain.lower())
    unknown = [word for word in words if word not in POSITION]
    if len(words) != n or unknown:
        raise WrongWords(len(words), unknown)
    return words
