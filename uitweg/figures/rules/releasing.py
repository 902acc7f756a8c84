"""From counts to tables that may be released, and from released tables to what they say."""

from collections.abc import Mapping, Sequence
from datetime import date

from uitweg.figures.rules.protection import NotProtectable, audited, protect
from uitweg.figures.rules.published_tables import HIDDEN, PublishedTable, range_of_rounded
from uitweg.figures.rules.sources import CountSource
from uitweg.figures.rules.verdicts import Children
from uitweg.knowledge.published_figures.rules.released_tables import (
    BASE,
    CellKey,
    Release,
    ReleasedTable,
)

type ChosenTables = Mapping[str, tuple[str, ...]]
"""The names of new tables, each with its dimensions."""


def population_of(source: str, year: int) -> str:
    return f"{source} {year}"


def attacked(release: str, table: ReleasedTable) -> PublishedTable:
    """Return a released table as an attacker reads it."""
    cells = {
        key: HIDDEN if shown is None else range_of_rounded(shown)
        for key, shown in table.counts.items()
    }
    population = population_of(table.source, table.year)
    return PublishedTable(release, table.name, population, table.dimensions, cells)


def released_of(
    releases: Sequence[Release], source: str, year: int
) -> list[tuple[Release, ReleasedTable]]:
    """Return the tables of this source and year, each with its release, the first first."""
    return [
        (release, table)
        for release in releases
        for table in release.tables
        if (table.source, table.year) == (source, year)
    ]


def earlier_tables(releases: Sequence[Release], source: str, year: int) -> list[PublishedTable]:
    """Return all that was released of this source and year, as an attacker reads it."""
    return [
        attacked(str(release.number), table)
        for release, table in released_of(releases, source, year)
    ]


def protected_tables(
    chosen: ChosenTables,
    *,
    source: CountSource,
    year: int,
    extracted_on: date,
    children: Children,
    earlier: Sequence[PublishedTable],
    seconds: float,
) -> tuple[ReleasedTable, ...]:
    """Return the chosen tables with what would say too much left out.

    Raises NotProtectable when that cannot be, or takes longer than `seconds`.
    """
    made = protect(
        {name: {each: source.dimensions[each] for each in found} for name, found in chosen.items()},
        release="",
        population=population_of(source.id, year),
        children=_with_dimensions(children, chosen, earlier),
        earlier=earlier,
        seconds=seconds,
    )
    return tuple(
        ReleasedTable(
            name=table.name,
            source=source.id,
            year=year,
            edition=source.edition,
            extracted_on=extracted_on,
            dimensions=table.dimensions,
            counts={key: _shown_count(table, key) for key in table.cells},
        )
        for table in made
    )


def _with_dimensions(
    children: Children, chosen: ChosenTables, earlier: Sequence[PublishedTable]
) -> Children:
    """Return the children by only those dimensions that are or were shown."""
    shown = {
        name for names in (*chosen.values(), *(t.dimensions for t in earlier)) for name in names
    }
    return children.by(tuple(name for name in children.dimensions if name in shown))


def _shown_count(table: PublishedTable, key: CellKey) -> int | None:
    known = table.cells[key]
    return None if known == HIDDEN or known.most is None else known.most - BASE // 2


def refuse_unsafe(
    tables: Sequence[ReleasedTable], *, children: Children, earlier: Sequence[PublishedTable]
) -> None:
    """Raise NotProtectable when these tables, with all earlier ones, say too much."""
    new = [attacked("", table) for table in tables]
    dimensions = {table.name: tuple(table.dimensions) for table in tables}
    of_population = _with_dimensions(children, dimensions, earlier)
    verdict = audited([*earlier, *new], {table.population: of_population for table in new})
    if not verdict.is_safe:
        raise NotProtectable(verdict)
