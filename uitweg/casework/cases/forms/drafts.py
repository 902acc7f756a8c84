"""What somebody typed at a case and did not send: does its form still open for them.

The words are theirs. What the form was filled in with is the case's, and shows only as far as
their grants do now.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from uitweg.casework.cases.forms.fields import SHEET_PREFIX
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.data_groups import SHEET_GROUPS, DataGroup
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.visibility import Audience, Visibility, sees_entry, sees_field
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may

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
"""What these forms ask; any other asks to work in the case. Neither shows what is in it."""


@dataclass(frozen=True)
class CaseDraftPlace:
    """A place of a case: its number, whether its form opens now, and which fields it then shows."""

    number: str
    opens: bool
    shows: Callable[[str], bool]


def case_draft_place(place: str, *, of: Member) -> CaseDraftPlace | None:
    """Say how it stands with a draft of this member; None when its place is no case's."""
    found = CASE_FORM_PATH.match(place)
    if found is None:
        return None
    case = Case.objects.filter(pk=int(found[1])).first()
    if case is None:
        return CaseDraftPlace(f"U-{int(found[1]):04d}", opens=False, shows=lambda _: False)
    word, row = found[2], found[3]
    visibility = case.visibility_for(of.pk)
    opens = case.is_open and may(of, PERMISSION_BY_PATH.get(word, Permission.CASE_WRITE), case)
    if word == "stuk":
        opens = opens and row is not None and _sees_entry_row(case, int(row), visibility)
    kind = SHEET_BY_PATH.get(word)
    return CaseDraftPlace(
        case.number, opens, lambda name: kind is None or _shows_field(visibility, kind, name)
    )


def _shows_field(visibility: Visibility, kind: SheetKind, name: str) -> bool:
    field = name.removeprefix(SHEET_PREFIX)
    return field not in SHEET_GROUPS[kind] or sees_field(visibility, kind, field)


def _sees_entry_row(case: Case, row: int, visibility: Visibility) -> bool:
    entry = case.entries.filter(pk=row).first()
    return entry is not None and sees_entry(
        visibility,
        audience=Audience(entry.audience),
        group=DataGroup(entry.group),
        written_by=entry.written_by_id,
    )
