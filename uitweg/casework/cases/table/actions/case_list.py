"""A list of cases with the names of the youngsters, as far as the reader's grants show them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case, CaseGrant
from uitweg.casework.cases.case.rules.contents import UNSAFE_RISKS
from uitweg.casework.cases.case.rules.visibility import (
    CaseAspect,
    HeldGrant,
    Visibility,
    sees_aspect,
    visibility_of,
)
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.sheets.actions import DecryptedSheet
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act

READ_NAMES = Act("case:read-name", "Naam gezien in de lijst")

NAMES_LOGGED_EVERY = timedelta(hours=12)


@dataclass(frozen=True)
class CaseListItem:
    """One case in a list, with only what the reader may see.

    `name` is "" when the reader may not see it or the key does not open; `is_unsafe` is False for
    a reader who may not see the risk. `state` is in Dutch words.
    """

    case: Case
    name: str
    state: str
    is_unsafe: bool

    @property
    def is_acute(self) -> bool:
        return self.is_unsafe and self.case.risk == "acute"


def visibilities_of(cases: Sequence[Case], by: Actor) -> dict[int, Visibility]:
    """Return by case id what this member may see of each case, with one query."""
    grants: dict[int, list[HeldGrant]] = defaultdict(list)
    for grant in CaseGrant.objects.active_for(by.member.pk).filter(case__in=cases):
        grants[grant.case_id].append(grant.as_held_grant)
    return {case.pk: visibility_of(grants[case.pk], CaseState(case.state)) for case in cases}


def list_cases(
    *,
    cases: Sequence[Case],
    by: Actor,
) -> list[CaseListItem]:
    """Return these cases with each youngster's name decrypted.

    The audit log records at most once in 12 hours for each case that this member read the name.
    """
    visibilities = visibilities_of(cases, by)
    person_sheets = decrypt_person_sheets(cases, visibilities, by.keyring)
    return list_items(cases, visibilities, person_sheets, by)


def list_items(
    cases: Sequence[Case],
    visibilities: dict[int, Visibility],
    person_sheets: dict[int, DecryptedSheet],
    by: Actor,
) -> list[CaseListItem]:
    """Return these cases with the names on their visible person sheets, and record the reading."""
    names = {pk: sheet.known_as for pk, sheet in person_sheets.items()}
    _record_names_read([case for case in cases if names.get(case.pk)], by)
    return [
        CaseListItem(
            case,
            names.get(case.pk, ""),
            CaseState(case.state).words,
            case.is_open
            and case.risk in UNSAFE_RISKS
            and sees_aspect(visibilities[case.pk], CaseAspect.RISK),
        )
        for case in cases
    ]


def decrypt_person_sheets(
    cases: Sequence[Case],
    visibilities: dict[int, Visibility],
    keyring: Keyring,
    keys: Mapping[int, CaseKey | None] | None = None,
) -> dict[int, DecryptedSheet]:
    """Return by case id the newest person sheet, with only what this reader may see of it.

    `keys` are the keys that the caller opened already.
    """
    rows = sheets.newest_person_sheets(cases)
    decrypted = {}
    for case in cases:
        if case.pk not in rows:
            continue
        key = keys[case.pk] if keys else case_keys.open_case_key_or_none(case, keyring)
        if key is not None:
            sheet = sheets.decrypt_sheet(rows[case.pk], key)
            decrypted[case.pk] = sheets.visible_sheet(sheet, visibilities[case.pk])
    return decrypted


def _record_names_read(cases: Iterable[Case], by: Actor) -> None:
    case_names = [audit_log.audit_name(case) for case in cases]
    recorded = audit_log.things_done_lately(
        by.member, READ_NAMES, case_names, since=timezone.now() - NAMES_LOGGED_EVERY
    )
    if unrecorded := [name for name in case_names if name not in recorded]:
        audit_log.record_all(by.member, READ_NAMES, unrecorded)
