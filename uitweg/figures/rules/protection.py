"""Make a table that may be published: hide small counts, round, hide what gives others away."""

from collections.abc import Mapping, Sequence
from math import inf
from time import monotonic

from uitweg.figures.rules.published_tables import (
    HIDDEN,
    CountRange,
    PublishedTable,
    is_showable,
    range_of_rounded,
    rounded,
)
from uitweg.figures.rules.verdicts import Attacker, Children, Leak, ReleaseVerdict
from uitweg.knowledge.published_figures.rules.released_tables import TOTAL, CellKey, all_keys

type Counts = dict[CellKey, int]


def count_table(children: Children, dimensions: Mapping[str, tuple[str, ...]]) -> Counts:
    """Return the true counts of all cells and totals of a table with these dimensions."""
    counts = dict.fromkeys(all_keys(dimensions), 0)
    columns = [children.dimensions.index(name) for name in dimensions]
    for combination, count in children.counts.items():
        values = [combination[column] for column in columns]
        for key in all_keys({str(at): (value,) for at, value in enumerate(values)}):
            counts[key] += count
    return counts


class NotProtectable(Exception):
    """Whatever is hidden, the tables say too much, or that could not be computed: see `verdict`."""

    def __init__(self, verdict: ReleaseVerdict) -> None:
        super().__init__(verdict.problem or verdict.leaks[0].cell)
        self.verdict = verdict


def audited(
    tables: Sequence[PublishedTable], children: Mapping[str, Children], *, is_whole: bool = True
) -> ReleaseVerdict:
    """Return what `audit` says; it is loaded at the first use, as most processes never need it."""
    from uitweg.figures.rules.audit import audit

    return audit(tables, children, is_whole=is_whole)


def protect(
    new: Mapping[str, Mapping[str, tuple[str, ...]]],
    *,
    release: str,
    population: str,
    children: Children,
    earlier: Sequence[PublishedTable] = (),
    seconds: float = inf,
) -> list[PublishedTable]:
    """Return the new tables, by name their dimensions, so that no attacker learns a child's cell.

    Hides first what is too small, then what the audit with all earlier releases asks for, the
    smallest numbers first. Raises NotProtectable when the earlier releases leak by themselves, or
    when it is not done after so many seconds.
    """
    started = monotonic()
    counts = {name: count_table(children, dimensions) for name, dimensions in new.items()}
    tables = [
        PublishedTable(
            release,
            name,
            population,
            dimensions,
            {k: _shown_range(c) for k, c in counts[name].items()},
        )
        for name, dimensions in new.items()
    ]
    while True:
        verdict = audited([*earlier, *tables], {population: children}, is_whole=False)
        if verdict.is_safe:
            return tables
        hide = {cell for leak in verdict.leaks for cell in _to_hide(leak, tables, counts)}
        if verdict.problem or not hide:
            raise NotProtectable(verdict)
        if monotonic() - started > seconds:
            raise NotProtectable(ReleaseVerdict(problem="It takes too long to make it safe."))
        tables = [_without(table, hide) for table in tables]


def _shown_range(count: int) -> CountRange:
    return range_of_rounded(rounded(count)) if is_showable(count) else HIDDEN


def _without(table: PublishedTable, hide: set[tuple[str, CellKey]]) -> PublishedTable:
    cells = {k: HIDDEN if (table.name, k) in hide else v for k, v in table.cells.items()}
    return PublishedTable(
        table.release, table.name, table.population, table.dimensions, cells, table.parts
    )


def _to_hide(
    leak: Leak, tables: Sequence[PublishedTable], counts: Mapping[str, Counts]
) -> list[tuple[str, CellKey]]:
    """Return the cell to hide next because of a leak: the smallest one that helps."""
    if leak.attacker == Attacker.ALL_BUT_ONE:
        own = next((t for t in tables if t.name == leak.table), None)
        if own is not None and own.cells[leak.key] != HIDDEN:
            return [(own.name, leak.key)]
    near = [
        (counts[table.name][key], table.name, key)
        for table in tables
        for key, known in table.cells.items()
        if known != HIDDEN and _shares_line(leak, table, key, tables)
    ]
    others = [
        (counts[table.name][key], table.name, key)
        for table in tables
        for key, known in table.cells.items()
        if known != HIDDEN
    ]
    return [(name, key) for _, name, key in sorted(near or others)[:1]]


def _shares_line(
    leak: Leak, table: PublishedTable, key: CellKey, tables: Sequence[PublishedTable]
) -> bool:
    """Return whether this cell stands in one line with the leaking one, its total included."""
    if table.name != leak.table:
        return False
    differing = [(a, b) for a, b in zip(key, leak.key, strict=True) if a != b]
    return len(differing) == 1 and TOTAL not in (leak.key[0] if not leak.key else differing[0][1:])
