"""Large tables of who may what: every day a part of the cells, in `long` all of them."""

from collections.abc import Collection, Sequence

import pytest

from tests.support.addresses import Address
from uitweg.platform.accounts.rules import GRANTS, Permission, Role

STEPS = [
    pytest.param(7, id="each seventh cell"),
    pytest.param(1, id="each cell", marks=pytest.mark.long),
]
"""For a table that is one long list: take one cell in so many."""

PARTS = [
    pytest.param(False, id="its part of the addresses"),
    pytest.param(True, id="every address", marks=pytest.mark.long),
]
"""For a table of roles and addresses: whether a role asks for all of them."""


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
