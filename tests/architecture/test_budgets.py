"""The house stays within the limits of [house] in tests/budgets.toml, and what measures it can count."""

from pathlib import Path

import pytest

from tests.support import house_size
from tests.support.house_size import Row

LAYERS = """
[[tool.importlinter.contracts]]
type = "layers"
containers = ["uitweg"]
layers = ["site", "casework", "channel | knowledge", "platform"]
[[tool.importlinter.contracts]]
type = "layers"
containers = ["uitweg.casework.*"]
layers = ["(conferences)", "(referrals)"]
"""


@pytest.fixture(scope="module")
def measured() -> dict[str, Row]:
    return {row.name: row for row in house_size.rows()}


@pytest.mark.parametrize("name", house_size.read_budgets(house_size.ROOT))
def test_the_house_keeps_to_its_limit(name: str, measured: dict[str, Row]) -> None:
    if complaint := measured[name].complaint:
        pytest.fail(complaint, pytrace=False)


def test_no_limit_is_below_its_budget(measured: dict[str, Row]) -> None:
    assert [row.name for row in measured.values() if row.limit < row.budget] == []


def row(measured: float, *, limit: float = 1_000, budget: float = 500) -> Row:
    return Row("modules", "modules", measured, limit, budget, ("uitweg/casework (700)",))


def test_over_the_limit_the_complaint_says_what_the_limit_and_the_largest() -> None:
    assert row(1_001).complaint == (
        "modules: 1,001 today, and the limit is 1,000 ([house.modules] in tests/budgets.toml). "
        "The largest:\n  uitweg/casework (700)"
    )


@pytest.mark.parametrize("today", [980, 1_000])
def test_just_below_the_limit_there_is_no_complaint(today: int) -> None:
    assert row(today).complaint == ""


def test_far_below_the_limit_the_complaint_asks_for_a_lower_one() -> None:
    assert "Set limit = 979 at [house.modules] in tests/budgets.toml" in row(979).complaint


def test_a_limit_need_not_go_below_its_budget() -> None:
    assert "Set limit = 500 " in row(12).complaint
    assert row(12, limit=500).complaint == ""


@pytest.fixture
def house(tmp_path: Path) -> house_size.House:
    """A house of one line of Python and two of a template, with an import contract."""
    (tmp_path / "pyproject.toml").write_text(LAYERS)
    (tmp_path / "CHANGELOG.md").write_text("four words of changes")
    write(tmp_path, "docs/adr/0001.md", "three more words")
    write(tmp_path, "uitweg/platform/ui/templates/ui/staff.html", "<p>\n\n</p>")
    write(tmp_path, "uitweg/platform/days.py", "A = 1\n")
    return house_size.House(tmp_path)


def write(root: Path, path: str, text: str) -> None:
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text)


def size(house: house_size.House, name: str) -> float:
    return house.measure()[name][0]


def test_empty_lines_comments_and_docstrings_are_no_code(house: house_size.House) -> None:
    text = '"""What it is.\n\nMore.\n"""\n\n# why\ndef f():\n    """Say."""\n    return 1\n'
    write(house.root, "uitweg/channel/rules.py", text)

    assert size(house, "python_lines") == 1 + 2


def test_each_line_of_an_import_counts(house: house_size.House) -> None:
    text = "from a import (\n    b,\n    c,\n)\n\ndef f():\n    import d\n    return d\n"
    write(house.root, "uitweg/channel/rules.py", text)

    assert size(house, "import_percentage") == round(100 * 5 / (1 + 7), 1)


def test_an_init_file_without_code_is_no_module(house: house_size.House) -> None:
    write(house.root, "uitweg/channel/__init__.py", '"""The channel."""\n')
    write(house.root, "uitweg/platform/__init__.py", "A = 1\n")
    write(house.root, "uitweg/platform/bidi.py", "B = 1\n")

    assert size(house, "modules") == 3  # with days.py
    assert size(house, "python_files_in_a_folder") == 3


def test_words_are_those_of_the_documents_and_the_change_log(house: house_size.House) -> None:
    assert size(house, "words_of_documents") == 7


def test_empty_lines_of_a_template_do_not_count(house: house_size.House) -> None:
    assert size(house, "template_lines") == 2


def test_modules_that_import_each_other_through_a_third_are_a_circle(
    house: house_size.House,
) -> None:
    write(house.root, "uitweg/channel/a.py", "from uitweg.channel import b\n")
    write(house.root, "uitweg/channel/b.py", "def f():\n    import uitweg.channel.c\n")
    types_only = "if TYPE_CHECKING:\n    from uitweg.channel.a import A\n"
    write(house.root, "uitweg/channel/c.py", types_only)
    write(house.root, "uitweg/channel/d.py", "from uitweg.channel.a import A\n")

    count, rings = house.measure()["circles"]
    assert count == 1
    assert [*rings] == ["uitweg.channel.a <-> uitweg.channel.b <-> uitweg.channel.c"]


@pytest.mark.parametrize(
    "tag",
    [
        '{% include "dashboard/danger.html" %}',
        "{% extends 'dashboard/danger.html' %}",
        '{% include "dashboard/danger.html#row" with a=b %}',
        "{% load l10n danger_look %}",
        "{% load danger from danger_look %}",
        "{% include chosen %}",
    ],
)
def test_a_template_that_names_something_of_a_higher_part_is_an_arrow_up(
    house: house_size.House, tag: str
) -> None:
    above = "uitweg/casework/dashboard"
    write(house.root, f"{above}/templates/dashboard/danger.html", '{% extends "ui/staff.html" %}')
    write(house.root, f"{above}/templatetags/danger_look.py", "A = 1\n")
    assert size(house, "hidden_arrows") == 0

    other = house_size.House(house.root)
    write(house.root, "uitweg/platform/ui/templates/ui/page.html", tag)
    assert size(other, "hidden_arrows") == 1


def test_the_order_of_the_rooms_of_each_part_counts_too(house: house_size.House) -> None:
    part = "uitweg/casework/partners"
    write(
        house.root, f"{part}/referrals/templates/referrals/a.html", '{% include "talks/b.html" %}'
    )
    write(
        house.root, f"{part}/conferences/templates/talks/b.html", '{% include "referrals/a.html" %}'
    )

    count, arrows = house.measure()["hidden_arrows"]
    assert count == 1
    assert [*arrows] == [
        f"{part}/referrals/templates/referrals/a.html: include {part}/conferences/templates/talks/b.html"
    ]


def test_the_table_has_a_line_for_each_row() -> None:
    assert house_size.table([row(1_001)]).splitlines() == [
        "what                                         today     limit    budget",
        "modules                                      1,001     1,000       500",
    ]
