"""What is published of a small city does not say in which cell a child is, to whoever asks."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uitweg.figures.rules import all_but_one
from uitweg.figures.rules.audit import audit
from uitweg.figures.rules.protection import NotProtectable, count_table, protect
from uitweg.figures.rules.published_tables import (
    HIDDEN,
    PublishedTable,
    is_showable,
    range_of_rounded,
    rounded,
)
from uitweg.figures.rules.verdicts import Attacker, Children
from uitweg.knowledge.published_figures.rules.released_tables import TOTAL, all_keys

CITY = {"form": ("harbour", "explosives", "drugs"), "sex": ("m", "f"), "age": ("12-14", "15-17")}
TABLES = (("form", "sex"), ("sex", "age"), ("form", "age"), ("form",), ("form", "sex", "age"))


def table_of(names: tuple[str, ...]) -> dict:
    return {"-".join(names): {name: CITY[name] for name in names}}


def as_shown(count: int) -> int | None:
    return rounded(count) if is_showable(count) else None


def where_the_last_child_can_be(
    tables: list[PublishedTable], children: Children, own: tuple
) -> list[tuple]:
    """Move the child everywhere, make each table anew, keep the places where nothing shown changes."""
    places = []
    for place in product(*CITY.values()):
        moved = dict(children.counts)
        moved[own] -= 1
        moved[place] = moved.get(place, 0) + 1
        counts = {t.name: count_table(Children(tuple(CITY), moved), t.dimensions) for t in tables}
        if all(
            known == HIDDEN or as_shown(counts[t.name][key]) == as_shown(known.least + 2)
            for t in tables
            for key, known in t.cells.items()
        ):
            places.append(place)
    return places


def pinned(tables: list[PublishedTable], children: Children) -> set[tuple[str, str]]:
    """Return what somebody learns who knows all children but one, by trying every place."""
    found = set()
    used = {name for t in tables for name in t.dimensions}
    for own, count in children.counts.items():
        left = where_the_last_child_can_be(tables, children, own) if count else []
        for at, name in enumerate(CITY):
            if left and name in used and len({place[at] for place in left}) < 2:
                found.add((name, own[at]))
    return found


@st.composite
def cities(draw: st.DrawFn) -> Children:
    size = st.sampled_from([0, 0, 1, 2, 3, 5, 7, 8, 9, 12, 13, 14, 22, 23, 40])
    return Children(tuple(CITY), {key: draw(size) for key in product(*CITY.values())})


def publish(children: Children, chosen: list[tuple[str, ...]]) -> list[PublishedTable]:
    out: list[PublishedTable] = []
    for number, names in enumerate(chosen):
        out += protect(
            table_of(names), release=str(number), population="cases", children=children, earlier=out
        )
    return out


def no_sequence_pins_a_child(children: Children, chosen: list[tuple[str, ...]]) -> None:
    tables = publish(children, chosen)
    assert not pinned(tables, children)
    assert audit(tables, {"cases": children}).is_safe
    assert all(known == HIDDEN or known.least >= 8 for t in tables for known in t.cells.values())


SEQUENCES = st.permutations(TABLES).map(lambda order: order[:3])


@settings(max_examples=8, deadline=None)
@given(children=cities(), chosen=SEQUENCES)
def test_no_sequence_of_releases_pins_a_child(
    children: Children, chosen: list[tuple[str, ...]]
) -> None:
    no_sequence_pins_a_child(children, chosen)


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(children=cities(), chosen=SEQUENCES)
def test_no_sequence_of_many_releases_pins_a_child(
    children: Children, chosen: list[tuple[str, ...]]
) -> None:
    no_sequence_pins_a_child(children, chosen)


def plainly_rounded(children: Children, names: tuple[str, ...]) -> PublishedTable:
    """A table with threshold and rounding only, as many publish."""
    ((name, dimensions),) = table_of(names).items()
    counts = count_table(children, dimensions)
    cells = {
        k: range_of_rounded(rounded(c)) if is_showable(c) else HIDDEN for k, c in counts.items()
    }
    return PublishedTable("1", name, "cases", dimensions, cells)


@settings(max_examples=25, deadline=None)
@given(children=cities(), names=st.sampled_from(TABLES))
def test_the_auditor_finds_each_pinned_child(children: Children, names: tuple[str, ...]) -> None:
    shown = plainly_rounded(children, names)
    leaks = [
        leak
        for leak in audit([shown], {"cases": children}).leaks
        if leak.attacker == Attacker.ALL_BUT_ONE
    ]
    assert {leak.cell.split(" (")[0] for leak in leaks} == {
        f"{n}={c}" for n, c in pinned([shown], children)
    }


def test_rounding_alone_pins_a_child() -> None:
    """13 is shown as 15, and 12 as 10: who knows twelve of them knows where the thirteenth is."""
    counts = {
        ("harbour", "m", "12-14"): 13,
        ("drugs", "m", "12-14"): 21,
        ("explosives", "m", "12-14"): 11,
    }
    children = Children(tuple(CITY), counts)
    shown = plainly_rounded(children, ("form",))
    assert ("form", "harbour") in pinned([shown], children)
    assert not audit([shown], {"cases": children}).is_safe


def test_what_pins_a_child_in_a_dimension_is_a_cell_of_that_dimension() -> None:
    """That cell is hidden next: a total of the other dimension hides more and helps less."""
    counts = {
        ("harbour", "m", "12-14"): 13,
        ("drugs", "f", "12-14"): 21,
        ("explosives", "f", "12-14"): 11,
    }
    children = Children(tuple(CITY), counts)
    shown = plainly_rounded(children, ("form", "sex"))
    leaks = audit([shown], {"cases": children}).leaks
    pins = {leak.cell.split(" (")[0]: leak.key for leak in leaks}

    assert pins["form=harbour"][0] == "harbour"
    assert pins["sex=m"][1] == "m"


def test_the_property_fails_without_the_third_attacker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uitweg.figures.rules.audit.pinned_children", lambda *_: iter(()))
    counts = {
        ("harbour", "m", "12-14"): 13,
        ("drugs", "m", "12-14"): 21,
        ("explosives", "f", "12-14"): 40,
    }
    children = Children(tuple(CITY), counts)
    assert pinned(publish(children, [("form",)]), children)


def test_nobody_has_their_own_case_in_a_cell_that_must_be_empty() -> None:
    """Found by trying many cities."""
    counts = dict.fromkeys(product(*CITY.values()), 0)
    for place, count in (
        ("harbour m 12-14", 7),
        ("harbour m 15-17", 1),
        ("harbour f 12-14", 2),
        ("explosives m 12-14", 2),
        ("explosives m 15-17", 3),
        ("drugs m 12-14", 3),
        ("drugs f 12-14", 2),
        ("drugs f 15-17", 8),
    ):
        counts[tuple(place.split())] = count
    no_sequence_pins_a_child(
        Children(tuple(CITY), counts), [("form", "sex"), ("sex", "age"), ("form", "sex", "age")]
    )


def test_a_second_table_does_not_take_the_first_ones_protection_away() -> None:
    counts = dict.fromkeys(product(*CITY.values()), 20) | {("harbour", "f", "12-14"): 2}
    children = Children(tuple(CITY), counts)
    tables = publish(children, [("form", "sex"), ("form", "age"), ("form", "sex", "age")])
    assert audit(tables).is_safe
    assert sum(known != HIDDEN for known in tables[0].cells.values()) >= 6


def test_a_leak_names_the_releases_that_give_it_away() -> None:
    whole = PublishedTable(
        "2025-1",
        "form",
        "cases",
        {"form": ("a", "b")},
        {(TOTAL,): range_of_rounded(40), ("a",): range_of_rounded(40), ("b",): HIDDEN},
    )
    other = PublishedTable(
        "2025-2",
        "sex",
        "cases",
        {"sex": ("m", "f")},
        {(TOTAL,): range_of_rounded(40), ("m",): HIDDEN, ("f",): HIDDEN},
    )
    leaks = [leak for leak in audit([whole, other]).leaks if leak.attacker == Attacker.OUTSIDER]
    assert {
        (leak.cell, leak.interval.least, leak.interval.most) for leak in leaks if leak.interval
    } == {("form=b", 0, 4)}
    assert leaks[0].releases == ("2025-1",)


def test_what_earlier_releases_give_away_cannot_be_protected() -> None:
    children = Children(("form",), {("harbour",): 13, ("drugs",): 21, ("explosives",): 30})
    dimensions = {"form": CITY["form"]}
    cells = {k: range_of_rounded(rounded(c)) for k, c in count_table(children, dimensions).items()}
    earlier = PublishedTable("1", "old", "cases", dimensions, cells)
    with pytest.raises(NotProtectable):
        protect(
            {"again": dimensions},
            release="2",
            population="cases",
            children=children,
            earlier=[earlier],
        )


def test_tables_that_contradict_each_other_are_not_called_safe() -> None:
    one = PublishedTable(
        "1",
        "form",
        "cases",
        {"form": ("a", "b")},
        {(TOTAL,): range_of_rounded(40), ("a",): HIDDEN, ("b",): HIDDEN},
    )
    two = PublishedTable(
        "2",
        "sex",
        "cases",
        {"sex": ("m", "f")},
        {(TOTAL,): range_of_rounded(60), ("m",): HIDDEN, ("f",): HIDDEN},
    )
    verdict = audit([one, two])
    assert not verdict.is_safe
    assert "contradict" in verdict.problem


def test_the_order_of_categories_does_not_change_what_is_found() -> None:
    children = Children(
        tuple(CITY), {key: 3 + 7 * n for n, key in enumerate(product(*CITY.values()))}
    )
    shown = plainly_rounded(children, ("form", "sex", "age"))
    turned = {name: tuple(reversed(values)) for name, values in shown.dimensions.items()}
    other = PublishedTable("1", shown.name, "cases", turned, shown.cells)
    found = [
        {
            (leak.attacker, leak.cell.split(" (")[0])
            for leak in audit([t], {"cases": children}).leaks
        }
        for t in (shown, other)
    ]
    assert found[0] == found[1]


def test_a_total_of_nothing_hidden_is_all_there_is() -> None:
    children = Children(("form",), {})
    (table,) = protect(
        {"form": {"form": ("a", "b")}}, release="1", population="cases", children=children
    )
    assert set(table.cells.values()) == {HIDDEN}
    assert list(table.cells) == all_keys({"form": ("a", "b")})
    assert all_but_one.Children(("form",), {}) == children
