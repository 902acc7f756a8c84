"""Large tables of who may what: every day a part of the cells, in `long` all of them."""

from collections.abc import Collection, Sequence
from itertools import combinations
from random import Random
from typing import Any

import pytest

from tests.support.addresses import Address
from uitweg.platform.accounts.rules import GRANTS, Permission, Role

STEPS = [
    pytest.param(7, id="each seventh cell"),
    pytest.param(1, id="each cell", marks=pytest.mark.long),
]
"""For a table that is one long list: take one cell in so many."""

WHICH = [
    pytest.param(True, id="every two values"),
    pytest.param(False, id="each cell", marks=pytest.mark.long),
]
"""For a table of several columns: whether cells in which every two values meet are enough.

What goes wrong nearly always goes wrong for two values, whatever the others are.
"""

PARTS = [
    pytest.param(False, id="its part of the addresses"),
    pytest.param(True, id="every address", marks=pytest.mark.long),
]
"""For a table of roles and addresses: whether a role asks for all of them."""


Cell = tuple[Any, ...]


def of_the_day(table: Sequence[Cell]) -> list[Cell]:
    """Return some of the cells; every two values that stand in one cell stand in one of these."""
    left = set[Any]().union(*map(pairs, table))
    shuffled = Random(1).sample(table, len(table))
    chosen = []
    for at_least in range(len(pairs(table[0])), 0, -1):  # those first that bring most
        for cell in shuffled:
            if len(pairs(cell) & left) >= at_least:
                chosen.append(cell)
                left -= pairs(cell)
    return chosen


def pairs(cell: Cell) -> set[Any]:
    """Return every two values of a cell, each with the number of its column."""
    return set(combinations(enumerate(cell), 2))


def asked_by(role: Role, behind: Sequence[Address], *, every: bool) -> list[Address]:
    """Return the addresses that this role asks for: all, or its part of them."""
    return [
        address
        for index, address in enumerate(behind)
        if every or role in roles_of_the_day(index, roles_that_may(address))
    ]


def roles_that_may(address: Address) -> Collection[Role]:
    """Return the roles that the table of permissions lets in."""
    assert isinstance(address.needs, Permission)
    return GRANTS[address.needs].roles


def roles_of_the_day(index: int, allowed: Collection[Role]) -> set[Role]:
    """Return one role that may and one that may not, each in turn by the number of the address."""
    may = [role for role in Role if role in allowed]
    may_not = [role for role in Role if role not in allowed]
    return {roles[index % len(roles)] for roles in (may, may_not) if roles}
