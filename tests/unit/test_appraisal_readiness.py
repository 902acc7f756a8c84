"""The facts close only on a whole appraisal; each thing that lacks is a sentence with its place."""

from dataclasses import replace
from typing import Any

import pytest

from tests.support.appraisal_facts import TODAY, a_fact, from_youngster
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    Doubt,
    DoubtState,
    ElementAnswer,
    Fit,
    FitKind,
    Scenario,
    Unseen,
)
from uitweg.casework.appraisal.facts.rules.readiness import AppraisalPart, missing
from uitweg.platform.content import load

QUESTIONS = load().appraisal.elements
FACTS = (
    a_fact("photo", supports={"means"}),
    from_youngster("story", supports={"act"}, from_care_talk=True, use_agreed_on=TODAY),
)
SCENARIOS = (Scenario("s1", "Onder druk van een schuld", ""), Scenario("s2", "Voor het geld", ""))
WHOLE = AppraisalContent(
    facts=FACTS,
    scenarios=SCENARIOS,
    fits=tuple(
        Fit(scenario.key, fact.key, FitKind.FITS) for fact in FACTS for scenario in SCENARIOS
    ),
    elements=tuple(
        ElementAnswer(question.id, "niets gevonden", "wie begon", "we zagen weinig")
        for question in QUESTIONS
    ),
    doubts=(Doubt("d1", "Kon hij weg?", ""),),
    unseen=(Unseen("u1", "Het politiedossier", "gevraagd"),),
)


def lacks(**changes: Any) -> list[tuple[str, str]]:
    return [(each.anchor, each.words) for each in missing(replace(WHOLE, **changes))]


def test_a_whole_appraisal_lacks_nothing() -> None:
    assert missing(WHOLE) == ()


def test_an_empty_one_lacks_every_part() -> None:
    found = missing(AppraisalContent())

    assert {each.part for each in found} == set(AppraisalPart) - {AppraisalPart.FITS}
    assert [each.part for each in found] == sorted(
        (each.part for each in found), key=list(AppraisalPart).index
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"source": " "}, "de bron staat er niet bij."),
        ({"first_heard_by": ""}, "wie het het eerst hoorde, staat er niet bij."),
        ({"first_heard_on": None}, "wanneer het voor het eerst gehoord werd, staat er niet bij."),
        ({"how_obtained": ""}, "hoe we het kregen, staat er niet bij."),
        ({"corroboration": ""}, "of iets anders het steunt, staat er niet bij."),
        (
            {"biasing": None},
            "de volgorde is nog niet gekozen: hoe belangrijk, hoe zeker, en hoe sturend.",
        ),
        (
            {"from_care_talk": True},
            "komt uit een zorggesprek, en de jongere zei nog geen ja op gebruik.",
        ),
        (
            {"against": frozenset({"means"})},
            "steunt en spreekt tegen bij dezelfde vraag. Kies een van de twee.",
        ),
    ],
)
def test_each_fact_is_whole(changes: dict[str, Any], says: str) -> None:
    facts = (replace(FACTS[0], **changes), FACTS[1])

    assert lacks(facts=facts) == [("fact-photo", f"“Feit photo”: {says}")]


def test_a_fact_without_a_name_is_asked_for_one() -> None:
    facts = (replace(FACTS[0], title=""), FACTS[1])

    assert lacks(facts=facts) == [("fact-photo", "Zonder naam: dit feit heeft nog geen naam.")]


def test_there_are_two_scenarios_with_a_name() -> None:
    assert lacks(scenarios=SCENARIOS[:1]) == [
        ("scenarios", "Schrijf minstens twee manieren op waarop het gebeurd kan zijn.")
    ]
    assert lacks(scenarios=(SCENARIOS[0], replace(SCENARIOS[1], title=" "))) == [
        ("scenarios", "Een van de manieren heeft nog geen naam.")
    ]


def test_each_fact_was_held_beside_each_scenario() -> None:
    assert lacks(fits=WHOLE.fits[1:]) == [
        ("fit-photo", "“Feit photo”: past dit bij “Onder druk van een schuld”?")
    ]


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("contra", "wat spreekt tegen? Ook “niets gevonden” telt."),
        ("unknown", "wat weten we niet?"),
        ("why_wrong", "waarom kan dit niet kloppen?"),
    ],
)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_each_question_has_its_other_side(question: Any, field: str, says: str) -> None:
    answers = tuple(
        replace(answer, **{field: "\n "}) if answer.element == question.id else answer
        for answer in WHOLE.elements
    )

    assert lacks(elements=answers) == [(f"element-{question.id}", f"{question.title}: {says}")]


def test_a_fact_against_takes_the_place_of_words() -> None:
    answers = tuple(replace(answer, contra="") for answer in WHOLE.elements[:1])
    facts = (replace(FACTS[0], against=frozenset({"act"})), FACTS[1])

    assert lacks(elements=answers + WHOLE.elements[1:], facts=facts) == []


@pytest.mark.parametrize(
    ("doubt", "says"),
    [
        (
            Doubt("d1", "Kon hij weg?", "", state=DoubtState.REFUTED),
            "weerlegd, maar met welk feit?",
        ),
        (
            Doubt("d1", "Kon hij weg?", "", state=DoubtState.REFUTED, facts=frozenset({"gone"})),
            "weerlegd, maar met welk feit?",
        ),
        (Doubt("d1", "Kon hij weg?", "", state=DoubtState.ACCEPTED), "aanvaard, maar waarom?"),
    ],
)
def test_a_doubt_ends_with_facts_or_a_reason(doubt: Doubt, says: str) -> None:
    assert lacks(doubts=(doubt,)) == [("doubt-d1", f"“Kon hij weg?”: {says}")]


def test_a_doubt_that_ended_well_lacks_nothing() -> None:
    refuted = Doubt("d1", "Wie?", "", state=DoubtState.REFUTED, facts=frozenset({"photo"}))
    accepted = Doubt("d2", "Wie?", "", state=DoubtState.ACCEPTED, reason="Dat klopt.")

    assert lacks(doubts=(refuted, accepted)) == []


def test_without_doubt_or_unseen_it_does_not_close() -> None:
    assert lacks(doubts=()) == [
        ("doubts", "Er is nog geen twijfel opgeschreven. Zonder twijfel kan dit niet dicht.")
    ]
    for unseen in ((), (Unseen("u1", " ", ""),)):
        assert lacks(unseen=unseen) == [
            ("unseen", "Schrijf op wat jullie niet hebben gezien en wat er wel toe doet.")
        ]
