"""The annex for the compensation fund: which facts are objective, what stays out, and until when."""

from datetime import date

import pytest

from tests.support.appraisal_facts import a_fact, from_youngster, on
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    FactLane,
    Independence,
    SourceKind,
)
from uitweg.casework.appraisal.fund_annex.rules import (
    ONLY_OWN_WORDS,
    FundAnnex,
    annex_paper,
    fund_annex,
)
from uitweg.platform.content import load
from uitweg.platform.content.values.appraisal import FundPointKind

POINTS = load().appraisal.fund_points


def annex(*facts: AppraisalFact, born: date | None = None) -> FundAnnex:
    return fund_annex(AppraisalContent(facts=facts, born=born), POINTS)


def test_facts_stand_by_whether_they_are_independent_of_the_youngster() -> None:
    made = annex(
        a_fact("a", text="Foto van de deur"),
        from_youngster("b", text="Zijn eigen woorden"),
        a_fact("c", text="Een gerucht", independence=Independence.UNKNOWN),
    )

    assert [fact.what for fact in made.objective] == ["Foto van de deur"]
    assert [fact.what for fact in made.own] == ["Zijn eigen woorden"]
    assert [fact.what for fact in made.unsure] == ["Een gerucht"]
    assert made.warning == ""


def test_only_own_words_is_said_to_be_too_little() -> None:
    assert annex(from_youngster("b")).warning == ONLY_OWN_WORDS
    assert annex().warning == ONLY_OWN_WORDS


def test_what_the_youngster_did_is_nowhere_in_the_annex() -> None:
    made = annex(a_fact("a"), a_fact("o", lane=FactLane.OFFENCE, text="Explosief gelegd"))

    assert "Explosief" not in str(made)
    assert "Explosief" not in str(annex_paper(made, made_on="nu"))
    assert made.left_out[0].startswith("Wat de jongere zelf deed")


def test_what_speaks_against_stays_in_the_weighing() -> None:
    made = annex(
        a_fact("a"),
        a_fact("b", lane=FactLane.PERSON, text="Op de beelden alleen", against=("means",)),
        a_fact("c", lane=FactLane.PERSON, text="Een test", supports=("mental",)),
        a_fact("d", lane=FactLane.PHASE, text="Een fase"),
        a_fact("e", lane=FactLane.DONE_TO, text="Ging zelf terug", against=("means",)),
    )

    assert [fact.what for fact in made.objective] == ["Een foto van de voordeur.", "Een test"]
    assert "wat ertegen spreekt" in made.left_out[0]


def test_a_care_talk_counts_only_after_the_youngster_agreed() -> None:
    said = a_fact("z", text="In het zorggesprek", from_care_talk=True)
    agreed = a_fact(
        "z", text="In het zorggesprek", from_care_talk=True, use_agreed_on=date(2026, 5, 1)
    )

    assert annex(said).objective == ()
    assert "zorggesprek" in annex(said).left_out[0]
    assert len(annex(agreed).objective) == 1


def test_a_witness_is_said_to_count_less_when_late() -> None:
    made = annex(a_fact("w", source_kind=SourceKind.WITNESS))

    assert "Telt minder" in made.objective[0].source


@pytest.mark.parametrize(
    ("born", "at", "until"),
    [
        (date(2008, 3, 14), on(2026, 2, 20), "14 maart 2036"),
        (date(2000, 3, 14), on(2026, 2, 20), "20 februari 2036"),
        (None, on(2024, 2, 29), "1 maart 2034"),
        (date(2008, 3, 14), None, ""),
    ],
)
def test_the_last_day_to_apply_counts_from_18_for_a_minor(
    born: date | None, at: object, until: str
) -> None:
    assert annex(a_fact("a", at=at), born=born).apply_before == until


def test_all_that_the_fund_asks_rests_on_a_source_that_was_seen() -> None:
    assert {point.kind for point in POINTS} == set(FundPointKind)
    assert all(point.is_verified and point.sources for point in POINTS)
    assert all(source.seen == "V" for point in POINTS for source in point.sources)


def test_the_paper_says_all_that_the_page_says() -> None:
    made = annex(
        a_fact("a", text="Foto"), from_youngster("b", text="Woorden"), born=date(2008, 3, 14)
    )
    paper = str(annex_paper(made, made_on="28 november 2026"))

    for _, _, facts in made.groups:
        for fact in facts:
            assert fact.what in paper
    for point in POINTS:
        assert point.text in paper
