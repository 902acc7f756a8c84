"""What the rule says of one question of the law: each case, and what must hold for any facts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.appraisal_facts import TODAY, a_fact, any_facts, from_youngster
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalFact,
    FactLane,
    Independence,
    SourceKind,
)
from uitweg.casework.appraisal.law.rules.elements import (
    ASK_ABOUT_USE,
    EXPLAIN_CONTRA,
    MORE_SUPPORT,
    NO_FACTS,
    RuleResult,
    all_of,
    rule_outcome,
)

STRENGTH = [RuleResult.NOT_ESTABLISHED, RuleResult.UNKNOWN, RuleResult.ESTABLISHED]
FACTS = any_facts("means", "act")
SUPPORT = {
    "none": [],
    "little": [from_youngster("own", supports={"means"})],
    "two alike": [
        from_youngster("own", supports={"means"}),
        from_youngster("b", supports={"means"}),
    ],
    "two kinds": [
        from_youngster("own", supports={"means"}),
        a_fact(
            "w",
            supports={"means"},
            source_kind=SourceKind.WITNESS,
            independence=Independence.UNKNOWN,
        ),
    ],
    "own words repeated": [
        from_youngster("own", supports={"means"}),
        from_youngster("w", supports={"means"}, source_kind=SourceKind.WITNESS),
        from_youngster("r", supports={"means"}, source_kind=SourceKind.RECORD),
    ],
    "independent": [a_fact("photo", supports={"means"})],
    "offence alone": [a_fact("deed", supports={"means"}, lane=FactLane.OFFENCE)],
    "nobody knows": [a_fact("q", supports={"means"}, independence=Independence.UNKNOWN)],
}
CONTRA = {"none": [], "some": [a_fact("paid", against={"means"})]}
TABLE = [
    ("none", "none", RuleResult.UNKNOWN),
    ("none", "some", RuleResult.NOT_ESTABLISHED),
    ("little", "none", RuleResult.UNKNOWN),
    ("little", "some", RuleResult.NOT_ESTABLISHED),
    ("two alike", "none", RuleResult.UNKNOWN),
    ("two alike", "some", RuleResult.NOT_ESTABLISHED),
    ("own words repeated", "none", RuleResult.UNKNOWN),
    ("own words repeated", "some", RuleResult.NOT_ESTABLISHED),
    ("offence alone", "none", RuleResult.UNKNOWN),
    ("offence alone", "some", RuleResult.NOT_ESTABLISHED),
    ("nobody knows", "none", RuleResult.UNKNOWN),
    ("nobody knows", "some", RuleResult.NOT_ESTABLISHED),
    ("two kinds", "none", RuleResult.ESTABLISHED),
    ("two kinds", "some", RuleResult.UNKNOWN),
    ("independent", "none", RuleResult.ESTABLISHED),
    ("independent", "some", RuleResult.UNKNOWN),
]


def result(facts: list[AppraisalFact]) -> RuleResult:
    return rule_outcome("means", facts).result


@pytest.mark.parametrize(("support", "contra", "expected"), TABLE)
def test_support_and_contra_decide(support: str, contra: str, expected: RuleResult) -> None:
    assert result(SUPPORT[support] + CONTRA[contra]) is expected


def test_the_table_has_each_case_once() -> None:
    cases = {(support, contra) for support, contra, _ in TABLE}

    assert len(TABLE) == len(cases)
    assert cases == {(support, contra) for support in SUPPORT for contra in CONTRA}


def test_the_rule_names_the_facts_that_made_it_so() -> None:
    outcome = rule_outcome("means", SUPPORT["independent"] + SUPPORT["little"] + CONTRA["some"])

    assert [(reason.words, reason.facts) for reason in outcome.because] == [
        ("Steunt, los van de jongere.", ("photo",)),
        ("Steunt, maar staat niet los van de jongere.", ("own",)),
        ("Spreekt tegen.", ("paid",)),
    ]
    assert outcome.missing == (EXPLAIN_CONTRA,)


def test_what_is_missing_is_said_in_words() -> None:
    assert rule_outcome("means", []).missing == (NO_FACTS, MORE_SUPPORT)
    assert rule_outcome("means", SUPPORT["little"]).missing == (MORE_SUPPORT,)
    assert rule_outcome("means", SUPPORT["independent"]).missing == ()


@pytest.mark.parametrize("side", ["supports", "against"])
def test_a_care_talk_counts_only_after_a_yes(side: str) -> None:
    said = a_fact("talk", from_care_talk=True, **{side: {"means"}})

    without, agreed = rule_outcome("means", [said]), replace(said, use_agreed_on=TODAY)

    assert without.result is RuleResult.UNKNOWN
    assert without.facts == ("talk",)
    assert ASK_ABOUT_USE in without.missing
    assert rule_outcome("means", [agreed]).result is not RuleResult.UNKNOWN


def test_one_fact_may_support_one_question_and_speak_against_another() -> None:
    fact = a_fact(supports={"means"}, against={"purpose"})

    assert rule_outcome("means", [fact]).result is RuleResult.ESTABLISHED
    assert rule_outcome("purpose", [fact]).result is RuleResult.NOT_ESTABLISHED


def test_a_negative_says_what_is_recorded_and_nothing_of_the_youngster() -> None:
    for each in RuleResult:
        assert "slachtoffer" not in each.words
    assert RuleResult.NOT_ESTABLISHED.words == "staat niet vast op wat is opgeschreven"


@given(FACTS, any_facts("means", least=1))
def test_a_supporting_fact_never_weakens(
    facts: list[AppraisalFact], more: list[AppraisalFact]
) -> None:
    added = replace(more[0], key="new", supports=frozenset({"means"}), against=frozenset())

    assert STRENGTH.index(result([*facts, added])) >= STRENGTH.index(result(facts))


@given(FACTS, any_facts("means", least=1))
def test_a_contra_never_strengthens(facts: list[AppraisalFact], more: list[AppraisalFact]) -> None:
    added = replace(more[0], key="new", supports=frozenset(), against=frozenset({"means"}))

    assert STRENGTH.index(result([*facts, added])) <= STRENGTH.index(result(facts))


@given(FACTS)
def test_without_facts_nothing_is_known(facts: list[AppraisalFact]) -> None:
    elsewhere = [fact for fact in facts if "means" not in fact.supports | fact.against]

    assert result(elsewhere) is RuleResult.UNKNOWN
    assert rule_outcome("means", elsewhere).because == ()


@given(FACTS, st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_nothing(facts: list[AppraisalFact], random: object) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert rule_outcome("means", shuffled) == rule_outcome("means", facts)


@given(FACTS)
def test_each_sentence_of_the_rule_cites_a_recorded_fact(facts: list[AppraisalFact]) -> None:
    about = {fact.key for fact in facts if "means" in fact.supports | fact.against}
    outcome = rule_outcome("means", facts)

    assert all(reason.facts and set(reason.facts) <= about for reason in outcome.because)
    assert set(outcome.facts) == about


@given(st.lists(st.sampled_from(RuleResult)))
def test_all_of_is_the_weakest(results: list[RuleResult]) -> None:
    weakest = min(results, key=STRENGTH.index, default=RuleResult.UNKNOWN)

    assert all_of(results) is weakest
