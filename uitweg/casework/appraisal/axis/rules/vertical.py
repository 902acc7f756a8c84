"""The time axis standing: time from top to bottom, for a narrow screen.

Left of the line is what was done to the youngster, right what they did; ages, phases and texts of
the law stand at the right too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from textwrap import wrap

from uitweg.casework.appraisal.axis.rules.axis import LOWER_LANES, Axis, AxisMark
from uitweg.casework.appraisal.axis.rules.days import UNSURE_ORDER
from uitweg.casework.appraisal.axis.rules.rows import euros
from uitweg.casework.appraisal.axis.rules.svg import (
    bar_css,
    label,
    line,
    link_css,
    month_starts,
    month_words,
    number,
    path,
    sign,
    text,
    to_row,
)

# Measures in units of the picture.
WIDTH, MONTHS_X, LINE_X, TOP = 336.0, 34.0, 170.0, 50.0
LEFT_MARK, RIGHT_MARK, LEFT_WORDS, RIGHT_WORDS = 142.0, 198.0, 130.0, 212.0
DAY, LINE_HEIGHT, BETWEEN = 2.3, 16.0, 8.0
LEFT_LETTERS, RIGHT_LETTERS = 13, 16


@dataclass(frozen=True)
class StandingItem:
    """Words beside the line at the day where they belong (`y`), with a mark or without."""

    y: float
    lines: tuple[tuple[str, str], ...]
    key: str = ""
    mark: AxisMark | None = None


def standing(axis: Axis) -> tuple[list[str], float]:
    """Return the shapes of one picture, from back to front, and how high it is."""
    left = _spread([*_marks(axis, upper=True), *_debts(axis)])
    right = _spread([*_marks(axis, upper=False), *_notes(axis)])
    ends = [y + LINE_HEIGHT * len(item.lines) for y, item in (*left, *right)]
    bottom = max([_y(axis, axis.last), *ends])
    at = {item.mark.key: y for y, item in (*left, *right) if item.mark}
    shapes = [
        *_months(axis),
        text(LEFT_WORDS, 16, "door anderen", "h", ends=True),
        text(RIGHT_WORDS, 16, "zelf gedaan", "h"),
        *_lines_across(axis),
        path("a", f"M{number(LINE_X)} 42V{number(bottom)}"),
        path("a", f"M{number(LINE_X - 13)} {number(bottom + 30)}v-16a13 13 0 0 1 26 0v16"),
        *(
            line(link_css(each), LEFT_MARK, at[each.threat], RIGHT_MARK, at[each.act])
            for each in axis.links
        ),
        *(_drawn(axis, y, item, is_left=True) for y, item in left),
        *(_drawn(axis, y, item, is_left=False) for y, item in right),
    ]
    return shapes, bottom + 36


def _y(axis: Axis, day: date) -> float:
    return TOP + DAY * (day - axis.first).days


def _spread(items: Iterable[StandingItem]) -> list[tuple[float, StandingItem]]:
    """Return each item with the place where it meets none before it: as near as there is room."""
    placed, free = list[tuple[float, StandingItem]](), 0.0
    for item in sorted(items, key=lambda each: each.y):
        y = max(item.y, free)
        placed.append((y, item))
        free = y + LINE_HEIGHT * len(item.lines) + BETWEEN
    return placed


def _marks(axis: Axis, *, upper: bool) -> list[StandingItem]:
    """Return the marks of one side; an act first says how long after its threat it came."""
    after = {link.act: link.words for link in axis.links}
    items = list[StandingItem]()
    for mark in axis.marks:
        if (mark.lane not in LOWER_LANES) is upper:
            letters = LEFT_LETTERS if upper else RIGHT_LETTERS
            lines = _wrapped(mark.words, letters)
            if mark.key in after:
                lines = _wrapped(distance_words(after[mark.key]), letters, "h") + lines
            items.append(StandingItem(_y(axis, mark.middle), lines, mark.key, mark))
    return items


def distance_words(words: str) -> str:
    """Return a distance so that it can stand alone with the act: twee dagen na de dreiging."""
    if words == UNSURE_ORDER:
        return words
    if words.endswith("dezelfde dag"):
        return f"{words} als de dreiging"
    if words.endswith("ervoor"):
        return f"{words.removesuffix('ervoor')}vóór de dreiging".strip()
    return f"{words} na de dreiging"


def _wrapped(words: str, letters: int, css: str = "") -> tuple[tuple[str, str], ...]:
    return tuple((part, css) for part in wrap(words, letters, max_lines=5, placeholder=" …"))


def _debts(axis: Axis) -> list[StandingItem]:
    items = list[StandingItem]()
    for step in axis.debts:
        owed = "schuld" if step.amount is None else f"schuld {euros(step.amount)}"
        items.append(StandingItem(_y(axis, step.on), _wrapped(owed, LEFT_LETTERS), step.key))
    return items


def _notes(axis: Axis) -> list[StandingItem]:
    """Return the ages, phases and texts of the law, where each begins."""
    items = [
        StandingItem(_y(axis, band.first) + 14, _wrapped(band.words, RIGHT_LETTERS, look), band.key)
        for bands, look in ((axis.ages, "h"), (axis.laws, "q"))
        for band in bands
    ]
    items += [
        StandingItem(
            _y(axis, band.first), _wrapped(f"fase: {band.words}", RIGHT_LETTERS, "q"), band.key
        )
        for band in axis.phases
    ]
    return items


def _months(axis: Axis) -> list[str]:
    shapes = list[str]()
    for place, day in enumerate(month_starts(axis)):
        y = _y(axis, day)
        shapes += [line("l", MONTHS_X, y, WIDTH, y), text(0, y + 4, month_words(day), "q")]
        if place == 0 or day.month == 1:
            shapes.append(text(0, y - 14, str(day.year), "h"))
    return shapes


def _lines_across(axis: Axis) -> list[str]:
    """Draw a line across where the youngster turned 18, and where the law changed."""
    shapes = [
        line("k dash" if law.is_dashed else "k", MONTHS_X, y := _y(axis, law.first), WIDTH, y)
        for law in axis.laws
        if law.first > axis.first
    ]
    if axis.adult_on:
        y = _y(axis, axis.adult_on)
        shapes.append(line("k", MONTHS_X, y, WIDTH, y))
    return shapes


def _drawn(axis: Axis, y: float, item: StandingItem, *, is_left: bool) -> str:
    x = LEFT_WORDS if is_left else RIGHT_WORDS
    words = "".join(
        label(x, y + 5 + LINE_HEIGHT * place, part, css, ends=is_left)
        for place, (part, css) in enumerate(item.lines)
    )
    if item.mark is None:
        return to_row(item.key, words)
    mark, mark_x = item.mark, LEFT_MARK if is_left else RIGHT_MARK
    leader = line("e", LINE_X, item.y, mark_x, y)
    return leader + to_row(
        mark.key, _bar(axis, mark, is_left=is_left) + sign(mark.lane, mark_x, y) + words
    )


def _bar(axis: Axis, mark: AxisMark, *, is_left: bool) -> str:
    """Draw beside the line over which days a mark can be, or lasted."""
    if mark.first == mark.last:
        return ""
    first, last = _y(axis, max(mark.first, axis.first)), _y(axis, min(mark.last, axis.last))
    x = LINE_X - 8 if is_left else LINE_X + 8
    return line(bar_css(mark), x, first, x, last)
