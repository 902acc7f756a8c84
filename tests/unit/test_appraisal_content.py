"""What the weighing asks and rests on: whole, sourced, honest about what nobody checked."""

import re
import shutil
from pathlib import Path

import pytest

from uitweg.platform.content import check, load
from uitweg.platform.content.loading import CONTENT_FOLDER
from uitweg.platform.content.values.appraisal import (
    TO_BE_CHECKED,
    CheckableFact,
    IndicatorStrength,
    LawStatus,
    QuestionGroup,
)

CONTENT = load()
BASIS = CONTENT.appraisal
DOC = Path(__file__).parents[2].joinpath("docs/weighing.md").read_text("utf-8")
ADDRESSED = re.compile(r"\b(je|jij|jou|jouw|u|uw)\b", re.IGNORECASE)


def table(heading: str) -> list[list[str]]:
    """Return the rows of the table under a heading of docs/weighing.md, without its head."""
    part = DOC.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    block = next(block for block in part.split("\n\n") if block.startswith("|"))
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in block.splitlines()]
    return rows[2:]


def test_the_document_lists_the_questions_as_they_are() -> None:
    assert table("The questions of the law") == [
        [
            f"`{each.id}`",
            each.title,
            each.question,
            ", ".join(dict.fromkeys(law.topic.value for law in each.laws)) or "–",
        ]
        for each in BASIS.elements
    ]


def test_the_document_lists_the_texts_of_the_law_as_they_are() -> None:
    def last(status: LawStatus) -> str:
        return "no law yet" if status is LawStatus.PENDING else "now"

    assert table("The law of the day") == [
        [
            f"`{law.id}`",
            law.topic.words,
            str(law.valid_from or "not found"),
            str(law.valid_to or last(law.status)),
        ]
        for law in BASIS.laws
    ]


def test_the_document_lists_routes_and_parts_as_they_are() -> None:
    assert table("How a case can end") == [
        [f"`{each.id}`", each.title, each.decides, ", ".join(f"`{id}`" for id in each.rests_on)]
        for each in BASIS.routes
    ]
    assert table("The parts of an expert report") == [
        [str(part.order), part.letters, part.title] for part in BASIS.report_parts
    ]


def test_every_group_of_questions_is_asked() -> None:
    groups = [each.group for each in BASIS.elements]

    assert set(groups) == set(QuestionGroup)
    assert groups == sorted(groups, key=list(QuestionGroup).index)


@pytest.mark.parametrize("each", BASIS.every, ids=lambda each: each.id)
def test_each_has_a_source_and_says_when_nobody_checked_it(each: CheckableFact) -> None:
    assert each.sources
    assert each.ask_whom
    assert each.check_words == ("" if each.is_verified else TO_BE_CHECKED)


def test_nothing_asks_a_youngster_to_confess() -> None:
    for each in (*BASIS.elements, *BASIS.routes):
        for line in (*each.ask_once, *each.counts_for, *each.counts_against):
            assert not ADDRESSED.search(line), line


def test_the_strengths_of_the_indicators_are_to_be_checked() -> None:
    assert {each.check_words for each in BASIS.indicators} == {TO_BE_CHECKED}
    assert "nobody validated it" in DOC


def test_each_dimension_has_indicators_and_the_child_list_has_no_weak_one() -> None:
    assert [each.id for each in BASIS.dimensions] == list(
        dict.fromkeys(each.dimension for each in BASIS.indicators)
    )
    assert IndicatorStrength.WEAK not in {each.child for each in BASIS.indicators}


def test_the_report_has_nine_parts_for_each_letter_of_the_rule() -> None:
    letters = [letter for part in BASIS.report_parts for letter in part.letters.split(", ")]

    assert len(BASIS.report_parts) == 9
    assert letters == list("abcdefghijk")


def test_an_unknown_question_is_no_question() -> None:
    assert BASIS.element("means").title == "Middel"
    with pytest.raises(KeyError):
        BASIS.element("guilt")


def test_it_is_for_the_team_and_in_no_other_language() -> None:
    assert load(level="en").appraisal.every == ()


def test_visitors_read_the_law_that_they_read_before() -> None:
    shown = [law.id for law in CONTENT.explanations["law"]]

    assert shown == [
        *("trafficking", "minors", "exploitation", "not-punishing-council-of-europe"),
        *("not-punishing-eu", "not-punishing-prosecution", "no-free-pass", "youth-law"),
        *("bill-36547", "bill-36835"),
    ]
    assert not set(shown) & {law.id for law in BASIS.laws}


SLIPS = {
    "a topic nobody knows": ("appraisal.yaml", "topics: [trafficking]", "topics: [witchcraft]"),
    "a group nobody knows": ("appraisal.yaml", "group: trafficking", "group: guilt"),
    "a question nobody asks": ("appraisal.yaml", "rests_on: [act,", "rests_on: [acts,"),
    "a dimension nobody knows": (
        "appraisal.yaml",
        "dimension: deceptive-recruitment",
        "dimension: recruitment",
    ),
    "a strength nobody knows": ("appraisal.yaml", "adult: strong", "adult: 5"),
    "a source nobody listed": ("appraisal.yaml", "[crimpr-19-4]", "[hearsay]"),
    "a key too many": ("appraisal.yaml", "routes:\n", "verdicts: []\nroutes:\n"),
    "a law that is past and still holds": (
        "law-texts.yaml",
        "status: past, valid_from: 2005-01-01, valid_to: 2013-11-14",
        "status: past, valid_from: 2005-01-01",
    ),
    "a law that ended before it began": (
        "law-texts.yaml",
        "valid_from: 2005-01-01, valid_to: 2013-11-14",
        "valid_from: 2015-01-01, valid_to: 2013-11-14",
    ),
    "a bill in force": (
        "law-texts.yaml",
        "status: pending,",
        "status: pending, valid_from: 2026-01-01,",
    ),
    "a question without contra": (
        "words/nl/appraisal.yaml",
        "  counts_against:\n  - De jongere bood",
        "  counts_against: []\n  more:\n  - De jongere bood",
    ),
    "a lost word": ("words/nl/law-texts.yaml", "text-coe-26:", "text-coe-27:"),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_refused_with_its_file(slip: tuple[str, str, str], tmp_path: Path) -> None:
    root, (file, old, new) = tmp_path / "content", slip
    shutil.copytree(CONTENT_FOLDER, root)
    text = (root / file).read_text("utf-8")
    assert old in text
    (root / file).write_text(text.replace(old, new, 1), "utf-8")

    assert any(file in str(problem) for problem in check(root))


def test_what_rests_on_something_unverified_is_read_too(tmp_path: Path) -> None:
    """The team sees both, and that nobody checked them."""
    root = tmp_path / "content"
    shutil.copytree(CONTENT_FOLDER, root)
    text = (root / "appraisal.yaml").read_text("utf-8")
    (root / "appraisal.yaml").write_text(text.replace("2026-11-28", "null", 1), "utf-8")
    basis = load(root).appraisal

    assert not any(each.shown for each in (*basis.dimensions, *basis.elements))
    assert len(basis.indicators) == len(load().appraisal.indicators)
    assert len(basis.routes) == len(load().appraisal.routes)
