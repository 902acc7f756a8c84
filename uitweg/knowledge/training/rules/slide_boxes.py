"""Boxes of text on a slide, and whether the text fits, so that nothing runs over an edge.

In inches and points. The widths of letters are estimated for the widest fonts a machine may show
it in; tests/unit/test_slides.py measures them with such fonts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from uitweg.knowledge.training.rules.slides import PointStyle

EM_WIDE, EM_WIDE_BOLD, EM_WIDE_FIGURES = 0.555, 0.64, 0.7
"""How wide a letter is on average, in its own size: more than DejaVu's 0.51, and 0.57 in bold.

The last is for a telephone number in bold.
"""
LINE_HEIGHT, GAP, PADDING, INDENT, COLUMN_GAP = 1.2, 0.35, 0.12, 0.5, 0.25
_TOO_MANY = 99


class BoxKind(StrEnum):
    """What a box is: the slide's title, its text, or something beside these."""

    TITLE = "title"
    BODY = "body"
    TEXT = "text"
    CHART = "chart"
    PAUSE = "pause"


@dataclass(frozen=True)
class Line:
    """A paragraph in a box; `colour` is a token without its hyphens, `mark` a point's style.

    `is_whole`: it stands on one row, as a telephone number does.
    """

    text: str
    size: float
    bold: bool = False
    serif: bool = False
    colour: str = "ink"
    is_centred: bool = False
    is_whole: bool = False
    mark: PointStyle = PointStyle.PROSE


@dataclass(frozen=True)
class Box:
    """A rectangle with lines of text; `fill` is a token's name, or "" for none."""

    kind: BoxKind
    left: float
    top: float
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    fill: str = ""
    is_framed: bool = False
    in_middle: bool = False
    columns: int = 1


def rows_of(line: Line, width: float) -> int:
    """Return on how many rows a line stands, words kept whole; a word too long asks for many."""
    has_words = any(letter.isalpha() for letter in line.text)
    wide = (EM_WIDE_BOLD if line.bold else EM_WIDE) if has_words else EM_WIDE_FIGURES
    letters, rows, used = int(width * 72 / (line.size * wide)), 1, 0
    for word in line.text.split():
        if len(word) > letters:
            return _TOO_MANY
        needed = len(word) + (1 if used else 0)
        if used and used + needed > letters:
            rows, used = rows + 1, len(word)
        else:
            used += needed
    return _TOO_MANY if line.is_whole and rows > 1 else rows


def height_of(lines: Sequence[Line], width: float) -> float:
    """Return how high these lines stand in a box so wide, the space between them counted."""
    inches = 0.0
    for line in lines:
        room = width - (0 if line.mark is PointStyle.PROSE else INDENT)
        inches += rows_of(line, room) * line.size * LINE_HEIGHT / 72
        inches += GAP * line.size / 72
    return inches - (GAP * lines[-1].size / 72 if lines else 0)


def fits(box: Box) -> bool:
    """Return whether the text of a box stands inside it."""
    width = (box.width - (box.columns - 1) * COLUMN_GAP) / box.columns
    padding = 2 * PADDING if box.fill else 0
    room = (box.height - padding) * box.columns
    spare = 0.4 if box.columns > 1 else 0
    return height_of(box.lines, width - padding) + spare <= room


def largest(box: Box, sizes: Sequence[float]) -> Box:
    """Return the box with its lines as large as fits, in proportion; else as small as may be."""
    base = box.lines[0].size if box.lines else 1
    for size in sizes:
        lines = tuple(replace(line, size=line.size * size / base) for line in box.lines)
        tried = replace(box, lines=lines)
        if fits(tried):
            return tried
    return tried
