"""The auditor's ranges are those of somebody who tries every possible truth."""

import subprocess
import sys
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uitweg.figures.rules.attack import ENOUGH_WIDTH, Attack, gives_away
from uitweg.figures.rules.intervals import Contradiction, CountSystem, KnownSum, Solver, TooHard
from uitweg.figures.rules.linking import link_tables
from uitweg.figures.rules.published_tables import HIDDEN, CountRange, PublishedTable
from uitweg.knowledge.published_figures.rules.released_tables import TOTAL, all_keys


def table(
    dimensions: dict, counts: dict, shown: set, *, release: str = "1", parts: dict | None = None
) -> PublishedTable:
    cells = {}
    for key in all_keys(dimensions):
        chosen = [
            values if k == TOTAL else (parts or {}).get((name, k), (k,))
            for (name, values), k in zip(dimensions.items(), key, strict=True)
        ]
        count = sum(counts[c] for c in product(*chosen) if c in counts)
        cells[key] = CountRange(count, count) if key in shown else HIDDEN
    return PublishedTable(release, "-".join(dimensions), "cases", dimensions, cells, parts or {})


def by_trying_all(tables: list[PublishedTable], names: list[str], finest: dict) -> dict:
    """Return the range of each hidden cell over every table of whole numbers that fits."""
    atoms = list(product(*(finest[name] for name in names)))
    sums = []
    for t in tables:
        for key, known in t.cells.items():
            chosen = dict(zip(t.dimensions, key, strict=True))
            at = [
                i
                for i, atom in enumerate(atoms)
                if all(chosen.get(n, TOTAL) in (TOTAL, v) for n, v in zip(names, atom, strict=True))
            ]
            sums.append((t.name, key, at, known))
    shown = [(set(at), known.least) for _, _, at, known in sums if known != HIDDEN]
    found: dict = {}

    def walk(values: list[int], left: list[int]) -> None:
        place = len(values)
        if place == len(atoms):
            if not any(left):
                for name, key, at, known in sums:
                    if known == HIDDEN:
                        value = sum(values[i] for i in at)
                        low, high = found.get((name, key), (value, value))
                        found[name, key] = min(low, value), max(high, value)
            return
        rows = [r for r, (at, _) in enumerate(shown) if place in at]
        most = min((left[r] for r in rows), default=0)
        for value in range(most + 1):
            rest = [n - value if r in rows else n for r, n in enumerate(left)]
            if all(n == 0 or any(i > place for i in shown[r][0]) for r, n in enumerate(rest)):
                walk([*values, value], rest)

    walk([], [least for _, least in shown])
    return found


def auditor(tables: list[PublishedTable]) -> dict:
    linked = link_tables(tables)
    places = [(t, key) for t in tables for key in t.hidden_keys()]
    attack = Attack(linked.system, [linked.counts_of(t, key) for t, key in places])
    return {
        (t.name, key): interval
        for (t, key), interval in zip(places, attack.intervals(), strict=True)
    }


def agree(tables: list[PublishedTable], names: list[str], finest: dict) -> None:
    truth = by_trying_all(tables, names, finest)
    for cell, interval in auditor(tables).items():
        low, high = truth[cell]
        if interval.is_exact:
            assert (interval.least, interval.most) == (low, high), cell
        else:
            assert low <= interval.least, cell
            assert interval.most <= high, cell
            assert interval.width >= ENOUGH_WIDTH, cell
        assert gives_away(interval) == (high - low <= 5 and low < 8), cell


SMALL = st.integers(0, 3)


@st.composite
def tables_of(
    draw: st.DrawFn, shape: tuple[int, ...]
) -> tuple[list[PublishedTable], list[str], dict]:
    names = [f"d{n}" for n in range(len(shape))]
    dimensions = {
        name: tuple(f"{name}{i}" for i in range(size))
        for name, size in zip(names, shape, strict=True)
    }
    counts = {key: draw(SMALL) for key in product(*dimensions.values())}
    totals = {key for key in all_keys(dimensions) if TOTAL in key}
    inside = [key for key in counts if draw(st.booleans())]
    partial = sorted(totals - {(TOTAL,) * len(shape)})
    hidden_totals = {key for key in partial if draw(st.integers(0, 4)) == 0}
    return [table(dimensions, counts, {*inside, *(totals - hidden_totals)})], names, dimensions


@pytest.mark.parametrize("shape", [(2,), (4,), (2, 2), (3, 3), (2, 2, 2), (4, 2, 2)])
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_the_ranges_are_those_of_trying_every_truth(
    shape: tuple[int, ...], data: st.DataObject
) -> None:
    tables, names, dimensions = data.draw(tables_of(shape))
    agree(tables, names, dimensions)


@pytest.mark.long
@pytest.mark.parametrize("shape", [(4, 4), (3, 3, 2), (4, 3, 2), (4, 4, 2)])
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_ranges_of_larger_tables_are_those_of_trying_every_truth(
    shape: tuple[int, ...], data: st.DataObject
) -> None:
    tables, names, dimensions = data.draw(tables_of(shape))
    agree(tables, names, dimensions)


def test_every_choice_of_hidden_cells_of_a_small_table() -> None:
    dimensions = {"a": ("1", "2"), "b": ("x", "y")}
    counts = {("1", "x"): 1, ("1", "y"): 9, ("2", "x"): 6, ("2", "y"): 2}
    keys = [key for key in all_keys(dimensions) if key != (TOTAL, TOTAL)]
    for shown in product((True, False), repeat=len(keys)):
        chosen = {key for key, is_shown in zip(keys, shown, strict=True) if is_shown}
        agree([table(dimensions, counts, {*chosen, (TOTAL, TOTAL)})], ["a", "b"], dimensions)


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_three_tables_in_a_ring_are_attacked_as_one(data: st.DataObject) -> None:
    dimensions = {"a": ("1", "2"), "b": ("x", "y"), "c": ("p", "q")}
    counts = {key: data.draw(SMALL) for key in product(*dimensions.values())}
    tables = []
    for one, other in (("a", "b"), ("b", "c"), ("a", "c")):
        two = {one: dimensions[one], other: dimensions[other]}
        places = [list(dimensions).index(one), list(dimensions).index(other)]
        summed: dict = {}
        for key, count in counts.items():
            pair = tuple(key[p] for p in places)
            summed[pair] = summed.get(pair, 0) + count
        shown = {key for key in all_keys(two) if TOTAL in key or data.draw(st.booleans())}
        tables.append(table(two, summed, shown, release=one + other))
    agree(tables, list(dimensions), dimensions)


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_further_release_never_widens_a_range(data: st.DataObject) -> None:
    (first,), names, dimensions = data.draw(tables_of((3, 3)))
    linked = link_tables([first])
    every = [linked.counts_of(first, key) for key in first.hidden_keys()]
    fewer = {name: dimensions[name] for name in names[:1]}
    sums = CountRange(0, data.draw(st.integers(9 * 3, 40)))  # never below the true total
    second = PublishedTable("2", "sums", "cases", fewer, {(TOTAL,): sums})
    before = Attack(link_tables([first]).system, every).intervals()
    after = Attack(link_tables([first, second]).system, every).intervals()
    for one, other in zip(before, after, strict=True):
        if one.is_exact:
            assert one.least <= other.least
            assert other.most <= one.most


@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_order_of_categories_changes_nothing(data: st.DataObject) -> None:
    (first,), _, dimensions = data.draw(tables_of((4, 3)))
    turned = {
        name: tuple(data.draw(st.permutations(values))) for name, values in dimensions.items()
    }
    other = PublishedTable(
        "1", first.name, "cases", turned, dict(reversed(list(first.cells.items())))
    )
    one, two = auditor([first]), auditor([other])
    assert {c: gives_away(i) for c, i in one.items()} == {c: gives_away(i) for c, i in two.items()}
    narrow = [cell for cell, interval in one.items() if interval.width < ENOUGH_WIDTH]
    assert all(one[cell] == two[cell] for cell in narrow)


def test_a_definition_that_changed_gives_the_difference_away() -> None:
    old = PublishedTable(
        "1",
        "age",
        "cases",
        {"age": ("12-17",)},
        {("12-17",): CountRange(12, 12)},
        {("age", "12-17"): ("12-14", "15-17")},
    )
    new = PublishedTable(
        "2",
        "age",
        "cases",
        {"age": ("12-14", "15-17")},
        {("12-14",): HIDDEN, ("15-17",): CountRange(9, 9)},
    )
    (interval,) = auditor([old, new]).values()
    assert (interval.least, interval.most) == (3, 3)


def test_halves_of_children_are_no_truth() -> None:
    """Three pairs share a child each: by linear programming half a child is in each of them."""
    pairs = [KnownSum((0, 1, 3), 1, 1), KnownSum((1, 2, 4), 1, 1), KnownSum((0, 2, 5), 1, 1)]
    rest = [KnownSum((3, 4, 5), 0, 1), KnownSum((0, 1, 2), 1, 3)]
    (sums,) = Attack(CountSystem(6, [*pairs, *rest]), [(0, 1, 2)]).intervals()
    assert (sums.least, sums.most) == (1, 1)


def test_an_answer_that_does_not_fit_once_rounded_is_no_witness(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    solver = Solver(CountSystem(3, [KnownSum((0, 1, 2), 4, 4)], [((0,), (1,))]))
    nothing = np.zeros(3)

    monkeypatch.setattr(solver, "_solve", lambda *_: np.array([1.0, 1.0, 2.0 - 1e-7]))
    assert solver.witness(nothing)[1]
    for wrong in ([1, 1, 1], [0, 1, 3], [-1, -1, 6], [1 + 1e-5, 1, 2]):
        monkeypatch.setattr(solver, "_solve", lambda *_, wrong=wrong: np.array(wrong, dtype=float))
        assert not solver.witness(nothing)[1]

    monkeypatch.setattr(solver, "_solve", lambda *_: np.ones(3))
    with pytest.raises(TooHard, match="rounding"):
        solver.whole_witness(nothing)


def test_the_solver_prints_nothing() -> None:
    once_a_process = "from uitweg.figures.rules.intervals import *; Solver(CountSystem(1, []))"
    done = subprocess.run([sys.executable, "-c", once_a_process], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_who_knows_their_own_case_learns_more_than_an_outsider() -> None:
    system = CountSystem(2, [KnownSum((0, 1), 6, 6)])
    attack = Attack(system, [(0,), (1,)])
    assert not any(gives_away(interval) for interval in attack.intervals())
    leaks = attack.own_case_leaks([0, 1])
    assert {(leak.own, leak.target, leak.interval.least, leak.interval.most) for leak in leaks} == {
        (0, 0, 1, 6),
        (0, 1, 0, 5),
        (1, 1, 1, 6),
        (1, 0, 0, 5),
    }


def test_tables_that_contradict_each_other_are_noticed() -> None:
    with pytest.raises(Contradiction):
        Attack(CountSystem(2, [KnownSum((0, 1), 5, 5), KnownSum((0,), 6, 6)]), [(1,)]).intervals()


def test_many_hidden_cells_are_shown_to_be_safe_by_few_witnesses() -> None:
    random = np.random.default_rng(5)
    size = 40
    counts = random.poisson(12, (size, size))
    number = np.arange(size * size).reshape(size, size)
    hidden = random.random((size, size)) < 0.5
    sums = [
        KnownSum((int(n),), int(c), int(c))
        for n, c, h in zip(number.ravel(), counts.ravel(), hidden.ravel(), strict=True)
        if not h
    ]
    for line, values in [*zip(number, counts, strict=True), *zip(number.T, counts.T, strict=True)]:
        sums.append(KnownSum(tuple(map(int, line)), int(values.sum()), int(values.sum())))
    intervals = Attack(
        CountSystem(size * size, sums), [(int(n),) for n in number[hidden]]
    ).intervals()
    assert sum(interval.is_exact for interval in intervals) <= 5
    assert not any(map(gives_away, intervals))
