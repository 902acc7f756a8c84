"""Make text printable: characters that our fonts lack are described, and long words may break."""

import re
import struct
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
BREAK_POINT = "\u200b"
"""An invisible character at which a word may break (zero width space)."""
LONG_WORD_LETTERS = 24
_LONG_WORD = re.compile(rf"\S{{{LONG_WORD_LETTERS},}}")
_PIECE = re.compile(rf"\S{{{LONG_WORD_LETTERS // 2}}}(?=\S)")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
"""Control characters, and those that change the direction of the text."""
_ACCENT = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACKED_ACCENTS = re.compile(rf"({_ACCENT}{{3}}){_ACCENT}+")
"""More than three accents on a letter occur in no language, and cost the typesetter minutes."""
_EMOJI_MODIFIERS = re.compile(
    r"[\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0000-\U000e007f]"
)
"""Joiners and skin colours, which mean nothing once the emoji itself is described."""


def printable(words: Any, *, marks: bool = True) -> Any:
    """Return the same lists and dicts with every text in them made printable.

    Without `marks` loose accents are removed: the typesetter refuses the whole paper when a letter
    and its accent come from different fonts.
    """
    if isinstance(words, str):
        return _printable(words, marks=marks)
    if isinstance(words, list):
        return [printable(item, marks=marks) for item in words]
    if isinstance(words, dict):
        return {name: printable(value, marks=marks) for name, value in words.items()}
    return words


def _printable(text: str, *, marks: bool) -> str:
    plain = unicodedata.normalize(
        "NFC", _INVISIBLE.sub("", text.replace("\t", " ").replace("\r\n", "\n"))
    )
    if not marks:
        plain = "".join(char for char in plain if unicodedata.category(char)[0] != "M")
    return breakable(describe_unprintable(_STACKED_ACCENTS.sub(r"\1", plain), printable_codes()))


def describe_unprintable(text: str, printable_codes: frozenset[int]) -> str:
    """Replace what cannot be printed: [teken: fire], or the number of letters of another script."""
    if all(ord(char) in printable_codes for char in text):
        return text
    return "".join(_describe_run(run) for run in _runs(text, printable_codes))


def _runs(text: str, printable_codes: frozenset[int]) -> list[str]:
    """Split into runs that can be printed, and runs that cannot, which begin with a null byte."""
    runs, was_printable = list[str](), None
    for char in text:
        is_printable = ord(char) in printable_codes or char in "\n\t"
        if is_printable is was_printable:
            runs[-1] += char
        else:
            runs.append(("" if is_printable else "\0") + char)
        was_printable = is_printable
    return runs


def _describe_run(run: str) -> str:
    if not run.startswith("\0"):
        return run
    bare = _EMOJI_MODIFIERS.sub("", run[1:])
    letters = [char for char in bare if unicodedata.category(char)[0] in "LM"]
    if letters:
        return f"[{len(letters)} letters in een ander schrift]"
    return "".join(_describe_character(char, len(list(same))) for char, same in groupby(bare))


def _describe_character(char: str, times: int) -> str:
    """Return the Unicode name of a character that occurs `times` times in a row."""
    name = unicodedata.name(char, f"U+{ord(char):04X}").lower()
    return f"[teken: {name}]" if times == 1 else f"[teken: {name}, {times} keer]"


def breakable(text: str) -> str:
    """Let a very long word break, which would run off the paper."""
    return _LONG_WORD.sub(lambda word: _PIECE.sub(rf"\g<0>{BREAK_POINT}", word[0]), text)


@cache
def printable_codes() -> frozenset[int]:
    """Return the code of every character that can be printed: those of our fallback font."""
    return frozenset(_codes_of_font((FONTS / "DejaVuSans.ttf").read_bytes()) | {ord(BREAK_POINT)})


def _codes_of_font(font: bytes) -> set[int]:
    """Read which characters a font has: its table `cmap`, of which our fonts have format 12."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = [struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(count)]
    start = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    codes = set[int]()
    for place in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">HHI", font, start + 4 + 8 * place)[2]
        if struct.unpack_from(">H", font, at)[0] == 12:
            for group in range(struct.unpack_from(">I", font, at + 12)[0]):
                first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
                codes.update(range(first, last + 1))
    return codes
