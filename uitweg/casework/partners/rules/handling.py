"""Handling rules: what the team may do with what a partner contributed."""

from uitweg.casework.cases.rules.visibility import Audience
from uitweg.casework.partners.rules.directory import ServiceKind
from uitweg.platform.choices import Choices


class HandlingRule(Choices):
    """What a partner says of their own contribution when they send it."""

    TEAM = "team", "alleen het team"
    CARE = "care", "mag naar zorg en opvang"
    ASK_FIRST = "ask-first", "niet delen zonder ons"


CARE_KINDS = frozenset({ServiceKind.SHELTER, ServiceKind.CARE, ServiceKind.YOUTH_CARE})


def may_pass_on(rule: HandlingRule | None, kinds: frozenset[ServiceKind]) -> bool:
    """Return whether a contribution may go to an organisation that offers these kinds of service.

    Ask this before a contribution goes into facts to share, a letter, minutes or a package. A
    contribution without a rule rests on the youngster's consent alone. What may go to care does not
    go to an organisation that does something else as well.
    """
    if rule is None:
        return True
    return rule is HandlingRule.CARE and bool(kinds) and kinds <= CARE_KINDS


def audience_of(rule: HandlingRule | None) -> Audience:
    """Return for whom an entry with this contribution is: with any rule, no paper for others."""
    return Audience.TEAM if rule is None else Audience.ORGANISATION


def rule_of(stored: str) -> HandlingRule | None:
    """Return the rule that was sealed with a contribution; None for "".

    What is no rule of ours counts as the strictest.
    """
    if not stored:
        return None
    return HandlingRule(stored) if stored in set(HandlingRule) else HandlingRule.ASK_FIRST
