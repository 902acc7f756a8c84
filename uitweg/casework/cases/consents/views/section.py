"""Consents on the page of a case: what may go out, what may not, and what ends soon."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.consents.actions.consent_list import (
    ConsentEffect,
    DecryptedConsent,
    DecryptedDecision,
    decrypt_consents,
    decrypt_decisions,
)
from uitweg.casework.cases.consents.rules.consents import ConsentState


@dataclass(frozen=True)
class ConsentsSection:
    """The consents of a case as this reader may see them, newest first.

    `given` count now, of which `ending` within a week; `refused` are the newest answer to what they
    are about; `past` are over, withdrawn or answered again since. `hidden_count` is how many this
    reader may not see. `decisions` to share without consent count now, `past_decisions` no more.
    """

    given: list[DecryptedConsent]
    ending: list[DecryptedConsent]
    refused: list[DecryptedConsent]
    past: list[DecryptedConsent]
    hidden_count: int
    decisions: list[DecryptedDecision]
    past_decisions: list[DecryptedDecision]
    untold: list[DecryptedDecision]

    @property
    def is_empty(self) -> bool:
        return not (
            self.given or self.refused or self.past or self.decisions or self.past_decisions
        )

    def with_effects(self, effects: Mapping[int, ConsentEffect]) -> "ConsentsSection":
        """Return the same, with what later answers ended and what a withdrawal would end."""

        def known(row: DecryptedConsent) -> DecryptedConsent:
            effect = effects.get(row.row.pk, ConsentEffect())
            return replace(row, ended_words=effect.ended_words, also_ends=effect.also_ends)

        over = [row for row in self.given if effects.get(row.row.pk, ConsentEffect()).is_over]
        given = [known(row) for row in self.given if row not in over]
        ending = [row for row in given if row.row in {each.row for each in self.ending}]
        past = [*map(known, over), *self.past]
        return replace(self, given=given, ending=ending, past=past)


def consents_section(
    case: Case, key: CaseKey, visibility: Visibility, *, today: date
) -> ConsentsSection:
    """Open the consents and decisions of a case that this reader may see."""
    rows = decrypt_consents(case, key, visibility)
    shown = [row for row in rows if not row.hidden]
    given = [row for row in shown if row.counts(today)] if case.is_open else []
    refused = [row for row in shown if row.row.state == ConsentState.REFUSED and not row.replaced]
    decisions = [row for row in decrypt_decisions(case, key, visibility) if not row.hidden]
    live = [row for row in decisions if row.counts(today)] if case.is_open else []
    return ConsentsSection(
        given=given,
        ending=[row for row in given if row.ends_soon(today)],
        refused=refused,
        past=[row for row in shown if row not in given and row not in refused],
        hidden_count=len(rows) - len(shown),
        decisions=live,
        past_decisions=[row for row in decisions if row not in live],
        untold=[row for row in decisions if row.row.tell_on and not row.row.told_on],
    )
