"""Tables of counts as a reader sees them, and what each published number says about the truth."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod

from uitweg.knowledge.published_figures.rules.released_tables import BASE, THRESHOLD, TOTAL, CellKey

MOST_DIMENSIONS = 12


@dataclass(frozen=True, slots=True)
class CountRange:
    """What is known of one count: at least `least`, at most `most` (None: no upper limit)."""

    least: int = 0
    most: int | None = None

    def contains(self, count: int) -> bool:
        return self.least <= count and (self.most is None or count <= self.most)


HIDDEN = CountRange()
"""A number that is not shown may be anything: one mark for all reasons to hide."""


class InvalidTable(ValueError):
    """A table that cannot be examined, with a sentence that says what is wrong."""


def rounded(count: int, base: int = BASE) -> int:
    """Return the nearest multiple of `base`, which is odd, so that no count lies halfway."""
    return base * ((count + base // 2) // base)


def range_of_rounded(shown: int, base: int = BASE) -> CountRange:
    """Return which counts `rounded` shows as `shown`."""
    return CountRange(max(0, shown - base // 2), shown + base // 2)


def is_showable(count: int) -> bool:
    return count >= THRESHOLD


@dataclass(frozen=True)
class PublishedTable:
    """A table of one population: `cells` has what each published or hidden cell says.

    `population` names what is counted and of when, such as "cases 2026": tables of one population
    are examined together, and no two populations share a child. `dimensions` maps the name of each
    dimension to its categories. A cell that is not in `cells` was never mentioned. `parts` maps a
    category that is itself made of finer ones, by dimension, to those: a definition that changed.
    `below` are the hidden cells whose sign says less than how many there are, such as "<8".
    """

    release: str
    name: str
    population: str
    dimensions: Mapping[str, tuple[str, ...]]
    cells: Mapping[CellKey, CountRange]
    parts: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    below: frozenset[CellKey] = frozenset()

    def __post_init__(self) -> None:
        if len(self.dimensions) > MOST_DIMENSIONS:
            raise InvalidTable(f"{self.name} has more than {MOST_DIMENSIONS} dimensions.")
        allowed = [{*categories, TOTAL} for categories in self.dimensions.values()]
        for key in self.cells:
            if len(key) != len(allowed) or any(
                c not in a for c, a in zip(key, allowed, strict=True)
            ):
                raise InvalidTable(f"{self.name} has a cell outside its dimensions: {key}.")

    def label(self, key: CellKey) -> str:
        """Return how a person finds this cell: "form=harbour, sex=all"."""
        named = zip(self.dimensions, key, strict=True)
        return ", ".join(f"{name}={'all' if c == TOTAL else c}" for name, c in named) or "total"

    def hidden_keys(self) -> list[CellKey]:
        return [key for key, known in self.cells.items() if known == HIDDEN or key in self.below]


def size_of(dimensions: Mapping[str, tuple[str, ...]]) -> int:
    """Return how many cells the table has without its totals."""
    return prod(len(categories) for categories in dimensions.values())
