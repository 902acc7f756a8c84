"""What the audit of a release asks and answers: the children, and what an attacker learns."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from uitweg.knowledge.published_figures.rules.released_tables import CellKey
from uitweg.platform.choices import Choices


@dataclass(frozen=True)
class Children:
    """How many children there are of each combination of finest categories."""

    dimensions: tuple[str, ...]
    counts: Mapping[tuple[str, ...], int]

    def by(self, dimensions: tuple[str, ...]) -> "Children":
        """Return the same children, counted by only these dimensions."""
        places = [self.dimensions.index(name) for name in dimensions]
        counted: Counter[tuple[str, ...]] = Counter()
        for combination, count in self.counts.items():
            counted[tuple(combination[place] for place in places)] += count
        return Children(dimensions, counted)


@dataclass(frozen=True, slots=True)
class Interval:
    """The values that a cell can have: both ends are reached by some truth.

    While `is_exact` is False the whole range may be wider. `most` is infinite without a limit.
    """

    least: int
    most: float
    is_exact: bool

    @property
    def width(self) -> float:
        return self.most - self.least


class Attacker(Choices):
    OUTSIDER = "outsider", "wie alle tabellen leest"
    OWN_CASE = "own-case", "wie zijn eigen zaak kent"
    ALL_BUT_ONE = "all-but-one", "wie alle jongeren kent op één na"


@dataclass(frozen=True)
class Leak:
    """A cell that says too much, to whom, and which releases together give it away.

    `key` has a category, or TOTAL, for each of `dimensions`. `own` is the cell of the attacker's
    own case. `interval` is what they learn; for who knows all but one it is None: they learn that
    the child is in this cell, or in this category.
    """

    attacker: Attacker
    table: str
    cell: str
    key: CellKey
    releases: tuple[str, ...]
    interval: Interval | None = None
    own: str = ""
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReleaseVerdict:
    """What the attackers found. `problem` says why tables could not be examined: not safe."""

    leaks: tuple[Leak, ...] = ()
    problem: str = ""

    @property
    def is_safe(self) -> bool:
        return not self.leaks and not self.problem
