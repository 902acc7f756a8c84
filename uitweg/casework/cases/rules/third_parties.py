"""What in a case is of somebody else, and so is proposed to stay when something of it leaves."""

from enum import StrEnum

from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import Audience


class Out(StrEnum):
    """Why something is proposed to be left out; a person decides."""

    SOURCE = "source"
    SECRET = "secret"  # noqa: S105  a secret of profession, no password
    ORGANISATION = "organisation"
    OTHERS = "others"
    REPLACED = "replaced"
    UNSEEN = "unseen"


OF_OTHERS = {EntryKind.MAIL, EntryKind.FILE, EntryKind.CALL, EntryKind.HANDOVER}
"""A call says who called, and is a report as much as what came by the mailbox; a hand-over names
colleagues."""
ABOUT_OTHERS = {
    (SheetKind.PERSON, "guardians"),
    (SheetKind.SAFETY, "secret_from"),
    (SheetKind.CLOSING, "call"),
}


def out_of_entry(kind: EntryKind, audience: Audience, *, replaced: bool) -> Out | None:
    """Return why an entry is proposed to be left out, or None when it is proposed to go along."""
    if kind is EntryKind.REPORT:
        return Out.SOURCE
    if audience is Audience.SECRET:
        return Out.SECRET
    if audience is Audience.ORGANISATION:
        return Out.ORGANISATION
    if kind in OF_OTHERS:
        return Out.OTHERS
    return Out.REPLACED if replaced else None


def out_of_file(entry: Out | None) -> Out:
    """A file stays as its entry does; else until somebody looked who and what is in it."""
    return entry or Out.UNSEEN


def out_of_field(kind: SheetKind, name: str) -> Out | None:
    return Out.OTHERS if (kind, name) in ABOUT_OTHERS else None
