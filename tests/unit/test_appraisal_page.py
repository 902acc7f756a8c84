"""What the main page of a weighing shows of its content: the matrix, facts, doubts, in words."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    Doubt,
    DoubtState,
    ElementAnswer,
    FactLane,
    Fit,
    FitKind,
    Independence,
    Scenario,
    SourceKind,
    Unseen,
    Weight,
    YoungsterPage,
)
from uitweg.casework.appraisal.facts.rules.item_json import AppraisalValue, KnownBirth
from uitweg.casework.appraisal.facts.rules.item_words import (
    care_talk_words,
    lines_of,
    moment_words,
    short_months,
)
from uitweg.casework.appraisal.page.rules import (
    answers_by_element,
    doubt_rows,
    fact_rows,
    matrix_of,
)
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision

FEBRUARY = FuzzyDate(date(2026, 2, 20), Precision.DAY)
MAY = FuzzyDate(date(2026, 5, 1), Precision.MONTH, is_approximate=True)
FACT = AppraisalFact(
    key="threat",
    title="Foto van de voordeur",
    text="Vrijdag of je zusje.",
    lane=FactLane.THREAT,
    source="schermfoto",
    source_kind=SourceKind.DEVICE,
    independence=Independence.INDEPENDENT,
    first_heard_by="mentor",
    how_obtained="ongevraagd",
    corroboration="",
    at=FEBRUARY,
    first_heard_on=FEBRUARY,
)
SCHOOL = replace(FACT, key="school", title="Weg van school", at=None, relevance=Weight.HIGH)
PRESSED, FREE = Scenario("pressed", "Onder druk", ""), Scenario("free", "Voor het geld", "")


def test_cells_say_in_words_what_fits_and_a_fact_that_fits_all_alike_is_sunk() -> None:
    fits = (
        Fit("pressed", "threat", FitKind.FITS, "vrijdag of je zusje"),
        Fit("free", "threat", FitKind.DOES_NOT_FIT),
        Fit("pressed", "school", FitKind.FITS),
        Fit("free", "school", FitKind.FITS),
    )
    matrix = matrix_of(AppraisalContent((FACT, SCHOOL), (PRESSED, FREE), fits))
    looks = [[(cell.words, cell.look) for cell in row.cells] for row in matrix.rows]

    assert [column.fact.key for column in matrix.columns] == ["school", "threat"]
    assert looks == [
        [("onderscheidt niet", "eq"), ("past", "ok")],
        [("onderscheidt niet", "eq"), ("past niet", "no")],
    ]


def test_what_nobody_said_yet_is_no_answer() -> None:
    matrix = matrix_of(AppraisalContent((FACT,), (PRESSED, FREE)))

    assert [row.cells[0].words for row in matrix.rows] == ["nog niet gezegd"] * 2
    assert all(row.cells[0].look == "open" for row in matrix.rows)
    assert not matrix.is_wide


def test_above_eight_facts_the_matrix_is_wide() -> None:
    facts = tuple(replace(FACT, key=f"f{n}") for n in range(9))

    assert matrix_of(AppraisalContent(facts)).is_wide
    assert not matrix_of(AppraisalContent(facts[:8])).is_wide


@given(order=st.permutations([FACT, SCHOOL, replace(FACT, key="zz", relevance=Weight.LOW)]))
def test_the_order_in_which_facts_were_written_changes_nothing(order: list[AppraisalFact]) -> None:
    matrix = matrix_of(AppraisalContent(tuple(order), (PRESSED,)))

    assert [column.fact.key for column in matrix.columns] == ["school", "zz", "threat"]


def test_a_row_of_a_fact_says_who_heard_it_how_and_how_old_the_youngster_was() -> None:
    rows = fact_rows(AppraisalContent((FACT, SCHOOL), born=date(2008, 2, 21)))

    assert [(row.age, row.first_heard) for row in rows] == [
        ("", "mentor, 20 februari 2026, ongevraagd"),
        ("17 jaar", "mentor, 20 februari 2026, ongevraagd"),
    ]
    assert fact_rows(AppraisalContent((FACT,)))[0].age == ""


def test_open_doubts_stand_first_and_a_refuted_one_names_its_facts() -> None:
    refuted = Doubt("a", "Zelf gemaakt?", "", state=DoubtState.REFUTED, facts=frozenset({"threat"}))
    rows = doubt_rows(AppraisalContent((FACT,), doubts=(refuted, Doubt("b", "Kon hij weg?", ""))))

    assert [(row.doubt.key, row.is_open) for row in rows] == [("b", True), ("a", False)]
    assert [fact.key for fact in rows[1].facts] == ["threat"]


@pytest.mark.parametrize(
    ("at", "until", "time", "words"),
    [
        (FEBRUARY, None, "", "20 februari 2026"),
        (FEBRUARY, None, "17:40", "20 februari 2026, 17:40"),
        (FEBRUARY, MAY, "", "20 februari 2026 tot rond mei 2026"),
        (None, MAY, "17:40", "tot rond mei 2026"),
        (None, None, "17:40", ""),
        (FuzzyDate(date(2025, 6, 1), Precision.SEASON), None, "", "de zomer van 2025"),
    ],
)
def test_a_moment_is_said_as_precisely_as_it_is_known(
    at: FuzzyDate | None, until: FuzzyDate | None, time: str, words: str
) -> None:
    assert moment_words(at, until, time) == words


def test_months_are_short_in_a_column() -> None:
    assert short_months("20 februari 2026 tot maart 2026") == "20 feb 2026 tot mrt 2026"


def test_a_care_talk_says_whether_the_youngster_agreed() -> None:
    care = replace(FACT, from_care_talk=True)
    agreed = replace(care, use_agreed_on=date(2026, 10, 10), use_heard_by="Fatima")

    assert care_talk_words(FACT) == ""
    assert care_talk_words(care) == "nog geen ja van de jongere op gebruik"
    assert care_talk_words(agreed).endswith("10 oktober 2026, gevraagd door Fatima")
    assert care_talk_words(replace(agreed, use_heard_by="")).endswith("10 oktober 2026")


WHOLE = replace(
    FACT, amount=900, follows="school", supports=frozenset({"means"}), quote="Een brief."
)
SAID: list[tuple[AppraisalValue, dict[str, str]]] = [
    (WHOLE, {"Schuld": "€ 900", "Na de dreiging": "Weg van school", "Steunt": "Middel"}),
    (PRESSED, {"Wat": "Onder druk"}),
    (Unseen("u", "Het dossier", "Gevraagd."), {"Wat": "Het dossier", "Uitleg": "Gevraagd."}),
    (ElementAnswer("means", unknown="Wie begon"), {"Weten we niet": "Wie begon"}),
    (Doubt("d", "Kon hij weg?", ""), {"Twijfel": "Kon hij weg?", "Stand": "open"}),
    (KnownBirth(date(2008, 3, 14)), {"Geboren": "14 maart 2008"}),
    (KnownBirth(None), {"Geboren": "niet bekend"}),
    (YoungsterPage(), {}),
]


@pytest.mark.parametrize(("value", "said"), SAID, ids=lambda value: type(value).__name__)
def test_a_version_is_said_in_lines_and_what_is_empty_is_left_out(
    value: AppraisalValue, said: dict[str, str]
) -> None:
    lines = dict(lines_of(value, {"school": "Weg van school"}, {"means": "Middel"}))

    assert said.items() <= lines.items()
    assert all(lines.values())


def test_a_fact_that_was_heard_nobody_knows_when_names_only_who() -> None:
    lines = dict(lines_of(replace(FACT, first_heard_on=None), {}, {}))

    assert lines["Eerst gehoord door"] == "mentor"


def test_answers_are_found_by_their_question() -> None:
    answer = ElementAnswer("means", contra="niets")

    assert answers_by_element(AppraisalContent(elements=(answer,))) == {"means": answer}
