"""The table under a chart, as rows and columns of words and counts."""

from dataclasses import dataclass
from itertools import product

from uitweg.knowledge.published_figures.rules.figures import Figure, FigureYear
from uitweg.knowledge.published_figures.rules.released_tables import TOTAL, CellKey
from uitweg.platform.content.figure_values import FigureBook


@dataclass(frozen=True)
class Cell:
    """A count, None when it is not shown; `counted` is false for what this edition did not have."""

    shown: int | None
    counted: bool = True


@dataclass(frozen=True)
class Row:
    head: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class RowGroup:
    """Rows of one year; the heading is "" when the years are columns."""

    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class PageTable:
    """A table; `corner` is the heading of its first column."""

    corner: str
    columns: tuple[str, ...]
    groups: tuple[RowGroup, ...]


def page_table(figure: Figure, book: FigureBook) -> PageTable | None:
    """Return the table of a figure; None when no count of any year is shown.

    Of one dimension the years are columns, else each has rows of its own; the newest comes first.
    A year without any shown count is left out.
    """
    years = figure.with_numbers
    if not years:
        return None
    if len(figure.dimensions) < 2:
        return _years_as_columns(figure, years, book)
    *before, last = figure.dimensions
    columns = (*figure.categories(len(before)), TOTAL)
    return PageTable(
        corner=", ".join(map(book.dimension_words, before)),
        columns=tuple(_words(last, each, book) for each in columns),
        groups=tuple(
            RowGroup(str(year.year), _rows(year, before, columns, book)) for year in years
        ),
    )


def _years_as_columns(figure: Figure, years: tuple[FigureYear, ...], book: FigureBook) -> PageTable:
    if not figure.dimensions:
        rows = [Row(book.page["total"], _cells(years, ()))]
    else:
        [name] = figure.dimensions
        rows = [
            Row(_words(name, each, book), _cells(years, (each,)))
            for each in (*figure.categories(0), TOTAL)
        ]
    return PageTable(
        corner=book.dimension_words(figure.dimensions[0]) if figure.dimensions else "",
        columns=tuple(str(year.year) for year in years),
        groups=(RowGroup("", tuple(rows)),),
    )


def _rows(
    year: FigureYear, before: list[str], columns: tuple[str, ...], book: FigureBook
) -> tuple[Row, ...]:
    keys = product(*((*year.table.dimensions[name], TOTAL) for name in before))
    return tuple(
        Row(
            ", ".join(_words(*pair, book) for pair in zip(before, key, strict=True)),
            tuple(_cell(year, (*key, each)) for each in columns),
        )
        for key in keys
    )


def _cells(years: tuple[FigureYear, ...], key: CellKey) -> tuple[Cell, ...]:
    return tuple(_cell(year, key) for year in years)


def _cell(year: FigureYear, key: CellKey) -> Cell:
    return Cell(year.table.counts[key]) if year.has(key) else Cell(None, counted=False)


def _words(dimension: str, category: str, book: FigureBook) -> str:
    return book.page["total"] if category == TOTAL else book.category_words(dimension, category)
