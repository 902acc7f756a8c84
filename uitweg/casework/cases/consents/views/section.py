"""Consents on the page of a case: what may go out, what may not, and what ends soon."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.visibility import Visibility
from uitweg.casework.cases.consents.actions.consent_list import (
    DecryptedConsent,
    DecryptedDecision,
    decrypt_consents,
    decrypt_decisions,
    ends_by_withdrawal,
)
from uitweg.casework.cases.consents.rules.consents import ConsentStanding


@dataclass(frozen=True)
class ConsentsSection:
    """The consents of a case as this reader may see them, newest first.

    `given` run now, of which `ending` within a week; `refused` are the newest answer to what they
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
    def past_count(self) -> int:
        return len(self.past) + len(self.past_decisions)

    @property
    def is_empty(self) -> bool:
        return not (self.given or self.refused or self.decisions or self.past_count)


def consents_section(
    case: Case, key: CaseKey, visibility: Visibility, *, now: datetime
) -> ConsentsSection:
    """Open the consents and decisions of a case that this reader may see."""
    today = timezone.localdate(now)
    rows = decrypt_consents(case, key, visibility, now=now)
    shown = [row for row in rows if not row.hidden]
    ends = {pk: words for tell in ends_by_withdrawal for pk, words in tell(case, now=now).items()}
    running = [row for row in shown if row.meaning.is_running]
    given = [replace(row, also_ends=ends.get(row.row.pk, ())) for row in running]
    refused = [row for row in shown if row.meaning.standing is ConsentStanding.REFUSED]
    decisions = [row for row in decrypt_decisions(case, key, visibility) if not row.hidden]
    live = [row for row in decisions if row.counts(today)] if case.is_open else []
    return ConsentsSection(
        given=given,
        ending=[row for row in given if row.ends_soon(today)],
        refused=refused,
        past=[row for row in shown if row not in running and row not in refused],
        hidden_count=len(rows) - len(shown),
        decisions=live,
        past_decisions=[row for row in decisions if row not in live],
        untold=[row for row in decisions if row.row.tell_on and not row.row.told_on],
    )
