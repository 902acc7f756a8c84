"""Answers to the question of one purpose, such as registration: which of them counts now."""

from collections.abc import Iterable
from datetime import datetime

from uitweg.casework.cases.models import Case, Consent
from uitweg.casework.cases.rules.consents import ConsentPurpose, ConsentState


def answers_for(case: Case, purpose: str) -> list[Consent]:
    """Return what was answered to the question of this purpose, the newest first."""
    rows = case.consents.answers().filter(purpose=ConsentPurpose(purpose))
    return sorted(rows, key=_answered, reverse=True)


def consents_that_count(
    case: Case, answers: Iterable[Consent], *, now: datetime
) -> dict[str, Consent]:
    """Return by data group the yes that counts now, of these answers with the newest first.

    A later no to a group ends an earlier yes to it; a consent that was withdrawn or is over by its
    date is no yes.
    """
    live = set(case.consents.live(now).values_list("pk", flat=True))
    newest = dict[str, Consent]()
    for answer in answers:
        for group in answer.groups:
            newest.setdefault(group, answer)
    return {group: answer for group, answer in newest.items() if answer.pk in live}


def _answered(consent: Consent) -> tuple[datetime, bool, int]:
    """Sort by the moment; of two at one moment the no is the newest, so that it counts."""
    said_no = consent.state != ConsentState.GIVEN
    return consent.withdrawn_at or consent.asked_at, said_no, consent.pk
