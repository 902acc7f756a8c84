"""What somebody typed at a case and did not send: does its form still open for them.

The words are theirs. What the form was filled in with is the case's, and shows only as far as
their grants do now.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from uitweg.casework.cases.forms.fields import BEFORE
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.visibility import (
    SHEET_GROUPS,
    Audience,
    DataGroup,
    Sight,
    sees_entry,
    sees_field,
)
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, may

AT_A_CASE = re.compile(r"/casus/([0-9]{1,18})/([a-z]*)/?(?:([0-9]{1,18})/)?")
SHEETS = {
    "persoon": SheetKind.PERSON,
    "veiligheid": SheetKind.SAFETY,
    "beoordeling": SheetKind.JUDGEMENT,
}
NEEDS = {"overdragen": Permission.CASE_HAND_OVER, "noodtoegang": Permission.CASE_BREAK_GLASS}
"""What these forms ask; any other asks to work in the case. Neither shows what is in it."""


@dataclass(frozen=True)
class AtACase:
    """A place of a case: its number, whether its form opens now, and which fields it then shows."""

    number: str
    opens: bool
    shows: Callable[[str], bool]


def at(place: str, *, of: Member) -> AtACase | None:
    """Say how it stands with a draft of this member; None when its place is no case's."""
    found = AT_A_CASE.match(place)
    if found is None:
        return None
    case = Case.objects.filter(pk=int(found[1])).first()
    if case is None:
        return AtACase(f"U-{int(found[1]):04d}", opens=False, shows=lambda _: False)
    word, row = found[2], found[3]
    sight = case.sight_of(of.pk)
    opens = case.is_at_work and may(of, NEEDS.get(word, Permission.CASE_WRITE), case)
    if word == "stuk":
        opens = opens and row is not None and _reads(case, int(row), sight)
    kind = SHEETS.get(word)
    return AtACase(case.number, opens, lambda name: kind is None or _shows(sight, kind, name))


def _shows(sight: Sight, kind: SheetKind, name: str) -> bool:
    field = name.removeprefix(BEFORE)
    return field not in SHEET_GROUPS[kind] or sees_field(sight, kind, field)


def _reads(case: Case, row: int, sight: Sight) -> bool:
    entry = case.entries.filter(pk=row).first()
    return entry is not None and sees_entry(
        sight,
        audience=Audience(entry.audience),
        group=DataGroup(entry.group),
        written_by=entry.written_by_id,
    )
