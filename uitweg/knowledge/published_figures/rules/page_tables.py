"""The tables under a chart, as rows and columns of words and counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from uitweg.knowledge.published_figures.rules.figures import Figure, FigureYear
from uitweg.knowledge.published_figures.rules.released_tables import TOTAL, CellKey
from uitweg.platform.content.values.figures import FigureBook


@dataclass(frozen=True)
class TableCell:
    """A count, None when it is not shown; `counted` is false for what this edition did not have."""

    shown: int | None
    counted: bool = True


@dataclass(frozen=True)
class TableRow:
    head: str
    cells: tuple[TableCell, ...]


@dataclass(frozen=True)
class PageTable:
    """A table of one year, or with years as columns (`year` is ""). `corner`: its first heading."""

    year: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


def page_tables(figure: Figure, book: FigureBook) -> list[PageTable]:
    """Return the tables of a figure, the newest first; none when no count is shown.

    Of one dimension it is one table with the years as columns, else one for each year. A year
    without any shown count is left out.
    """
    years = figure.with_numbers
    if not years:
        return []
    if len(figure.dimensions) < 2:
        return [_years_beside_each_other(figure, years, book)]
    return [_table_of_year(year, book) for year in years]


def _years_beside_each_other(
    figure: Figure, years: Sequence[FigureYear], book: FigureBook
) -> PageTable:
    keys: list[CellKey] = [()]
    if figure.dimensions:
        keys = [(each,) for each in (*figure.categories(0), TOTAL)]
    return PageTable(
        year="",
        corner=", ".join(map(book.dimension_words, figure.dimensions)),
        columns=tuple(str(year.year) for year in years),
        rows=tuple(
            TableRow(
                _words_of_key(figure.dimensions, key, book),
                tuple(_cell(year, key) for year in years),
            )
            for key in keys
        ),
    )


def _table_of_year(year: FigureYear, book: FigureBook) -> PageTable:
    *before, last = year.table.dimensions
    columns = (*year.table.dimensions[last], TOTAL)
    keys = product(*((*year.table.dimensions[name], TOTAL) for name in before))
    return PageTable(
        year=str(year.year),
        corner=", ".join(map(book.dimension_words, before)),
        columns=tuple(_words_of_key([last], [each], book) for each in columns),
        rows=tuple(
            TableRow(
                _words_of_key(before, key, book),
                tuple(_cell(year, (*key, each)) for each in columns),
            )
            for key in keys
        ),
    )


def _cell(year: FigureYear, key: CellKey) -> TableCell:
    if key not in year.table.counts:
        return TableCell(None, counted=False)
    return TableCell(year.table.counts[key])


def _words_of_key(dimensions: Iterable[str], key: Sequence[str], book: FigureBook) -> str:
    """Return "crimineel, samen"; of only totals, or of no dimension, "samen"."""
    if all(category == TOTAL for category in key):
        return book.page["total"]
    return ", ".join(
        book.page["total"] if category == TOTAL else book.category_words(dimension, category)
        for dimension, category in zip(dimensions, key, strict=True)
    )
