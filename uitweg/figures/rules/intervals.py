"""Between which values a hidden count must lie, given everything that was published.

The counts are unknown whole numbers, everything published is a range of a sum of them. A random
objective on HiGHS gives one possible truth, a witness; the smallest and the largest value of a cell
over some witnesses show that the cell is uncertain enough. Only for cells that no witness helps,
the exact range is computed, in whole numbers where the solution is not whole by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import highspy
import numpy as np

WHOLE = 1e-6
SECONDS_FOR_WHOLE_NUMBERS = 10.0
SEED = 20261
ROOM = 1000


class Contradiction(Exception):
    """No counts exist that fit everything that was published."""


class TooHard(Exception):
    """A range could not be computed in the time that one cell may take."""


@dataclass(frozen=True)
class KnownSum:
    """The sum of these counts, by number, lies from `least` to `most` (None: no limit)."""

    counts: tuple[int, ...]
    least: int
    most: int | None
    source: str = ""


@dataclass(frozen=True)
class CountSystem:
    """Everything that is known about `many` unknown counts, each 0 or more."""

    many: int
    sums: Sequence[KnownSum]
    equal_sums: Sequence[tuple[tuple[int, ...], tuple[int, ...]]] = ()
    """Pairs of sums that are equal, because two tables count the same."""

    @cached_property
    def limits(self) -> tuple[np.ndarray, np.ndarray]:
        """The lowest and the highest value of each count, from what is known of it alone."""
        lowest, highest = np.zeros(self.many), np.full(self.many, np.inf)
        for known in self.sums:
            if len(known.counts) == 1:
                number = known.counts[0]
                lowest[number] = max(lowest[number], known.least)
                highest[number] = min(highest[number], np.inf if known.most is None else known.most)
        return lowest, highest

    @cached_property
    def rows(self) -> "Rows":
        return Rows(self)

    @cached_property
    def no_limit(self) -> int:
        """A value so large that a cell reaching it counts as having no upper limit."""
        tops = (known.most for known in self.sums if known.most is not None)
        return ROOM + max(tops, default=0)


class Rows:
    """All that is known of several counts together, as one sparse matrix by rows.

    `columns` are the numbers of the counts, one row after the other, `signs` is 1 or -1 for each,
    and row `r` begins at `starts[r]`. `lowest` and `highest` are the limits of each row's sum.
    """

    def __init__(self, system: CountSystem) -> None:
        rows: list[tuple[tuple[int, ...], tuple[int, ...], float, float]] = [
            (known.counts, (), known.least, np.inf if known.most is None else known.most)
            for known in system.sums
            if len(known.counts) > 1
        ]
        rows += [(left, right, 0.0, 0.0) for left, right in system.equal_sums]
        numbers = chain.from_iterable((*plus, *minus) for plus, minus, _, _ in rows)
        signs = [[1.0] * len(plus) + [-1.0] * len(minus) for plus, minus, _, _ in rows]
        lengths = [len(plus) + len(minus) for plus, minus, _, _ in rows]
        self.columns = np.fromiter(numbers, dtype=np.int32, count=sum(lengths))
        self.signs = np.fromiter(chain.from_iterable(signs), dtype=float, count=sum(lengths))
        self.starts = np.cumsum([0, *lengths])
        self.lowest = np.array([row[2] for row in rows], dtype=float)
        self.highest = np.array([row[3] for row in rows], dtype=float)
        self._row_of = np.repeat(np.arange(len(rows)), lengths)

    def fit(self, counts: np.ndarray) -> bool:
        """Return whether these whole numbers fit: added up exactly, as they are below 2 ** 53."""
        each = counts[self.columns] * self.signs
        sums = np.bincount(self._row_of, weights=each, minlength=len(self.lowest))
        return bool(np.all((self.lowest <= sums) & (sums <= self.highest)))


class Solver:
    """HiGHS on one CountSystem. Each answer is one vector of counts that fits all that is known.

    With `near` the counts stay within `reach` of that vector. A solution of a linear program has
    nearly all its counts at their limits, so near one another the limits of nearly all counts are
    reached in a few solutions.
    """

    def __init__(
        self, system: CountSystem, near: np.ndarray | None = None, *, reach: int = 0
    ) -> None:
        self._system = system
        self._every = np.arange(system.many, dtype=np.int32)
        lowest, highest = system.limits
        highest = np.minimum(highest, system.no_limit)
        if np.any(lowest > highest):
            raise Contradiction
        if near is not None:
            highest = np.minimum(highest, np.maximum(near, lowest) + reach)
            lowest = np.maximum(lowest, near - reach)
        self._lowest, self._highest = lowest, highest
        self._relaxed = _model(system, lowest, highest)
        self._whole: highspy.Highs | None = None
        self._raised: int | None = None

    def at_least_one(self, number: int | None) -> None:
        """From now on count `number` is at least 1; None takes that back."""
        for model in filter(None, (self._relaxed, self._whole)):
            if self._raised is not None:
                self._set_lowest(model, self._raised, self._lowest[self._raised])
            if number is not None:
                self._set_lowest(model, number, max(1.0, self._lowest[number]))
        self._raised = number

    def _set_lowest(self, model: highspy.Highs, number: int, lowest: float) -> None:
        model.changeColBounds(number, lowest, self._highest[number])

    def witness(self, costs: np.ndarray) -> tuple[np.ndarray, bool]:
        """Return the counts that make the weighted sum smallest, and whether they are whole.

        HiGHS computes with an error of about 1e-7 a count. Counts that are not whole within WHOLE,
        or that do not fit all that is known once rounded, are not whole: they prove nothing.
        """
        counts = self._solve(self._relaxed, costs)
        whole = np.rint(counts)
        return whole, bool(np.all(np.abs(counts - whole) < WHOLE)) and self._fits(whole)

    def whole_witness(self, costs: np.ndarray) -> np.ndarray:
        """Return the whole counts that make the weighted sum smallest.

        Raises TooHard when that takes more than SECONDS_FOR_WHOLE_NUMBERS, or when the counts
        that HiGHS calls whole do not fit once rounded.
        """
        counts, is_whole = self.witness(costs)
        if is_whole:
            return counts
        if self._whole is None:
            self._whole = _model(self._system, self._lowest, self._highest)
            kinds = np.full(self._system.many, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
            self._whole.changeColsIntegrality(self._system.many, self._every, kinds)
            self._whole.setOptionValue("mip_rel_gap", 0.0)
            self.at_least_one(self._raised)
        self._whole.setOptionValue(
            "time_limit", self._whole.getRunTime() + SECONDS_FOR_WHOLE_NUMBERS
        )
        whole = np.rint(self._solve(self._whole, costs))
        if not self._fits(whole):
            raise TooHard("rounding")
        return whole

    def _fits(self, whole: np.ndarray) -> bool:
        within = np.all((self._lowest <= whole) & (whole <= self._highest))
        return bool(within) and self._system.rows.fit(whole)

    def _solve(self, model: highspy.Highs, costs: np.ndarray) -> np.ndarray:
        model.changeColsCost(self._system.many, self._every, costs)
        model.run()
        status = model.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise Contradiction
        if status != highspy.HighsModelStatus.kOptimal:
            raise TooHard(model.modelStatusToString(status))
        return np.asarray(model.getSolution().col_value)


def _model(system: CountSystem, lowest: np.ndarray, highest: np.ndarray) -> highspy.Highs:
    rows, program = system.rows, highspy.HighsLp()
    program.num_col_, program.num_row_ = system.many, len(rows.lowest)
    program.col_cost_ = np.zeros(system.many)
    program.col_lower_, program.col_upper_ = lowest, highest
    program.row_lower_, program.row_upper_ = rows.lowest, rows.highest
    matrix = program.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.num_col_, matrix.num_row_ = program.num_col_, program.num_row_
    matrix.start_, matrix.index_, matrix.value_ = rows.starts, rows.columns, rows.signs
    model = _SilentHighs()  # type: ignore[no-untyped-call]
    model.setOptionValue("threads", 1)
    model.passModel(program)
    return model


class _SilentHighs(highspy.Highs):
    """HiGHS that prints nothing. Its constructor prints a banner before options can be set."""

    def enableCallbacks(self) -> None:  # noqa: N802, called by that constructor
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]
