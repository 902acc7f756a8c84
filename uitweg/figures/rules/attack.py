"""What somebody learns about hidden counts from a CountSystem, by witnesses first."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from uitweg.figures.rules.intervals import SEED, Contradiction, CountSystem, Solver
from uitweg.figures.rules.verdicts import Interval
from uitweg.knowledge.published_figures.rules.released_tables import BASE, THRESHOLD

ENOUGH_WIDTH = BASE + 1
"""A hidden count is protected when its lowest and highest possible value differ by this much:
by more than the rounding of the counts that are shown."""

TIE_BREAK = 0.1
"""Each count of a witness has a random cost of at most this much, next to about 1 if it is wanted.

While counts cost nothing, many solutions are equally good, and the simplex method goes through
thousands of them without coming nearer to the end: five times the time for 100,000 counts.
"""

MOST_IDLE_ROUNDS = 3
MOST_ROUNDS = 60

type Target = tuple[int, ...]
"""The counts, by number, whose sum is a hidden cell."""


def gives_away(interval: Interval) -> bool:
    """Return whether this is too precise: narrow, and maybe a small number of children."""
    return interval.width < ENOUGH_WIDTH and interval.least < THRESHOLD


@dataclass(frozen=True, slots=True)
class OwnCaseLeak:
    """Who knows that `own` holds their own case learns `interval` for `target`, both by number."""

    own: int
    target: int
    interval: Interval


class Attack:
    """The ranges of hidden cells in one system, and the witnesses that show them."""

    def __init__(self, system: CountSystem, targets: Sequence[Target]) -> None:
        self._system = system
        self._targets = targets
        self._solver = Solver(system)
        self._near = self._solver
        self._random = np.random.default_rng(SEED)
        self._flat = np.array([number for target in targets for number in target], dtype=np.intp)
        lengths = [len(target) for target in targets]
        self._starts = np.cumsum([0, *lengths[:-1]]) if targets else np.zeros(0, dtype=np.intp)
        self._owner = np.repeat(np.arange(len(targets)), lengths)
        self._counts: list[np.ndarray] = []
        self._values: list[np.ndarray] = []
        self._exact = np.zeros(len(targets), dtype=bool)

    def intervals(self) -> list[Interval]:
        """Return what an outsider learns: wide enough by witnesses, or else the exact range.

        Raises Contradiction when no truth fits all that is shown, also without anything hidden.
        """
        if not self._targets:
            self._solver.whole_witness(np.zeros(self._system.many))
            return []
        self._start()
        self._gather(np.ones(len(self._targets), dtype=bool))
        low, high = self._ends(self._values)
        for target in np.flatnonzero(high - low < ENOUGH_WIDTH):
            self._exact[target] = True
            low, high = self._ends(self._values)
            if high[target] - low[target] < ENOUGH_WIDTH:
                low, high = self._exact_ends(int(target), low, high)
        return [
            self._interval(low[target], high[target], is_exact=bool(self._exact[target]))
            for target in range(len(self._targets))
        ]

    def _start(self) -> None:
        """Find a first witness whose counts are as even as can be, so that all can move."""
        nothing = np.zeros(self._system.many)
        reach = 2 * ENOUGH_WIDTH
        while reach < self._system.no_limit:
            with suppress(Contradiction):
                even = Solver(self._system, nothing, reach=reach)
                first, is_whole = even.witness(self._small_costs())
                if is_whole:
                    break
            reach *= 2
        else:
            first = self._solver.whole_witness(nothing)
        self._keep(first)
        self._near = Solver(self._system, first, reach=ENOUGH_WIDTH)

    def own_case_leaks(self, own_counts: Iterable[int]) -> list[OwnCaseLeak]:
        """Return what somebody learns who knows that a count, by number, holds their own case.

        Ask for `intervals` first: from here on the solvers keep what the last of them knew.
        """
        if not self._targets:
            return []
        leaks = []
        values, counts = np.stack(self._values), np.stack(self._counts)
        for own in own_counts:
            if len(values) < len(self._values):
                values, counts = np.stack(self._values), np.stack(self._counts)
            with suppress(Contradiction):  # nobody can have their case there
                leaks += self._leaks_to(own, values[counts[:, own]])
        return leaks

    def _leaks_to(self, own: int, witnesses: np.ndarray) -> list[OwnCaseLeak]:
        """`witnesses`: what the targets are in each known truth in which `own` is not empty."""
        low, high = self._ends(witnesses)
        narrow = high - low < ENOUGH_WIDTH
        if not narrow.any():
            return []
        for solver in (self._solver, self._near):
            solver.at_least_one(own)
        low, high = self._ends(self._gather(narrow, list(witnesses)))
        leaks = []
        for target in np.flatnonzero(high - low < ENOUGH_WIDTH):
            ends = self._exact_ends(int(target), low, high)
            interval = self._interval(ends[0][target], ends[1][target], is_exact=True)
            if gives_away(interval):
                leaks.append(OwnCaseLeak(own, int(target), interval))
        return leaks

    def _gather(
        self, wanted: np.ndarray, fitting: list[np.ndarray] | None = None
    ) -> list[np.ndarray]:
        """Find witnesses until the wanted targets are wide, or some rounds bring nothing more."""
        values = self._values if fitting is None else fitting
        idle = 0
        for _ in range(MOST_ROUNDS):
            low, high = self._ends(values)
            narrow = wanted & (high - low < ENOUGH_WIDTH)
            if not narrow.any() or idle >= MOST_IDLE_ROUNDS:
                break
            weights = np.where(narrow, self._random.uniform(0.5, 1.5, len(narrow)), 0.0)
            weights *= self._random.choice([-1.0, 1.0], len(narrow))
            before = len(np.flatnonzero(narrow)), np.where(narrow, high - low, 0).sum()
            for sign in (1.0, -1.0):
                found = self._look(sign * weights)
                if fitting is not None and found is not None:
                    fitting.append(found)
            low, high = self._ends(values)
            narrow_now = narrow & (high - low < ENOUGH_WIDTH)
            after = len(np.flatnonzero(narrow_now)), np.where(narrow, high - low, 0).sum()
            idle = 0 if after[0] < before[0] or after[1] > before[1] else idle + 1
        return values

    def _look(self, weights: np.ndarray) -> np.ndarray | None:
        costs = self._small_costs()
        np.add.at(costs, self._flat, weights[self._owner])
        try:
            counts, is_whole = self._near.witness(costs)
        except Contradiction:  # not near the first witness
            return None
        return self._keep(counts) if is_whole else None

    def _small_costs(self) -> np.ndarray:
        return self._random.uniform(-TIE_BREAK, TIE_BREAK, self._system.many)

    def _keep(self, counts: np.ndarray) -> np.ndarray:
        values = np.add.reduceat(counts[self._flat], self._starts)
        self._counts.append(counts > 0)
        self._values.append(values)
        return values

    def _ends(self, values: Sequence[np.ndarray] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        if not len(values):
            return np.full(len(self._targets), np.inf), np.full(len(self._targets), -np.inf)
        table = np.asarray(values)
        return table.min(axis=0), table.max(axis=0)

    def _exact_ends(
        self, target: int, low: np.ndarray, high: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        costs = np.zeros(self._system.many)
        costs[list(self._targets[target])] = 1.0
        for sign in (1.0, -1.0):
            values = self._keep(self._solver.whole_witness(sign * costs))
            low, high = np.minimum(low, values), np.maximum(high, values)
        return low, high

    def _interval(self, least: float, most: float, *, is_exact: bool) -> Interval:
        top = np.inf if most >= self._system.no_limit else float(most)
        return Interval(int(least), top, is_exact)
