"""Releases of figures, as two members would have made them, for tests of what everybody sees."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from uitweg.knowledge.published_figures.actions import add_release
from uitweg.knowledge.published_figures.rules.released_tables import (
    CellKey,
    ReleasedTable,
    all_keys,
)
from uitweg.platform.content import load

RELEASED_AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


def a_table(
    name: str,
    counts: Mapping[CellKey, int | None] | None = None,
    *,
    year: int = 2025,
    dimensions: Mapping[str, tuple[str, ...]] | None = None,
    source: str = "",
    edition: int = 1,
) -> ReleasedTable:
    """Return a table of content/figures.yaml, or with these dimensions; other cells are hidden."""
    book = load().figures
    known = book.table_by_id.get(name)
    if dimensions is None:
        assert known
        dimensions = {
            each: tuple(book.dimension_by_id[each].categories) for each in known.dimensions
        }
    return ReleasedTable(
        name=name,
        source=source or (known.source if known else "coded-cases"),
        year=year,
        edition=edition,
        extracted_on=date(year + 1, 2, 1),
        dimensions=dimensions,
        counts=dict.fromkeys(all_keys(dimensions), None) | dict(counts or {}),
    )


def release(*tables: ReleasedTable, at: datetime = RELEASED_AT) -> int:
    """Release these tables and return the number."""
    return add_release(tables, now=at)


def every_table(years: Iterable[int]) -> list[ReleasedTable]:
    """Return every table of content/figures.yaml in these years: numbers, and some not shown."""
    return [
        _filled(a_table(table.id, year=year), year)
        for table in load().figures.tables
        for year in years
    ]


def _filled(table: ReleasedTable, year: int) -> ReleasedTable:
    """Fill in a number, different for each cell, in three of four cells."""
    counts = {
        key: None if nth % 4 == 3 else 10 + 5 * ((nth * 7 + year) % 20 + nth)
        for nth, key in enumerate(all_keys(table.dimensions))
    }
    return a_table(table.name, counts, year=year)
