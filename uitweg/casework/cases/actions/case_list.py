"""A list of cases with whom each is about, as far as the reader's grants show it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from uitweg.casework.cases.actions import case_keys, sheets
from uitweg.casework.cases.models import Case, CaseGrant
from uitweg.casework.cases.rules.safety import UNSAFE_RISKS
from uitweg.casework.cases.rules.visibility import (
    CaseAspect,
    HeldGrant,
    Visibility,
    sees_aspect,
    visibility_of,
)
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.audit.actions import audit_log

NAMES_LOGGED_EVERY = timedelta(hours=12)


@dataclass(frozen=True)
class CaseListItem:
    """One row; `name` is empty and `is_unsafe` false for who may not read that."""

    case: Case
    name: str
    state: str
    is_unsafe: bool

    @property
    def is_acute(self) -> bool:
        return self.is_unsafe and self.case.risk == "acute"


def list_cases(
    *,
    cases: Sequence[Case],
    by: Actor,
) -> list[CaseListItem]:
    """Decrypt each youngster's name; recorded in the audit log once a shift for each case."""
    held: dict[int, list[HeldGrant]] = defaultdict(list)
    for grant in CaseGrant.objects.active_for(by.member.pk).filter(case__in=cases):
        held[grant.case_id].append(grant.as_held_grant)
    may_see = {case.pk: visibility_of(held[case.pk], CaseState(case.state)) for case in cases}
    names = _known_names(cases, may_see, by.keyring)
    _record_names_read((case for case in cases if names.get(case.pk)), by)
    return [
        CaseListItem(
            case,
            names.get(case.pk, ""),
            CaseState(case.state).words,
            case.is_open
            and case.risk in UNSAFE_RISKS
            and sees_aspect(may_see[case.pk], CaseAspect.RISK),
        )
        for case in cases
    ]


def _known_names(
    cases: Sequence[Case], may_see: dict[int, Visibility], keyring: Keyring
) -> dict[int, str]:
    rows = sheets.newest_person_sheets(cases)
    found = {}
    for case in cases:
        key = case_keys.open_case_key_or_none(case, keyring) if case.pk in rows else None
        if key is not None:
            found[case.pk] = sheets.visible_sheet(
                sheets.decrypt_sheet(rows[case.pk], key), may_see[case.pk]
            ).known_as
    return found


def _record_names_read(cases: Iterable[Case], by: Actor) -> None:
    shown = [audit_log.audit_name(case) for case in cases]
    lately = audit_log.things_done_lately(
        by.member, "case:read-name", shown, since=timezone.now() - NAMES_LOGGED_EVERY
    )
    if new := [name for name in shown if name not in lately]:
        audit_log.record_all(by.member, "case:read-name", new)
