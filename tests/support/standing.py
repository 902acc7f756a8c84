"""What many tests begin with, made once: a team, Fatima, a case of hers.

Each stands in a transaction of its own upon the one before, and a test in one more on top, so
every test finds them as they were made. A test that wants less is given less: what it did not
ask for is rolled back first, and made again for the next that asks.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import connections, transaction

from tests.support import people
from uitweg.casework.cases.models import Case

BOTH = ("default", "channel")


class Stage(NamedTuple):
    name: str
    made: Any
    held: tuple[transaction.Atomic, ...]


def _team(_: dict[str, Any]) -> people.Team:
    return people.a_team()


def _fatima(there: dict[str, Any]) -> int:
    return people.a_member(there["team"]).pk


def _case(there: dict[str, Any]) -> int:
    """Open it as she does, at the desk; her session there is not left behind."""
    fatima = people.Member.objects.get(pk=there["fatima"])
    desk = people.at_the_desk(fatima)
    desk.post(f"/werk/melding/{people.a_report().pk}/casus/")
    fatima.session_set.all().delete()
    return Case.objects.get().pk


MAKE: dict[str, Callable[[dict[str, Any]], Any]] = {
    "team": _team,
    "fatima": _fatima,
    "case": _case,
}
_stages: list[Stage] = []


def reach(names: list[str]) -> dict[str, Any]:
    """Have these stand, in this order, and nothing else; return what each is or its number."""
    while [stage.name for stage in _stages] != names[: len(_stages)]:
        _roll_back(_stages.pop())
    for name in names[len(_stages) :]:
        held = tuple(_begun(alias) for alias in BOTH)
        there = {stage.name: stage.made for stage in _stages}
        _stages.append(Stage(name, MAKE[name](there), held))
    return {stage.name: stage.made for stage in _stages}


def _begun(alias: str) -> transaction.Atomic:
    begun = transaction.atomic(using=alias)
    begun._from_testcase = True  # type: ignore[attr-defined]  # a durable block may begin within it
    begun.__enter__()
    return begun


def _roll_back(stage: Stage) -> None:
    for alias, begun in zip(BOTH, stage.held, strict=True):
        connections[alias].set_rollback(True)
        begun.__exit__(None, None, None)
