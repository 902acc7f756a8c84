"""Handling rules: what the team may do with what a partner contributed."""

from uitweg.casework.cases.rules.visibility import Audience
from uitweg.platform.choices import Choices


class HandlingRule(Choices):
    """What a partner says of their own contribution when they send it."""

    TEAM = "team", "alleen het team"
    CARE = "care", "mag naar zorg en opvang"
    ASK_FIRST = "ask-first", "niet delen zonder ons"


def audience_of(rule: HandlingRule | None) -> Audience:
    """Return for whom an entry with this contribution is: with any rule, no paper for others.

    Nothing else passes a contribution on: facts to share, letters and packages are filled from the
    sheets of the case. What may go to care is told there by a member, in their own words.
    """
    return Audience.TEAM if rule is None else Audience.ORGANISATION


def rule_of(stored: str) -> HandlingRule | None:
    """Return the rule that was sealed with a contribution; None for "".

    What is no rule of ours counts as the strictest.
    """
    if not stored:
        return None
    return HandlingRule(stored) if stored in set(HandlingRule) else HandlingRule.ASK_FIRST
