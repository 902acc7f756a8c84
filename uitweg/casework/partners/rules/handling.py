"""Handling rules: what the team may do with what a partner contributed."""

import json
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Contribution:
    """What a partner wrote with an answer, and the rule they chose for it, or None."""

    text: str
    rule: HandlingRule | None = None

    def to_text(self) -> str:
        """Return what is sealed: the text itself, or JSON with the rule."""
        if self.rule is None:
            return self.text
        return json.dumps({"text": self.text, "rule": self.rule.value}, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> "Contribution":
        """Read what `to_text` made; anything else is a text without a rule."""
        try:
            stored = json.loads(text)
            return cls(str(stored["text"]), HandlingRule(stored["rule"]))
        except (ValueError, KeyError, TypeError):
            return cls(text)
