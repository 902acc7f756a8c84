"""The order of facts, and which of them tell the scenarios apart."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.support.appraisal_facts import a_fact, any_facts
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalFact,
    Fit,
    FitKind,
    Scenario,
    Weight,
)
from uitweg.casework.appraisal.facts.rules.matrix import (
    distinguishes,
    fits_nowhere,
    is_ordered,
    ordered_facts,
)

PRESSED, CHOSE = Scenario("s1", "Onder druk", ""), Scenario("s2", "Voor het geld", "")
BOTH = (PRESSED, CHOSE)


def fits(*kinds: FitKind) -> list[Fit]:
    return [Fit(each.key, "f1", kind) for each, kind in zip(BOTH, kinds, strict=False)]


def test_facts_are_read_from_relevant_and_objective_to_what_sways() -> None:
    facts = [
        a_fact("not-placed", relevance=None),
        a_fact("sways", biasing=Weight.HIGH),
        a_fact("less-relevant", relevance=Weight.MIDDLE),
        a_fact("less-objective", objectivity=Weight.LOW),
        a_fact("b"),
        a_fact("a"),
    ]

    assert [fact.key for fact in ordered_facts(facts)] == [
        *("a", "b", "sways", "less-objective", "less-relevant", "not-placed")
    ]


@given(any_facts("act"), st.randoms(use_true_random=False))
def test_the_order_in_which_facts_were_written_changes_nothing(
    facts: list[AppraisalFact], random: object
) -> None:
    shuffled = list(facts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert ordered_facts(shuffled) == ordered_facts(facts)
    assert {fact.key for fact in ordered_facts(facts)} == {fact.key for fact in facts}


def test_facts_stand_in_order_once_each_was_placed() -> None:
    assert not is_ordered([])
    assert is_ordered([a_fact("a"), a_fact("b")])
    for aspect in ("relevance", "objectivity", "biasing"):
        assert not is_ordered([a_fact("a"), a_fact("b", **{aspect: None})])


def test_a_fact_that_fits_all_in_the_same_way_does_not_distinguish() -> None:
    for kind in FitKind:
        assert not distinguishes("f1", BOTH, fits(kind, kind))
    assert distinguishes("f1", BOTH, fits(FitKind.FITS, FitKind.DOES_NOT_FIT))
    assert distinguishes("f1", BOTH, fits(FitKind.FITS, FitKind.SAYS_NOTHING))


def test_nothing_is_passed_over_before_it_was_held_beside_every_scenario() -> None:
    assert distinguishes("f1", BOTH, fits(FitKind.FITS))
    assert distinguishes("f1", BOTH, [])
    assert distinguishes("f1", [PRESSED], fits(FitKind.FITS))


def test_a_fact_that_fits_nowhere_asks_for_another_scenario() -> None:
    assert fits_nowhere("f1", BOTH, fits(FitKind.DOES_NOT_FIT, FitKind.DOES_NOT_FIT))
    assert not fits_nowhere("f1", BOTH, fits(FitKind.DOES_NOT_FIT))
    assert not fits_nowhere("f1", BOTH, fits(FitKind.DOES_NOT_FIT, FitKind.SAYS_NOTHING))
    assert not fits_nowhere("f1", (), [])


@given(
    st.lists(st.sampled_from(FitKind), min_size=2, max_size=2), st.text(max_size=9), st.booleans()
)
def test_renaming_or_turning_scenarios_changes_nothing(
    kinds: list[FitKind], name: str, turned: bool
) -> None:
    renamed = [replace(each, title=name, text=name) for each in BOTH]
    found = fits(*kinds)

    assert distinguishes("f1", renamed[::-1] if turned else renamed, found[::-1]) == distinguishes(
        "f1", BOTH, found
    )
