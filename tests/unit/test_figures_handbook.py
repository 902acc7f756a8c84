"""The worked examples of the Handbook on Statistical Disclosure Control, on the auditor.

https://sdctools.github.io/HandbookSDC/, 4.2 (example 3, after Geurts 1992) and 5.2. Of 5.2 also
those in which no table mentions the cell that subtraction gives away.
"""

from itertools import product

from uitweg.figures.rules.attack import Attack
from uitweg.figures.rules.audit import audit
from uitweg.figures.rules.linking import link_tables
from uitweg.figures.rules.published_tables import HIDDEN, CountRange, PublishedTable
from uitweg.figures.rules.verdicts import Attacker
from uitweg.knowledge.published_figures.rules.released_tables import all_keys


def table(release: str, dimensions: dict, rows: list, parts: dict | None = None) -> PublishedTable:
    """Return a table without totals from its numbers, row by row; None is hidden."""
    cells = dict(zip(product(*dimensions.values()), map(said, rows), strict=True))
    return PublishedTable(release, release, "persons", dimensions, cells, parts or {})


def with_totals(dimensions: dict, rows: list) -> PublishedTable:
    cells = dict(zip(all_keys(dimensions), map(said, rows), strict=True))
    return PublishedTable("1", "table", "persons", dimensions, cells)


def said(count: int | None) -> CountRange:
    return HIDDEN if count is None else CountRange(count, count)


def learnt_by_an_outsider(*tables: PublishedTable) -> dict:
    """Return what the verdict says of each cell, by its key, as lowest and highest."""
    return {
        leak.key: (leak.interval.least, leak.interval.most)
        for leak in audit(tables).leaks
        if leak.attacker == Attacker.OUTSIDER and leak.interval
    }


def test_example_3_of_4_2_the_feasibility_interval() -> None:
    hidden, dimensions = None, {"row": ("1", "2", "3"), "column": ("1", "2")}
    rows = [hidden, hidden, 7, hidden, hidden, 3, 3, 3, 6, 9, 7, 16]
    published = with_totals(dimensions, rows)
    linked = link_tables([published])
    cells = [("1", "1"), ("1", "2"), ("2", "1"), ("2", "2")]
    found = Attack(linked.system, [linked.counts_of(published, key) for key in cells]).intervals()

    assert [(each.least, each.most) for each in found] == [(3, 6), (1, 4), (0, 3), (0, 3)]


def test_5_2_marital_status_by_sex_one_hidden_cell_is_no_secret() -> None:
    dimensions = {"status": ("married", "divorced", "single"), "sex": ("male", "female")}
    rows = [38, 17, 55, 7, 4, 11, 3, None, 4, 48, 22, 70]

    assert learnt_by_an_outsider(with_totals(dimensions, rows)) == {("single", "female"): (1, 1)}


def test_5_2_geographical_differencing() -> None:
    hours, sex = ("more than 30", "16-30", "15 or less"), ("male", "female")
    parts = {("area", "A 1991"): ("A 2001", "the difference")}
    new = {"area": ("A 2001",), "hours": hours, "sex": sex}
    old = {"area": ("A 1991",), "hours": hours, "sex": sex}
    learnt = learnt_by_an_outsider(
        table("2001", new, [50, 54, 128, 140, 39, 49]),
        table("1991", old, [52, 55, 130, 140, 39, 49], parts),
    )
    difference = [("the difference", *cell) for cell in product(hours, sex)]

    assert [learnt[cell] for cell in difference] == [(n, n) for n in (2, 1, 2, 0, 0, 0)]


def test_5_2_disclosure_by_linking() -> None:
    parts = {
        ("place", "lives there, employed"): ("both", "lives there only"),
        ("place", "works there"): ("both", "works there only"),
    }
    places = ("lives there, employed", "works there", "both")
    everybody = table("everybody", {"place": places}, [85, 49, 22], parts)
    leaves = ("both", "lives there only", "works there only")
    men = PublishedTable(
        "men",
        "men",
        "persons",
        {"sex": ("male", "female"), "place": leaves},
        {("male", leaf): said(n) for leaf, n in zip(leaves, (21, 58, 23), strict=True)},
    )
    learnt = learnt_by_an_outsider(everybody, men)

    assert [learnt["female", leaf] for leaf in leaves] == [(1, 1), (5, 5), (4, 4)]


def test_5_2_differencing_of_sub_populations() -> None:
    sex, rest = ("male", "female"), ("40-59", "60-69", "70 or more")
    first = table(
        "1",
        {"sex": sex, "hours": ("<20", "20-39", *rest)},
        [6, 9, 5, 8, 4, 10, 38, 51, 42, 32],
        {("hours", "20-39"): ("20-24", "25-39")},
    )
    second = table(
        "2",
        {"sex": sex, "hours": ("<25", "25-39", *rest)},
        [7, 8, 5, 8, 4, 10, 38, 51, 42, 32],
        {("hours", "<25"): ("<20", "20-24")},
    )
    learnt = learnt_by_an_outsider(first, second)

    assert learnt["male", "20-24"] == (1, 1)
    assert learnt["female", "20-24"] == (0, 0)
    assert not learnt_by_an_outsider(first)


def test_three_tables_in_a_ring_give_a_cell_of_their_cross_table_away() -> None:
    categories = {"first": ("1", "2"), "second": ("x", "y"), "third": ("p", "q")}
    counts = dict(zip(product(*categories.values()), (1, 1, 9, 0, 9, 0, 0, 9), strict=True))
    tables = []
    for one, other in ((0, 1), (1, 2), (0, 2)):
        names = [list(categories)[place] for place in (one, other)]
        dimensions = {name: categories[name] for name in names}
        rows = [
            sum(n for key, n in counts.items() if (key[one], key[other]) == pair)
            for pair in product(*dimensions.values())
        ]
        tables.append(table(f"{one}{other}", dimensions, rows))
    learnt = learnt_by_an_outsider(*tables)

    assert learnt["1", "x", "p"] == (1, 2)
    assert learnt["2", "y", "p"] == (0, 1)
