"""Of a table of cells the few in which every two values meet; before a release all of them.

What goes wrong in one cell of a table nearly always goes wrong for two of its values, whatever
the others are (Kuhn, Wallace and Gallo 2004, IEEE TSE 30:6): a few cells find it.
"""

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any

import pytest

from tests.support.asked import needed

Cell = tuple[Any, ...]


def each_pair(cells: Iterable[Cell]) -> list[Cell]:
    """Return some of the cells, so that each two values that meet in one meet in one of these."""
    every = list(cells)
    chosen = needed(every, {cell: set(combinations(enumerate(cell), 2)) for cell in every})
    return [cell for cell in every if cell in chosen]


def each_cell(cells: Iterable[Cell]) -> list[Cell]:
    return list(cells)


AMONG: list[Any] = [each_pair, pytest.param(each_cell, marks=pytest.mark.long)]
"""For `parametrize`: each pair every day, each cell before a release."""
Among = Callable[[Iterable[Cell]], list[Cell]]
