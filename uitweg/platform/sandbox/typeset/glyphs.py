"""What the press can print: signs that no font of ours has are named, long words may break."""

import re
import struct
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"
BREAK_POINT = "\u200b"
"""A place where a word may break, which is not seen."""
LONG_WORD_LETTERS = 24
_LONG_WORD = re.compile(rf"\S{{{LONG_WORD_LETTERS},}}")
_PIECE = re.compile(rf"\S{{{LONG_WORD_LETTERS // 2}}}(?=\S)")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
"""Control signs, and those that turn the order of what is read: a paper reads as it is written."""
_ACCENT = r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_STACKED_ACCENTS = re.compile(rf"({_ACCENT}{{3}}){_ACCENT}+")
"""More than three accents on one letter is nobody's language, and takes the press minutes."""
_EMOJI_MODIFIERS = re.compile(
    r"[\u200c\u200d\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0000-\U000e007f]"
)
"""Joiners and colours of an emoji: without it they say nothing. In a text they stay."""


def printable(words: Any, *, marks: bool = True) -> Any:
    """Return the same words, each of them fit to print, at any depth.

    Without `marks` no accent stands loose: the letter of one font and the accent of another do not
    fit on each other, and the press refuses the whole paper then.
    """
    if isinstance(words, str):
        return _printable(words, marks=marks)
    if isinstance(words, list):
        return [printable(one, marks=marks) for one in words]
    if isinstance(words, dict):
        return {name: printable(one, marks=marks) for name, one in words.items()}
    return words


def _printable(text: str, *, marks: bool) -> str:
    plain = unicodedata.normalize(
        "NFC", _INVISIBLE.sub("", text.replace("\t", " ").replace("\r\n", "\n"))
    )
    if not marks:
        plain = "".join(one for one in plain if unicodedata.category(one)[0] != "M")
    return breakable(name_unprintable(_STACKED_ACCENTS.sub(r"\1", plain), printable_signs()))


def name_unprintable(text: str, known: frozenset[int]) -> str:
    """Write out what cannot be printed: [emoji: fire]; letters of another script as a count."""
    if all(ord(one) in known for one in text):
        return text
    return "".join(_describe_run(run) for run in _runs(text, known))


def _runs(text: str, known: frozenset[int]) -> list[str]:
    """Cut into stretches that can be printed and stretches that cannot."""
    found, was = list[str](), None
    for one in text:
        can = ord(one) in known or one in "\n\t"
        if can is was:
            found[-1] += one
        else:
            found.append(("" if can else "\0") + one)
        was = can
    return found


def _describe_run(run: str) -> str:
    if not run.startswith("\0"):
        return run
    bare = _EMOJI_MODIFIERS.sub("", run[1:])
    letters = [one for one in bare if unicodedata.category(one)[0] in "LM"]
    if letters:
        return f"[{len(letters)} letters in een ander schrift]"
    return "".join(_describe_sign(one, len(list(same))) for one, same in groupby(bare))


def _describe_sign(sign: str, times: int) -> str:
    """Name a sign once, however often it stands in a row."""
    name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
    return f"[teken: {name}]" if times == 1 else f"[teken: {name}, {times} keer]"


def breakable(text: str) -> str:
    """Let a very long word break: it would run off the paper."""
    return _LONG_WORD.sub(lambda found: _PIECE.sub(rf"\g<0>{BREAK_POINT}", found[0]), text)


@cache
def printable_signs() -> frozenset[int]:
    """Return every sign that can be printed: those of the font that stands in for the other."""
    return frozenset(_signs_of_font((FONTS / "DejaVuSans.ttf").read_bytes()) | {ord(BREAK_POINT)})


def _signs_of_font(font: bytes) -> set[int]:
    """Read a font's own list of signs: its table `cmap`, in the form (12) that ours have."""
    count = struct.unpack_from(">H", font, 4)[0]
    tables = [struct.unpack_from(">4sIII", font, 12 + 16 * n) for n in range(count)]
    start = next(offset for tag, _, offset, _ in tables if tag == b"cmap")
    found = set[int]()
    for place in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">HHI", font, start + 4 + 8 * place)[2]
        if struct.unpack_from(">H", font, at)[0] == 12:
            for group in range(struct.unpack_from(">I", font, at + 12)[0]):
                first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * group)
                found.update(range(first, last + 1))
    return found
