"""Beside Tau-Argus: what it calls too precise is so for the auditor, which finds more."""

import json
from pathlib import Path
from typing import Any

import pytest

from uitweg.figures.rules.attack import ENOUGH_WIDTH, Attack, gives_away
from uitweg.figures.rules.linking import link_tables
from uitweg.figures.rules.published_tables import HIDDEN, CountRange, PublishedTable
from uitweg.figures.rules.verdicts import Interval
from uitweg.knowledge.published_figures.rules.released_tables import THRESHOLD, all_keys

VECTORS = Path(__file__).parents[1] / "vectors" / "argus.json"
WHOLE = 1e-6


def ranges_of_the_auditor(said: dict[str, Any]) -> dict[int, Interval]:
    """Return the range of each hidden cell, by its place in the table."""
    dimensions = {
        f"d{number}": tuple(str(category) for category in range(size))
        for number, size in enumerate(said["shape"])
    }
    keys = all_keys(dimensions)
    cells = {
        key: HIDDEN if place in said["hidden"] else CountRange(value, value)
        for place, (key, value) in enumerate(zip(keys, said["values"], strict=True))
    }
    linked = link_tables([PublishedTable("1", "table", "cases", dimensions, cells)])
    (table,) = linked.tables
    targets = [linked.counts_of(table, keys[place]) for place in said["hidden"]]
    return dict(zip(said["hidden"], Attack(linked.system, targets).intervals(), strict=True))


@pytest.fixture(scope="module")
def compared() -> list[tuple[Interval, float, float, bool]]:
    """Return, of each hidden cell, our range, and of Tau-Argus the lowest, highest and verdict."""
    return [
        (ours, *said["ranges"][str(place)])
        for said in json.loads(VECTORS.read_text())
        for place, ours in ranges_of_the_auditor(said).items()
    ]


def test_each_cell_that_argus_calls_unsafe_is_so_for_the_auditor(compared) -> None:
    unsafe = [ours for ours, _, _, is_unsafe in compared if is_unsafe]

    assert len(unsafe) == 410
    assert all(gives_away(ours) for ours in unsafe)


def test_what_is_too_precise_by_the_ranges_of_argus_is_so_for_the_auditor(compared) -> None:
    too_precise = [
        ours
        for ours, low, high, _ in compared
        if high - low < ENOUGH_WIDTH - WHOLE and low < THRESHOLD - WHOLE
    ]

    assert len(too_precise) == 470
    assert all(gives_away(ours) for ours in too_precise)


def test_the_auditor_knows_no_value_outside_the_range_of_argus(compared) -> None:
    for ours, low, high, _ in compared:
        assert low - WHOLE <= ours.least
        assert ours.most <= high + WHOLE


def test_argus_itself_leaves_out_what_is_too_precise(compared) -> None:
    """Its verdict is about a small count and one more or less; the cells that hide it count too."""
    missed = [ours for ours, _, _, is_unsafe in compared if gives_away(ours) and not is_unsafe]

    assert len(missed) == 60
