"""Drafts of the forms of a case: whether a form is still open to the member who typed in it.

What the member typed is theirs. What the page had filled in before is the case's, and shows only
as far as the member's grants allow now.
"""

import re

from uitweg.casework.cases.case.forms import SHEET_PREFIX
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import SheetKind
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.case.rules.visibility import Audience, Visibility, sees_entry
from uitweg.casework.cases.sheets.rules import SHEET_FIELDS, sees_field
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.rules import Permission, may
from uitweg.platform.drafts.rules.places import DraftPlace

CASE_FORM_PATH = re.compile(r"/casus/([0-9]{1,18})/([a-z]*)/?(?:([0-9]{1,18})/)?")
SHEET_BY_PATH = {
    "persoon": SheetKind.PERSON,
    "veiligheid": SheetKind.SAFETY,
    "beoordeling": SheetKind.JUDGEMENT,
}
PERMISSION_BY_PATH = {
    "overdragen": Permission.CASE_HAND_OVER,
    "noodtoegang": Permission.CASE_EMERGENCY,
}
"""The permission for forms that show nothing of the case; all other forms need CASE_WRITE."""
FILLED_FROM_ALL_GROUPS = frozenset({"route"})
"""Forms that the program fills in from any data group (letters): who may not read all of them now
gets back only what they typed themselves."""


def case_draft_place(place: str, *, by: Actor) -> DraftPlace | None:
    """Return what this member may do with a draft; None when `place` is no form of a case.

    `place` is the path of the page on which the draft was typed.
    """
    match = CASE_FORM_PATH.match(place)
    if match is None:
        return None
    case_id, form_name, entry_id = int(match[1]), match[2], match[3]
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        return DraftPlace(f"Casus U-{case_id:04d}", opens=False, shows=lambda _: False)
    visibility = case.visibility_for(by.member.pk)
    permission = PERMISSION_BY_PATH.get(form_name, Permission.CASE_WRITE)
    opens = case.is_open and may(by, permission, case)
    if form_name == "stuk":
        opens = opens and entry_id is not None and _sees_entry(case, int(entry_id), visibility)
    kind = SHEET_BY_PATH.get(form_name)
    if form_name in FILLED_FROM_ALL_GROUPS and not visibility.readable_groups >= ALL_GROUPS:
        return DraftPlace(f"Casus {case.number}", opens, lambda _: False)
    return DraftPlace(
        f"Casus {case.number}",
        opens,
        lambda name: kind is None or _shows_field(visibility, kind, name),
    )


def _shows_field(visibility: Visibility, kind: SheetKind, name: str) -> bool:
    field = name.removeprefix(SHEET_PREFIX)
    return field not in SHEET_FIELDS[kind] or sees_field(visibility, kind, field)


def _sees_entry(case: Case, entry_id: int, visibility: Visibility) -> bool:
    entry = case.entries.filter(pk=entry_id).first()
    return entry is not None and sees_entry(
        visibility,
        audience=Audience(entry.audience),
        group=DataGroup(entry.group),
        written_by=entry.written_by_id,
    )
