"""Put all tables of one population into one CountSystem, with what they share counted once.

Tables that overlap in a ring (A by B, B by C, C by A) say more together than each pair does, so
they share the counts of their whole cross-table. Others are tied by the totals they share; then
any counts that fit each table also fit all of them together (an acyclic hypergraph, found by
taking off "ears": Graham 1979, Yu and Ozsoyoglu 1979).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np

from uitweg.figures.rules.intervals import CountSystem, KnownSum
from uitweg.figures.rules.published_tables import HIDDEN, PublishedTable
from uitweg.knowledge.published_figures.rules.released_tables import TOTAL, CellKey, all_keys

MOST_COUNTS = 2_000_000


class TablesTooLarge(Exception):
    """Tables that overlap so much that they cannot be examined together, with their names."""


@dataclass(frozen=True)
class LinkedTables:
    """One population's tables as a CountSystem, and where each cell's counts stand in it."""

    tables: Sequence[PublishedTable]
    system: CountSystem
    crosses: Sequence["Cross"]
    ties: Sequence[tuple[int, int]] = ()
    """Pairs of crosses, by place, that share totals; an ear before what it was taken from."""

    def counts_of(self, table: PublishedTable, key: CellKey) -> tuple[int, ...]:
        """Return the numbers of the counts whose sum is this cell."""
        cross = next(c for c in self.crosses if set(table.dimensions) <= set(c.finest))
        return cross.counts_of(table, key)

    def has(self, table: PublishedTable, key: CellKey) -> bool:
        """Return whether these tables speak of this cell's dimensions and categories."""
        chosen = dict(zip(table.dimensions, key, strict=True))
        return any(
            set(chosen) <= set(cross.finest)
            and all(c == TOTAL or c in cross.members[name] for name, c in chosen.items())
            for cross in self.crosses
        )

    def unmentioned(self) -> Iterator[tuple[PublishedTable, CellKey]]:
        """Yield the cells of the finest categories that their table leaves out, totals too.

        A cross-table that nobody published stands in it as a table without cells.
        """
        of_nobody = [
            PublishedTable("", CROSS_NAME, "", cross.finest, {})
            for cross in self.crosses
            if all(set(table.dimensions) != set(cross.finest) for table in self.tables)
        ]
        for table in [*self.tables, *of_nobody]:
            cross = next(c for c in self.crosses if set(table.dimensions) <= set(c.finest))
            for key in all_keys({name: cross.finest[name] for name in table.dimensions}):
                if key not in table.cells:
                    yield table, key


@dataclass(frozen=True)
class Cross:
    """A cross-table of the finest categories; its counts have the numbers from `first` on."""

    finest: Mapping[str, tuple[str, ...]]
    members: Mapping[str, Mapping[str, tuple[int, ...]]]
    first: int

    @property
    def size(self) -> int:
        return prod(len(categories) for categories in self.finest.values())

    def counts_of(self, table: PublishedTable, key: CellKey) -> tuple[int, ...]:
        chosen = dict(zip(table.dimensions, key, strict=True))
        return self._numbers(
            {name: self.members[name][value] for name, value in chosen.items() if value != TOTAL}
        )

    def slices(self, names: Sequence[str]) -> list[tuple[int, ...]]:
        """Return the counts of each combination of the finest categories of these dimensions."""
        shape = [len(self.finest[name]) for name in names]
        return [
            self._numbers({name: (at,) for name, at in zip(names, place, strict=True)})
            for place in np.ndindex(*shape)
        ]

    def _numbers(self, chosen: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
        index: np.ndarray = np.full(1, self.first)
        stride = self.size
        for name, categories in self.finest.items():
            stride //= len(categories)
            places = np.array(chosen.get(name, range(len(categories))))
            index = (index[:, None] + stride * places[None, :]).ravel()
        return tuple(index.tolist())


def link_tables(tables: Sequence[PublishedTable]) -> LinkedTables:
    """Return the system of these tables of one population.

    Raises TablesTooLarge when their shared cross-table has more than MOST_COUNTS counts.
    """
    members = _members_by_dimension(tables)
    groups, ties = _without_rings([frozenset(table.dimensions) for table in tables])
    crosses, first = [], 0
    for group in groups:
        names = sorted(group)
        finest = {name: tuple(members[name][TOTAL_PARTS]) for name in names}
        cross = Cross(finest, {name: _places(members[name]) for name in names}, first)
        if first + cross.size > MOST_COUNTS:
            raise TablesTooLarge(", ".join(sorted({table.name for table in tables})))
        crosses.append(cross)
        first += cross.size
    by_group = dict(zip(groups, crosses, strict=True))
    equal = [
        pair
        for one, other in ties
        for pair in zip(
            by_group[one].slices(sorted(one & other)),
            by_group[other].slices(sorted(one & other)),
            strict=True,
        )
    ]
    linked = LinkedTables(tables, CountSystem(first, [], equal), crosses)
    sums = [
        KnownSum(linked.counts_of(table, key), known.least, known.most, table.release)
        for table in tables
        for key, known in table.cells.items()
        if known != HIDDEN
    ]
    place = {group: at for at, group in enumerate(groups)}
    pairs = [(place[one], place[other]) for one, other in ties]
    return LinkedTables(tables, CountSystem(first, sums, equal), crosses, pairs)


TOTAL_PARTS = ""
CROSS_NAME = "the tables together"


def _members_by_dimension(
    tables: Sequence[PublishedTable],
) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return by dimension and category the finest categories in it; under "" all of them."""
    parts: dict[str, dict[str, tuple[str, ...]]] = {}
    for table in tables:
        for name, categories in table.dimensions.items():
            known = parts.setdefault(name, {})
            for category in categories:
                finer = table.parts.get((name, category), ())
                known[category] = finer or known.get(category, ())
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, known in parts.items():
        found[name] = {category: _finest(category, known) for category in known}
        every = dict.fromkeys(leaf for leaves in found[name].values() for leaf in leaves)
        found[name] |= {leaf: (leaf,) for leaf in every}
        found[name][TOTAL_PARTS] = tuple(every)
    return found


def _finest(category: str, parts: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    finer = parts.get(category, ())
    if not finer:
        return (category,)
    return tuple(dict.fromkeys(leaf for part in finer for leaf in _finest(part, parts)))


def _places(leaves: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[int, ...]]:
    place = {leaf: at for at, leaf in enumerate(leaves[TOTAL_PARTS])}
    return {
        category: tuple(place[leaf] for leaf in finest)
        for category, finest in leaves.items()
        if category != TOTAL_PARTS
    }


type Group = frozenset[str]


def _without_rings(groups: Sequence[Group]) -> tuple[list[Group], list[tuple[Group, Group]]]:
    """Return groups of dimensions that overlap without rings, and which two share totals."""
    waiting = [g for g in dict.fromkeys(groups) if not any(g < other for other in groups)]
    kept: list[Group] = []
    ties: list[tuple[Group, Group]] = []
    while len(waiting) > 1:
        ear, parent = _ear(waiting)
        if parent is None:
            waiting = [frozenset().union(*waiting)]
            break
        waiting.remove(ear)
        kept.append(ear)
        ties.append((ear, parent))
    whole = waiting[0]
    ties = [(ear, parent if parent in kept or parent == whole else whole) for ear, parent in ties]
    return [*kept, whole], ties


def _ear(groups: Sequence[Group]) -> tuple[Group, Group | None]:
    """Return a group of which another one has all the dimensions that any other group has too."""
    for group in groups:
        others = [other for other in groups if other != group]
        shared = group & frozenset().union(*others)
        for other in others:
            if shared <= other:
                return group, other
    return groups[0], None
