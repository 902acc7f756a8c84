"""Where everything stands on a slide of 13.33 by 7.5 inches (16:9), and how large."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from uitweg.knowledge.training.rules.slide_boxes import (
    COLUMN_GAP,
    PADDING,
    Box,
    BoxKind,
    Line,
    fits,
    height_of,
    largest,
)
from uitweg.knowledge.training.rules.slides import Card, Slide, SlideLook

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.8
INSIDE = WIDTH - 2 * MARGIN
TITLE_TOP, TITLE_HEIGHT, TOP, BOTTOM = 0.45, 1.2, 1.9, 6.65
TITLE_SIZES, BODY_SIZES = (38, 34, 30, 26), (36, 32, 28, 26, 24, 22, 20)
CARD_SIZES, SMALL_SIZES = (28, 26, 24, 22, 20, 19, 18, 17, 16), (16, 15, 14, 13, 12)
_POINTS_IN_A_COLUMN, _LETTER_WIDE, _HEAD_WIDE, _ROW_GAP, _CARD_SPARE = 8, 0.8, 3.1, 0.12, 0.4


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
        colour = ink if nth == 0 else "way"
        number = Line(call.number, 1, bold=True, is_whole=True, colour=colour)
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
    width = (INSIDE - (across - 1) * COLUMN_GAP) / across
    most = (BOTTOM - TOP - (down - 1) * COLUMN_GAP) / down
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
            left=MARGIN + nth % across * (width + COLUMN_GAP),
            top=TOP + nth // across * (height + COLUMN_GAP),
            height=height,
        )
        for nth, box in enumerate(boxes)
    ]
