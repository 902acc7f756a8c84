"""Consents on the page of a case: what may go out, what may not, and what ends soon."""

from dataclasses import dataclass
from datetime import date

from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.consent_list import (
    DecryptedConsent,
    DecryptedDecision,
    decrypt_consents,
    decrypt_decisions,
)
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.consents import ConsentState
from uitweg.casework.cases.rules.visibility import Visibility


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
