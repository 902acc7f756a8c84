"""What may be done with what a partner contributed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.cases.rules.visibility import Audience
from uitweg.casework.partners.rules.directory import ServiceKind
from uitweg.casework.partners.rules.handling import (
    CARE_KINDS,
    HandlingRule,
    audience_of,
    may_pass_on,
    rule_of,
)

KINDS = st.frozensets(st.sampled_from(list(ServiceKind)))


@given(KINDS)
def test_for_the_team_and_ask_first_go_to_nobody(kinds: frozenset[ServiceKind]) -> None:
    assert not may_pass_on(HandlingRule.TEAM, kinds)
    assert not may_pass_on(HandlingRule.ASK_FIRST, kinds)
    assert may_pass_on(None, kinds)


@given(KINDS)
def test_for_care_goes_to_who_offers_only_care(kinds: frozenset[ServiceKind]) -> None:
    assert may_pass_on(HandlingRule.CARE, kinds) == (bool(kinds) and not kinds - CARE_KINDS)


@pytest.mark.parametrize("rule", HandlingRule)
def test_a_rule_is_read_as_it_was_stored(rule: HandlingRule) -> None:
    assert rule_of(rule.value) is rule


@pytest.mark.parametrize("rule", HandlingRule)
def test_with_any_rule_an_entry_is_for_our_own_organisation(rule: HandlingRule) -> None:
    assert audience_of(rule) is Audience.ORGANISATION
    assert audience_of(None) is Audience.TEAM


def test_an_unknown_rule_counts_as_the_strictest() -> None:
    assert rule_of("") is None
    assert rule_of("free-for-all") is HandlingRule.ASK_FIRST
