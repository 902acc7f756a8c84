"""The ILO-EC rule for every number of indicators up to four, and what its outcome says."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.appraisal_facts import a_fact, from_youngster
from uitweg.casework.appraisal.facts.rules.content import AppraisalFact
from uitweg.casework.appraisal.law.rules.dimensions import (
    AGE_DECIDES,
    NOT_ENOUGH,
    NOTHING_RECORDED,
    dimension_established,
    dimension_outcome,
)
from uitweg.casework.appraisal.law.rules.elements import RuleResult
from uitweg.platform.content import load

BASIS = load().appraisal
HELD = "coercion-at-destination"
POSITIVE = {
    # (strong, medium) and the weak ones with which it is established
    **{(strong, medium): range(5) for strong in (2, 3, 4) for medium in range(5)},
    **{(1, medium): range(5) for medium in (1, 2, 3, 4)},
    **{(0, medium): range(5) for medium in (3, 4)},
    (1, 0): range(1, 5),
    (0, 2): range(1, 5),
}


@pytest.mark.parametrize(("strong", "medium", "weak"), list(product(range(5), repeat=3)))
def test_the_rule_for_every_number(strong: int, medium: int, weak: int) -> None:
    expected = weak in POSITIVE.get((strong, medium), ())

    assert dimension_established(strong, medium, weak) is expected


@pytest.mark.parametrize(("strong", "medium", "weak"), list(product(range(5), repeat=3)))
def test_one_more_indicator_never_weakens(strong: int, medium: int, weak: int) -> None:
    now = dimension_established(strong, medium, weak)

    for more in ((1, 0, 0), (0, 1, 0), (0, 0, 1)):
        then = dimension_established(strong + more[0], medium + more[1], weak + more[2])
        assert then >= now


def outcome(*facts: AppraisalFact, is_child: bool | None = True) -> RuleResult:
    return dimension_outcome(HELD, facts, BASIS.indicators, is_child=is_child).result


def test_weak_ones_alone_and_one_strong_alone_are_not_enough() -> None:
    assert not any(dimension_established(0, 0, weak) for weak in range(5))
    assert not dimension_established(1, 0, 0)


def test_two_strong_indicators_establish_it_and_say_by_which_facts() -> None:
    facts = [
        a_fact("photo", indicators={"ind-held-threat"}),
        a_fact("debt", indicators={"ind-held-debt", "ind-held-threat"}),
    ]

    found = dimension_outcome(HELD, facts, BASIS.indicators, is_child=True)

    assert found.result is RuleResult.ESTABLISHED
    assert {reason.facts for reason in found.because} == {("debt",), ("debt", "photo")}
    assert found.missing == ()


def test_the_same_indicator_from_many_facts_is_one() -> None:
    assert (
        outcome(*(a_fact(key, indicators={"ind-held-debt"}) for key in "abcd"))
        is RuleResult.UNKNOWN
    )


def test_for_an_unknown_age_both_lists_must_agree() -> None:
    facts = [a_fact("a", indicators={"ind-held-crime", "ind-held-tasks"})]

    unsure = dimension_outcome(HELD, facts, BASIS.indicators, is_child=None)

    assert outcome(*facts, is_child=True) is RuleResult.ESTABLISHED
    assert outcome(*facts, is_child=False) is RuleResult.UNKNOWN
    assert (unsure.result, unsure.missing) == (RuleResult.UNKNOWN, (AGE_DECIDES,))


def test_too_little_never_says_that_it_was_not_so() -> None:
    none = dimension_outcome(HELD, [], BASIS.indicators, is_child=True)
    little = dimension_outcome(
        HELD, [a_fact(indicators={"ind-held-shame"})], BASIS.indicators, is_child=True
    )

    assert (none.result, none.missing) == (RuleResult.UNKNOWN, (NOTHING_RECORDED,))
    assert (little.result, little.missing) == (RuleResult.UNKNOWN, (NOT_ENOUGH,))


def test_a_care_talk_without_a_yes_does_not_count() -> None:
    said = from_youngster(from_care_talk=True, indicators={"ind-held-debt", "ind-held-violence"})

    assert outcome(said) is RuleResult.UNKNOWN


IDS = st.frozensets(st.sampled_from([each.id for each in BASIS.indicators]), max_size=6)


@given(IDS, IDS, st.sampled_from([True, False, None]))
def test_more_indicators_never_weaken(
    first: frozenset[str], more: frozenset[str], is_child: bool | None
) -> None:
    fact = a_fact(indicators=first)
    fuller = replace(fact, indicators=first | more)

    if outcome(fact, is_child=is_child) is RuleResult.ESTABLISHED:
        assert outcome(fuller, is_child=is_child) is RuleResult.ESTABLISHED
