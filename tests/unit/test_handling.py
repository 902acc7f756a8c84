"""What may be done with what a partner contributed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.partners.rules.directory import ServiceKind
from uitweg.casework.partners.rules.handling import (
    CARE_KINDS,
    Contribution,
    HandlingRule,
    may_pass_on,
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


@pytest.mark.parametrize("rule", [None, *HandlingRule])
@pytest.mark.parametrize("text", ["Er loopt een zaak.", "", '{"text": "x"}', "[1]", "null", "é\n"])
def test_a_contribution_comes_back_as_it_was(rule: HandlingRule | None, text: str) -> None:
    assert Contribution.from_text(Contribution(text, rule).to_text()) == Contribution(text, rule)
