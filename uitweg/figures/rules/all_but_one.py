"""What somebody learns of one child who knows everything about all the others.

Of each published number they know how large it would be with and without that child. Where a number
would have been shown otherwise without the child, the child must be in that cell; where it would
have been shown otherwise with the child, they cannot be. What is left are the cells where the child
may be. In each dimension at least two categories must be left, or the child is pinned.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from uitweg.figures.rules.linking import Cross, LinkedTables
from uitweg.figures.rules.published_tables import PublishedTable
from uitweg.figures.rules.verdicts import Children
from uitweg.knowledge.published_figures.rules.released_tables import TOTAL, CellKey


class OtherChildren(ValueError):
    """A table that does not count these children, with the cell that shows it."""


@dataclass(frozen=True)
class Pin:
    """A child is known to be in this category, because of a cell whose number shows it."""

    dimension: str
    category: str
    by_table: PublishedTable
    by_key: CellKey


@dataclass(frozen=True)
class _Edge:
    """A shown cell whose number changes with one child fewer (`is_low`) or one more."""

    table: PublishedTable
    key: CellKey
    is_low: bool

    def is_about(self, dimension: str) -> bool:
        names = list(self.table.dimensions)
        return dimension in names and self.key[names.index(dimension)] != TOTAL


def pinned_children(linked: LinkedTables, children: Children) -> Iterator[Pin]:
    """Yield each category to which a child is pinned, once."""
    crosses = [_EdgedCross(linked, cross, children) for cross in linked.crosses]
    seen: set[tuple[str, str]] = set()
    done: set[tuple[int, ...]] = set()
    for combination, count in children.counts.items():
        places = tuple(cross.place_of(combination) for cross in crosses)
        if not count or places in done:
            continue
        done.add(places)
        allowed = _consistent(linked, crosses, places)
        for cross, place, left in zip(crosses, places, allowed, strict=True):
            for dimension, category in cross.pinned(place, left):
                if (dimension, category) not in seen:
                    seen.add((dimension, category))
                    edge = _edge_that_pins(crosses, places, dimension)
                    yield Pin(dimension, category, edge.table, edge.key)


def _consistent(
    linked: LinkedTables, crosses: Sequence["_EdgedCross"], places: tuple[int, ...]
) -> list[np.ndarray]:
    """Return by cross where the child may be, such that the crosses agree on what they share."""
    allowed = [cross.candidates(place) for cross, place in zip(crosses, places, strict=True)]
    for one, other in [*linked.ties, *((b, a) for a, b in reversed(linked.ties))]:
        shared = [name for name in crosses[one].names if name in crosses[other].names]
        seen = crosses[one].seen(allowed[one], shared)
        allowed[other] = allowed[other] & crosses[other].spread(seen, shared)
    return allowed


def _edge_that_pins(
    crosses: Sequence["_EdgedCross"], places: tuple[int, ...], dimension: str
) -> _Edge:
    """Return the edge to take away first: of that dimension, and one that says "in this cell"."""
    edges = [
        edge
        for cross, place in zip(crosses, places, strict=True)
        for edge in cross.excluding_edges(place)
    ]
    return min(edges, key=lambda edge: (not edge.is_about(dimension), not edge.is_low))


class _EdgedCross:
    """A cross-table with the shown cells in it that one child more or fewer would change."""

    def __init__(self, linked: LinkedTables, cross: Cross, children: Children) -> None:
        self.names = tuple(cross.finest)
        self._categories = tuple(cross.finest.values())
        self._shape = tuple(len(categories) for categories in self._categories)
        self._column = [children.dimensions.index(name) for name in self.names]
        self._at = [{leaf: at for at, leaf in enumerate(found)} for found in self._categories]
        true = np.zeros(self._shape, dtype=np.int64)
        for combination, count in children.counts.items():
            true[np.unravel_index(self.place_of(combination), self._shape)] += count
        self._edges = list(_edges(linked, cross, true.ravel()))
        inside = np.zeros((len(self._edges), true.size), dtype=bool)
        for row, edge in enumerate(self._edges):
            inside[row, _inside(cross, edge.table, edge.key)] = True
        self._inside = inside
        self._is_low = np.array([edge.is_low for edge in self._edges], dtype=bool)

    def place_of(self, combination: tuple[str, ...]) -> int:
        found = [at[combination[c]] for at, c in zip(self._at, self._column, strict=True)]
        return int(np.ravel_multi_index(found, self._shape)) if found else 0

    def candidates(self, place: int) -> np.ndarray:
        """Return of each count whether a child of `place` could as well be there."""
        here = self._inside[:, place]
        must = self._inside[self._is_low & here]
        may_not = self._inside[~self._is_low & ~here]
        return must.all(axis=0) & ~may_not.any(axis=0)

    def pinned(self, place: int, allowed: np.ndarray) -> Iterator[tuple[str, str]]:
        left = allowed.reshape(self._shape)
        where = np.unravel_index(place, self._shape) if self._shape else ()
        for axis, name in enumerate(self.names):
            rest = tuple(other for other in range(len(self._shape)) if other != axis)
            if self._shape[axis] > 1 and left.any(axis=rest).sum() < 2:
                yield name, self._categories[axis][int(where[axis])]

    def excluding_edges(self, place: int) -> list[_Edge]:
        """Return the edges that exclude something for a child of `place`."""
        here = self._inside[:, place]
        return [e for e, low, h in zip(self._edges, self._is_low, here, strict=True) if low == h]

    def seen(self, allowed: np.ndarray, shared: Sequence[str]) -> np.ndarray:
        """Return of each combination of the shared dimensions whether a candidate has it."""
        gone = tuple(axis for axis, name in enumerate(self.names) if name not in shared)
        return np.asarray(allowed.reshape(self._shape).any(axis=gone))

    def spread(self, seen: np.ndarray, shared: Sequence[str]) -> np.ndarray:
        """Return of each count whether its combination of the shared dimensions was seen."""
        order = [shared.index(name) for name in self.names if name in shared]
        shape = [
            size if name in shared else 1
            for name, size in zip(self.names, self._shape, strict=True)
        ]
        spread = np.transpose(seen, order).reshape(shape)
        return np.asarray(np.broadcast_to(spread, self._shape)).ravel()


def _edges(linked: LinkedTables, cross: Cross, true: np.ndarray) -> Iterator[_Edge]:
    for table in linked.tables:
        if not set(table.dimensions) <= set(cross.finest):
            continue
        for key, known in table.cells.items():
            count = int(true[_inside(cross, table, key)].sum())
            if not known.contains(count):
                raise OtherChildren(f"{table.name}, {table.label(key)}")
            if not known.contains(count - 1):
                yield _Edge(table, key, is_low=True)
            if not known.contains(count + 1):
                yield _Edge(table, key, is_low=False)


def _inside(cross: Cross, table: PublishedTable, key: CellKey) -> np.ndarray:
    return np.array(cross.counts_of(table, key)) - cross.first
