"""The geometry of a bar chart: widths in %, heights in px, so that letters stay 16 px.

It gets released tables only, so that no other number can come into a picture. A count that is not
shown is a dashed box of one fixed size.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from uitweg.knowledge.published_figures.rules.figures import Figure
from uitweg.knowledge.published_figures.rules.released_tables import UNKNOWN
from uitweg.platform.content.values.figures import FigureBook

FILLS = 3
"""Solid, striped and open; what is not shown is dashed."""

HIDDEN_WIDTH = 9
HEADING_HEIGHT, GROUP_GAP = 28, 14
BAR_HEIGHT, BESIDE_HEIGHT, ABOVE_HEIGHT = 18, 28, 48
LETTERS_BESIDE = ((4, 16), (9, 34))
"""Up to how many letters a label fits beside a bar that begins at this %; a longer one is above."""

ROOM_FOR_NUMBER = 18


@dataclass(frozen=True)
class ChartLabel:
    """A text, and its baseline."""

    words: str
    y: int


@dataclass(frozen=True)
class ChartBar:
    """A bar; with `shown` None the box that says "not shown". `fill` is 1 to FILLS."""

    label: ChartLabel
    shown: int | None
    fill: int
    x: str
    y: int
    width: str
    number_x: str

    @property
    def end(self) -> str:
        """Where it ends, in %."""
        return _percent(float(self.x) + float(self.width))

    @property
    def middle(self) -> int:
        return self.y + BAR_HEIGHT // 2

    @property
    def number_y(self) -> int:
        return self.y + 15


@dataclass(frozen=True)
class Chart:
    """A picture `height` px high; `key` has the words of fills 1, 2 … when they mean something.

    `year` is the one that all bars are of, "" when each has its own.
    """

    height: int
    year: str
    headings: tuple[ChartLabel, ...]
    bars: tuple[ChartBar, ...]
    key: tuple[str, ...]

    @property
    def has_hidden(self) -> bool:
        return any(bar.shown is None for bar in self.bars)


@dataclass(frozen=True)
class _BarGroup:
    """Bars under one heading, "" for none: the words and the count of each."""

    heading: str
    bars: tuple[tuple[str, int | None], ...]


def chart_of(figure: Figure, book: FigureBook) -> Chart | None:
    """Return the picture of a figure; None when it would have no bar with a number.

    Of one dimension: its categories, with a bar for each year that can be compared. Of more: the
    newest year, with a bar for each category of the last dimension. Who is unknown has no bar.
    """
    if not figure.with_numbers or not figure.dimensions:
        return None
    groups, key = _groups(figure, book)
    if all(count is None for group in groups for _, count in group.bars):
        return None
    years_apart = len(figure.dimensions) == 1 and len(figure.comparable) > 1
    return _drawn(groups, key, "" if years_apart else str(figure.with_numbers[0].year))


def _groups(figure: Figure, book: FigureBook) -> tuple[list[_BarGroup], tuple[str, ...]]:
    """Return what is drawn, and the words of the key."""
    years, *before, last = figure.comparable, *figure.dimensions
    table = years[0].table
    lasts = _known(table.dimensions[last])

    def words(category: str) -> str:
        return book.category_words(last, category)

    if not before and len(years) == 1:
        return [_BarGroup("", tuple((words(each), table.counts[(each,)]) for each in lasts))], ()
    if not before:
        named = tuple(str(year.year) for year in years)
        return [
            _BarGroup(
                words(each),
                tuple(
                    (name, year.table.counts[(each,)])
                    for name, year in zip(named, years, strict=True)
                    if (each,) in year.table.counts
                ),
            )
            for each in lasts
        ], named
    found = [
        _BarGroup(
            ", ".join(book.category_words(*pair) for pair in zip(before, key, strict=True)),
            tuple((words(each), table.counts[(*key, each)]) for each in lasts),
        )
        for key in product(*(_known(table.dimensions[name]) for name in before))
    ]
    return found, tuple(map(words, lasts)) if len(lasts) <= FILLS else ()


def _known(categories: Iterable[str]) -> list[str]:
    return [each for each in categories if each != UNKNOWN]


def _drawn(groups: list[_BarGroup], key: tuple[str, ...], year: str) -> Chart:
    most = max(count or 0 for group in groups for _, count in group.bars)
    longest = max(len(words) for group in groups for words, _ in group.bars)
    start = next((x for letters, x in LETTERS_BESIDE if longest <= letters), 0)
    y, headings, bars = 0, list[ChartLabel](), list[ChartBar]()
    for group in groups:
        if group.heading:
            headings.append(ChartLabel(group.heading, y + 16))
            y += HEADING_HEIGHT
        for nth, (words, shown) in enumerate(group.bars):
            bars.append(_bar(words, shown, nth if key else 0, start, y, most))
            y += BESIDE_HEIGHT if start else ABOVE_HEIGHT
        y += GROUP_GAP
    return Chart(y - GROUP_GAP, year, tuple(headings), tuple(bars), key)


def _bar(words: str, shown: int | None, nth: int, start: int, y: int, most: int) -> ChartBar:
    width = HIDDEN_WIDTH if shown is None else (100 - start - ROOM_FOR_NUMBER) * shown / most
    top = y if start else y + 22
    return ChartBar(
        label=ChartLabel(words, y + 15),
        shown=shown,
        fill=nth % FILLS + 1,
        x=str(start),
        y=top,
        width=_percent(width),
        number_x=_percent(start + width + 2),
    )


def _percent(value: float) -> str:
    """Return a number as SVG wants it: with a point, whatever the language of the page."""
    return f"{value:.1f}".removesuffix(".0")
