"""What may be done with what a partner contributed."""

import pytest

from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.casework.partners.dispatch.rules.packages import HandlingRule, audience_of, rule_of


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
