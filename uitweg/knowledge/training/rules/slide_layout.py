"""Where everything stands on a slide, and how large, so that nothing runs over its edge.

In inches on a slide of 13.33 by 7.5 (16:9) and in points. The widths of letters are estimated for
the widest fonts a machine may show it in; tests/unit/test_slides.py measures them with such fonts.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from uitweg.knowledge.training.rules.slides import Card, PointStyle, Slide, SlideLook

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.8
INSIDE = WIDTH - 2 * MARGIN
EM_WIDE, EM_WIDE_BOLD, EM_WIDE_FIGURES = 0.555, 0.64, 0.7
"""How wide a letter is on average, in its own size: more than DejaVu's 0.51, and 0.57 in bold.

The last is for a telephone number in bold.
"""
LINE_HEIGHT, GAP = 1.2, 0.35
TITLE_TOP, TITLE_HEIGHT, TOP, BOTTOM, PADDING, INDENT = 0.45, 1.2, 1.9, 6.65, 0.12, 0.5
TITLE_SIZES, BODY_SIZES = (38, 34, 30, 26), (36, 32, 28, 26, 24, 22, 20)
CARD_SIZES, SMALL_SIZES = (28, 26, 24, 22, 20, 19, 18, 17, 16), (16, 15, 14, 13, 12)
_TOO_MANY = 99
_CARD_GAP, _POINTS_IN_A_COLUMN, _LETTER_WIDE = 0.25, 8, 0.8
_HEAD_WIDE, _ROW_GAP, _CARD_SPARE = 3.1, 0.12, 0.4


class BoxKind(StrEnum):
    """What a box is: the slide's title, its text, or something beside these."""

    TITLE = "title"
    BODY = "body"
    TEXT = "text"
    CHART = "chart"
    PAUSE = "pause"


@dataclass(frozen=True)
class Line:
    """A paragraph in a box; `colour` is a token without its hyphens, `mark` a point's style."""

    text: str
    size: float
    bold: bool = False
    serif: bool = False
    colour: str = "ink"
    is_centred: bool = False
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
    return rows


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
    width = (box.width - (box.columns - 1) * _CARD_GAP) / box.columns
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


def boxes_of(slide: Slide) -> tuple[Box, ...]:
    """Return everything on a slide, in the order in which it is read."""
    if slide.look is SlideLook.OPENING:
        return tuple(_opening(slide))
    title = Box(
        BoxKind.TITLE,
        MARGIN,
        TITLE_TOP,
        INSIDE - 0.8,
        TITLE_HEIGHT,
        (Line(slide.title, 1, serif=True),),
    )
    drawn = {
        SlideLook.FIGURE: _figure,
        SlideLook.BARS: _bars,
        SlideLook.CARDS: _cards,
        SlideLook.STOP: _stop,
        SlideLook.CALLS: _calls,
        SlideLook.SOURCES: _sources,
    }.get(slide.look, _points)
    return (largest(title, TITLE_SIZES), *drawn(slide), *_foot(slide))


def overflows(slide: Slide) -> bool:
    """Return whether something on a slide does not fit, even in its smallest size."""
    return not all(fits(box) for box in boxes_of(slide))


def _opening(slide: Slide) -> Iterator[Box]:
    title = Line(slide.title, 1, serif=True)
    yield largest(Box(BoxKind.TITLE, MARGIN, 1.7, 7.6, 2.9, (title,)), (54, 48, 44, 40))
    lead = Line(slide.lead, 1, bold=True, colour="way")
    yield largest(Box(BoxKind.BODY, MARGIN, 4.75, 7.6, 1.15, (lead,)), (32, 28, 24))
    foot = tuple(Line(point, 1, colour="soft") for point in slide.points)
    yield largest(Box(BoxKind.TEXT, MARGIN, 6.0, 7.9, 1.0, foot), (18, 16, 14))


def _foot(slide: Slide) -> Iterator[Box]:
    if slide.foot and slide.look is not SlideLook.STOP:
        line = (Line(slide.foot, 1, colour="soft"),)
        box = Box(BoxKind.TEXT, MARGIN, BOTTOM + 0.05, INSIDE - 1, 0.6, line)
        yield largest(box, (16, 14, 12))


def _points(slide: Slide) -> Iterator[Box]:
    lead = (Line(slide.lead, 1),) if slide.lead else ()
    lines = (*lead, *(Line(point, 1, mark=slide.style) for point in slide.points))
    columns = 2 if len(slide.points) > _POINTS_IN_A_COLUMN else 1
    box = Box(BoxKind.BODY, MARGIN, TOP, INSIDE, BOTTOM - TOP, lines, columns=columns)
    yield largest(box, BODY_SIZES)


def _sources(slide: Slide) -> Iterator[Box]:
    yield largest(
        Box(BoxKind.TEXT, MARGIN, TOP - 0.2, INSIDE, 0.75, (Line(slide.lead, 1),)), (20, 18, 16)
    )
    lines = tuple(Line(point, 1) for point in slide.points)
    box = Box(BoxKind.BODY, MARGIN, TOP + 0.6, INSIDE, BOTTOM - TOP - 0.4, lines, columns=2)
    yield largest(box, SMALL_SIZES)


def _figure(slide: Slide) -> Iterator[Box]:
    lead = Line(slide.lead, 1, serif=True, colour="way")
    yield largest(Box(BoxKind.TEXT, MARGIN, TOP, INSIDE, 2.5, (lead,)), (115, 96, 80, 66))
    lines = tuple(Line(point, 1) for point in slide.points)
    yield largest(Box(BoxKind.BODY, MARGIN, TOP + 2.55, INSIDE, 1.9, lines), BODY_SIZES)


def _bars(slide: Slide) -> Iterator[Box]:
    yield Box(BoxKind.CHART, MARGIN, TOP, INSIDE, BOTTOM - TOP)


def _stop(slide: Slide) -> Iterator[Box]:
    yield Box(BoxKind.PAUSE, MARGIN, TOP + 0.5, 2.2, 2.6)
    lead = Line(slide.lead, 1, serif=True, colour="way")
    left, width = MARGIN + 3.0, INSIDE - 3.0
    yield largest(Box(BoxKind.BODY, left, TOP + 0.3, width, 2.5, (lead,)), (54, 48, 42, 36))
    place = Line(slide.foot, 1)
    yield largest(Box(BoxKind.TEXT, left, TOP + 3.1, width, 1.0, (place,)), (28, 24, 20))


def _calls(slide: Slide) -> Iterator[Box]:
    """Yield a row for each line: who and when, and the number beside it; the first one green."""
    high = (BOTTOM + 0.1 - TOP) / len(slide.calls)
    for nth, call in enumerate(slide.calls):
        fill, ink = ("fill", "on_fill") if nth == 0 else ("card", "ink")
        top, left = TOP + nth * high, MARGIN
        who = Line(call.who, 1, bold=True, colour=ink)
        when = Line(call.when, 0.8, colour=ink)
        inside = high - 0.15
        yield largest(Box(BoxKind.TEXT, left, top, 7.6, inside, (who, when), fill), CARD_SIZES)
        number = Line(call.number, 1, bold=True, colour=ink if nth == 0 else "way")
        room = Box(BoxKind.TEXT, left + 7.6, top, INSIDE - 7.6, inside, (number,), fill)
        yield largest(replace(room, in_middle=True), (36, 32, 28, 24, 20, 18, 16))


def _cards(slide: Slide) -> Iterator[Box]:
    """Yield choices below each other with their letter.

    Other cards stand side by side, in two rows, or each on a row with its head before it: what
    allows the largest letters.
    """
    if slide.is_choice:
        yield from _choices(slide.cards)
        return
    count = len(slide.cards)
    arranged = [_arranged(slide.cards, across) for across in (count, math.ceil(count / 2))]
    if all(len(card.head) > 1 for card in slide.cards):
        arranged.append(_stacked(slide.cards))
    good = [boxes for boxes in arranged if all(fits(box) for box in boxes)] or arranged[-1:]
    yield from max(good, key=lambda boxes: boxes[0].lines[-1].size)


def _choices(cards: Sequence[Card]) -> Iterator[Box]:
    high, left = (BOTTOM - TOP) / max(3, len(cards)), MARGIN + _LETTER_WIDE
    rows = [
        Box(BoxKind.TEXT, left, TOP + nth * high, INSIDE - _LETTER_WIDE, high - 0.15, lines, "card")
        for nth, lines in enumerate((Line(card.text, 1),) for card in cards)
    ]
    size = min(largest(row, CARD_SIZES).lines[0].size for row in rows)
    for card, row in zip(cards, rows, strict=True):
        letter = Line(card.head, size, bold=True, serif=True, colour="way", is_centred=True)
        yield replace(
            row, left=MARGIN, width=_LETTER_WIDE, lines=(letter,), fill="tint", in_middle=True
        )
        yield replace(row, lines=(replace(row.lines[0], size=size),), in_middle=True)


def _stacked(cards: Sequence[Card]) -> list[Box]:
    """Return each card on a row of its own, as high as its text."""
    wide = INSIDE - _HEAD_WIDE
    for size in CARD_SIZES:
        boxes, top = list[Box](), TOP
        for card in cards:
            head = (Line(card.head, size, bold=True, colour="way"),)
            text, inside = (Line(card.text, size),), 2 * PADDING
            high = inside + max(
                height_of(head, _HEAD_WIDE - inside), height_of(text, wide - inside)
            )
            boxes.append(Box(BoxKind.TEXT, MARGIN, top, _HEAD_WIDE, high, head, "card"))
            boxes.append(Box(BoxKind.TEXT, MARGIN + _HEAD_WIDE, top, wide, high, text, "card"))
            top += high + _ROW_GAP
        if top - _ROW_GAP <= BOTTOM:
            break
    else:
        boxes = [replace(box, height=0) for box in boxes]
    return boxes


def _arranged(cards: Sequence[Card], across: int) -> list[Box]:
    """Return the cards in rows of so many, with letters of one size, as high as the fullest."""
    down = math.ceil(len(cards) / across)
    width = (INSIDE - (across - 1) * _CARD_GAP) / across
    most = (BOTTOM - TOP - (down - 1) * _CARD_GAP) / down
    boxes = []
    for card in cards:
        lines = (Line(card.head, 1, bold=True, colour="way"), Line(card.text, 1))
        boxes.append(Box(BoxKind.TEXT, MARGIN, TOP, width, most, lines, "card", is_framed=True))
    size = min(largest(box, CARD_SIZES).lines[0].size for box in boxes)
    boxes = [
        replace(box, lines=tuple(replace(line, size=size) for line in box.lines)) for box in boxes
    ]
    needed = max(height_of(box.lines, width - 2 * PADDING) for box in boxes) + 2 * PADDING
    height = min(most, needed + _CARD_SPARE)
    return [
        replace(
            box,
            left=MARGIN + nth % across * (width + _CARD_GAP),
            top=TOP + nth // across * (height + _CARD_GAP),
            height=height,
        )
        for nth, box in enumerate(boxes)
    ]
