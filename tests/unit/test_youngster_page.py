"""The page for the youngster: its blocks in each state, in A2, and when it may be handed over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from uitweg.casework.appraisal.compartment.rules.stages import LawyerCheckOutcome, Stage
from uitweg.casework.appraisal.facts.rules.content import YoungsterPage
from uitweg.casework.appraisal.youngster_page.rules import (
    EMPTY,
    REFUSED,
    UNCHECKED,
    WRITE_NOTHING,
    PageConsent,
    PageFacts,
    make_sheet,
    paper_of,
    why_not_handed_over,
)
from uitweg.platform.content.checks.readability import (
    READABILITY_RULES,
    long_sentences,
    measure_text,
    too_hard,
)

PAGE = YoungsterPage(
    known=("Iemand stuurde jou een foto van je voordeur.", "In april schreef je: ik wil eruit."),
    asked=("In mei kwam je vriend erbij. Moest dat van iemand?",),
    lawyer="Bram de Wit",
    lawyer_phone="06-555 012 22",
)
FACTS = PageFacts(
    stage=Stage.DRAFT,
    consent=PageConsent.NOT_ASKED,
    readers=("Fatima", "Ruud"),
    judges=("Fatima", "Ruud"),
    team_phone="06-555 000 00",
    signed_on="7 november 2026",
)
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
AGREED, NOT_AGREED = LawyerCheckOutcome.AGREED, LawyerCheckOutcome.NOT_AGREED


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("consent", list(PageConsent))
@pytest.mark.parametrize("page", [PAGE, YoungsterPage()], ids=["with-lawyer", "empty"])
def test_the_page_is_easy_to_read_in_each_state(
    stage: Stage, consent: PageConsent, page: YoungsterPage
) -> None:
    rule = READABILITY_RULES["nl-a2"]
    sheet = make_sheet(page, replace(FACTS, stage=stage, consent=consent))
    measured = measure_text(sheet.text.split("\n"), "nl")

    assert long_sentences(measured, rule) == []
    assert too_hard(measured, rule) == []


@pytest.mark.parametrize("page", [PAGE, YoungsterPage()])
def test_it_has_five_blocks_and_warns_not_to_write(page: YoungsterPage) -> None:
    sheet = make_sheet(page, FACTS)

    assert [block.title for block in (*sheet.blocks, sheet.call)] == [
        "Wat wij weten",
        "Wat wij nog vragen",
        "Wat een weging wel en niet is",
        "Wie mag het lezen?",
        f"Lees het samen met {page.lawyer or 'een advocaat'}",
    ]
    assert WRITE_NOTHING in sheet.blocks[1].strong
    assert "___" not in sheet.text


def test_without_a_lawyer_the_number_is_that_of_the_team() -> None:
    sheet = make_sheet(replace(PAGE, lawyer="", lawyer_phone=""), FACTS)

    assert sheet.phone == "06-555 000 00"
    assert "Jij hebt nog geen advocaat." in sheet.text


def test_with_a_lawyer_the_number_is_theirs() -> None:
    sheet = make_sheet(PAGE, FACTS)

    assert sheet.phone == "06-555 012 22"
    assert "06-555 000 00" not in sheet.text


def test_a_withdrawn_consent_says_that_it_goes_nowhere() -> None:
    sheet = make_sheet(PAGE, replace(FACTS, consent=PageConsent.NO))

    assert "Jij zei nee. Dit blad gaat nergens heen." in sheet.text


def test_nobody_else_is_only_said_while_nothing_can_have_been_shared() -> None:
    before = make_sheet(PAGE, replace(FACTS, stage=Stage.SIDE_BY_SIDE)).text
    signed = make_sheet(PAGE, replace(FACTS, stage=Stage.SIGNED)).text

    assert "Nu: Fatima en Ruud. Verder niemand." in before
    assert "Verder niemand" not in signed
    assert "Fatima en Ruud zetten hun naam eronder." in signed
    assert "7 november 2026" in signed


def test_the_paper_says_all_that_the_screen_says_on_one_side() -> None:
    sheet = make_sheet(PAGE, FACTS)
    paper = paper_of(sheet, made_on="28 november 2026")

    for line in sheet.text.split("\n"):
        assert line in str(paper)
    assert paper["one-page"] is True
    assert paper["number"] == ""


@pytest.mark.parametrize(
    ("page", "check", "why"),
    [
        (YoungsterPage(), None, EMPTY),
        (PAGE, None, ""),
        (replace(PAGE, mentions_offence=True), None, UNCHECKED),
        (replace(PAGE, mentions_offence=True), (NOW - timedelta(seconds=1), AGREED), UNCHECKED),
        (replace(PAGE, mentions_offence=True), (NOW + timedelta(days=1), NOT_AGREED), REFUSED),
        (replace(PAGE, mentions_offence=True), (NOW + timedelta(days=1), AGREED), ""),
    ],
)
def test_words_on_an_offence_leave_only_after_the_lawyer_read_these_words(
    page: YoungsterPage, check: tuple[datetime, LawyerCheckOutcome] | None, why: str
) -> None:
    assert why_not_handed_over(page, written_at=NOW, check=check) == why
