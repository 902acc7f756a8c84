"""The time axis lying: time from left to right, one lane below the other (wide screens, paper)."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from uitweg.casework.appraisal.axis.rules.axis import (
    LOWER_LANES,
    Axis,
    AxisBand,
    AxisMark,
    DebtStep,
)
from uitweg.casework.appraisal.axis.rules.rows import euros
from uitweg.casework.appraisal.axis.rules.svg import (
    bar_css,
    box,
    label,
    line,
    link_css,
    month_starts,
    month_words,
    number,
    path,
    rows_without_overlap,
    shortened,
    sign,
    text,
    to_row,
    width_of,
)
from uitweg.casework.appraisal.facts.rules.content import FactLane

# Measures in units of the picture.
WIDTH, LEFT, RIGHT = 1180.0, 150.0, 1170.0
ROW, BAND, GAP = 26.0, 24.0, 14.0
YEARS_Y, TOP = 14.0, 28.0
DEBT_HEIGHT, MONTHS_HEIGHT, DISTANCE_ROW = 62.0, 34.0, 20.0
LONGEST_LABEL = 300.0


@dataclass(frozen=True)
class PlacedMark:
    """A mark at `x`, with a bar (from, to) over its days or None, and its label beside it."""

    mark: AxisMark
    x: float
    bar: tuple[float, float] | None
    words: str
    words_x: float
    ends: bool

    @property
    def span(self) -> tuple[float, float]:
        """What it takes up, from left to right."""
        beside = -width_of(self.words) if self.ends else width_of(self.words)
        edges = [self.x - 10, self.x + 10, self.words_x, self.words_x + beside, *(self.bar or ())]
        return min(edges), max(edges) + 6


@dataclass(frozen=True)
class LyingLayout:
    """Where everything of one picture stands: x by the day, y by the lanes above it."""

    axis: Axis

    def x(self, day: date) -> float:
        days = (self.axis.last - self.axis.first).days + 1
        return LEFT + (RIGHT - LEFT) * (day - self.axis.first).days / days

    def span(self, band: AxisBand) -> tuple[float, float]:
        """Return from where to where a band runs."""
        days = (self.axis.last - self.axis.first).days + 1
        return self.x(band.first), self.x(band.last) + (RIGHT - LEFT) / days

    @cached_property
    def upper(self) -> list[tuple[PlacedMark, int]]:
        """Return what was done to the youngster with its rows; threats nearest to the acts."""
        marks = [mark for mark in self.axis.marks if mark.lane not in LOWER_LANES]
        marks.sort(key=lambda mark: mark.lane is not FactLane.THREAT)
        return self._in_rows(marks)

    @cached_property
    def lower(self) -> list[tuple[PlacedMark, int]]:
        return self._in_rows([m for m in self.axis.marks if m.lane in LOWER_LANES])

    def _in_rows(self, marks: list[AxisMark]) -> list[tuple[PlacedMark, int]]:
        placed = [self._placed(mark) for mark in marks]
        return list(zip(placed, rows_without_overlap(m.span for m in placed), strict=True))

    def _placed(self, mark: AxisMark) -> PlacedMark:
        x, bar = self.x(mark.middle), None
        if mark.first != mark.last:
            bar = max(self.x(mark.first), LEFT), min(self.x(mark.last), RIGHT)
        words = shortened(mark.words, LONGEST_LABEL)
        after = max(x, bar[1] if bar else x) + 12
        if after + width_of(words) <= WIDTH:
            return PlacedMark(mark, x, bar, words, after, ends=False)
        return PlacedMark(mark, x, bar, words, min(x, bar[0] if bar else x) - 12, ends=True)

    @cached_property
    def phase_y(self) -> float:
        return TOP + BAND + GAP if self.axis.ages else TOP

    @cached_property
    def upper_y(self) -> float:
        """Return the top of the lane of exploitation."""
        return self.phase_y + (BAND + GAP if self.axis.phases else 0)

    @cached_property
    def upper_bottom(self) -> float:
        return self.upper_y + ROW * max([2, *(row + 1 for _, row in self.upper)])

    @cached_property
    def axis_y(self) -> float:
        rows = [row + 1 for _, _, row in self.distances]
        return self.upper_bottom + 12 + DISTANCE_ROW * max([0, *rows])

    @cached_property
    def lower_bottom(self) -> float:
        rows = [row + 1 for _, row in self.lower]
        return self.axis_y + MONTHS_HEIGHT + ROW * max([2, *rows])

    @cached_property
    def law_y(self) -> float:
        return self.lower_bottom + (DEBT_HEIGHT + GAP if self.axis.debts else 0)

    @cached_property
    def law_rows(self) -> list[int]:
        return rows_without_overlap(
            (first, last - 1) for first, last in map(self.span, self.axis.laws)
        )

    @cached_property
    def bottom(self) -> float:
        return self.law_y + (BAND + 4) * max([0, *(row + 1 for row in self.law_rows)])

    @cached_property
    def at(self) -> dict[str, tuple[float, float]]:
        """Return the point of each mark by its key."""
        above = {p.mark.key: (p.x, self.upper_bottom - ROW * (row + 0.5)) for p, row in self.upper}
        top = self.axis_y + MONTHS_HEIGHT
        below = {p.mark.key: (p.x, top + ROW * (row + 0.5)) for p, row in self.lower}
        return above | below

    @cached_property
    def distances(self) -> list[tuple[float, str, int]]:
        """Return x, the words of the distance from threat to act, and their row above the axis."""
        days = {mark.key: mark.middle for mark in self.axis.marks}
        found = list[tuple[float, str]]()
        for link in self.axis.links:
            middle = (self.x(days[link.threat]) + self.x(days[link.act])) / 2
            width = width_of(link.words)
            fits_after = middle + 8 + width <= RIGHT - 34
            found.append((middle + 8 if fits_after else middle - 12 - width, link.words))
        rows = rows_without_overlap((x, x + width_of(words) + 12) for x, words in found)
        return [(x, words, row) for (x, words), row in zip(found, rows, strict=True)]


def lying(axis: Axis) -> tuple[list[str], float]:
    """Return the shapes of one picture, from back to front, and how high it is."""
    at = LyingLayout(axis)
    shapes = [
        *_months(at),
        *_band_lanes(at),
        *_names_of_lanes(at),
        *_lines_down(at),
        path(
            "a", f"M{number(LEFT)} {number(at.axis_y)}H{number(RIGHT - 28)}v-16a13 13 0 0 1 26 0v16"
        ),
        *(line(link_css(link), *at.at[link.threat], *at.at[link.act]) for link in axis.links),
        *_distances(at),
        *(_mark(placed, at.at[placed.mark.key][1]) for placed, _ in (*at.upper, *at.lower)),
        *_debts(at),
    ]
    return shapes, at.bottom + 4


def _months(at: LyingLayout) -> list[str]:
    """Draw a line at each month, its name under the axis, and the years on top."""
    shapes = list[str]()
    for place, day in enumerate(month_starts(at.axis)):
        x = at.x(day)
        shapes.append(line("l", x, TOP - 4, x, at.bottom))
        shapes.append(text(x + 4, at.axis_y + 19, month_words(day), "q"))
        if place == 0 or day.month == 1:
            shapes.append(text(x, YEARS_Y, str(day.year), "h"))
    return shapes


def _band_lanes(at: LyingLayout) -> list[str]:
    shapes = [_band(at, band, TOP) for band in at.axis.ages]
    shapes += [_band(at, band, at.phase_y) for band in at.axis.phases]
    for band, row in zip(at.axis.laws, at.law_rows, strict=True):
        shapes.append(_band(at, band, at.law_y + (BAND + 4) * row))
    return shapes


def _band(at: LyingLayout, band: AxisBand, y: float) -> str:
    first, last = at.span(band)
    look = "open" if band.is_strong or band.is_dashed else "band"
    drawn = box(f"{look} dash" if band.is_dashed else look, first, y, last - first, BAND)
    words = shortened(band.words, last - first - 10)
    if not words:
        return drawn
    return drawn + to_row(band.key, text(first + 8, y + 16, words, "h" if band.is_strong else ""))


def _names_of_lanes(at: LyingLayout) -> list[str]:
    """Name each lane that has something, at the left."""
    lower_y = at.axis_y + MONTHS_HEIGHT
    names = [text(0, TOP + 16, "Leeftijd", "h")] if at.axis.ages else []
    names += [text(0, at.phase_y + 16, "Fase", "h")] if at.axis.phases else []
    names += [text(0, at.upper_y + 16, "Uitbuiting", "h")]
    names += [text(0, at.upper_y + 32, "door anderen gedaan", "q")]
    names += [text(0, lower_y + 16, "Feiten", "h"), text(0, lower_y + 32, "zelf gedaan", "q")]
    if at.axis.debts:
        names += [text(0, at.lower_bottom + 30, "Schuld", "h")]
        names += [text(0, at.lower_bottom + 46, "wat men zei", "q")]
    return names + ([text(0, at.law_y + 16, "Wet", "h")] if at.axis.laws else [])


def _lines_down(at: LyingLayout) -> list[str]:
    """Draw a line through all lanes where the youngster turned 18, and where the law changed."""
    shapes = [
        line("k dash" if law.is_dashed else "k", x := at.x(law.first), at.upper_y, x, at.bottom)
        for law in at.axis.laws
        if law.first > at.axis.first
    ]
    if at.axis.adult_on:
        x = at.x(at.axis.adult_on)
        shapes.append(line("k", x, TOP - 4, x, at.bottom))
    return shapes


def _distances(at: LyingLayout) -> list[str]:
    y = at.axis_y - 9
    return [label(x, y - DISTANCE_ROW * row, words, "h") for x, words, row in at.distances]


def _mark(placed: PlacedMark, y: float) -> str:
    """Draw a mark with its bar and its label; all of it leads to the row."""
    drawn = line(bar_css(placed.mark), placed.bar[0], y, placed.bar[1], y) if placed.bar else ""
    drawn += sign(placed.mark.lane, placed.x, y)
    drawn += label(placed.words_x, y + 4.5, placed.words, ends=placed.ends)
    return to_row(placed.mark.key, drawn)


def _debts(at: LyingLayout) -> list[str]:
    """Draw what was said to be owed as a line in steps, each amount above its step."""
    steps = at.axis.debts
    if not steps:
        return []
    base = at.lower_bottom + DEBT_HEIGHT
    highest = max([1, *(step.amount or 0 for step in steps)])
    shapes, amount = [line("e", LEFT, base, RIGHT, base)], 0
    walk = f"M{number(at.x(steps[0].on))} {number(base)}"
    labels = list[tuple[DebtStep, float, float]]()
    for step in steps:
        amount = amount if step.amount is None else step.amount
        y = base - (DEBT_HEIGHT - 22) * amount / highest
        walk += f"H{number(at.x(step.on))}V{number(y)}"
        labels.append((step, at.x(step.on) + 4, y - 5))
    shapes.append(path("k", f"{walk}H{number(RIGHT)}"))
    rows = rows_without_overlap((x, x + 70) for _, x, _ in labels)
    for (step, x, y), row in zip(labels, rows, strict=True):
        words = "bedrag onbekend" if step.amount is None else euros(step.amount)
        place = min(x, WIDTH - width_of(words))
        shapes.append(to_row(step.key, label(place, y - 13 * row, words)))
    return shapes
