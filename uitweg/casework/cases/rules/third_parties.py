"""What in a case is of somebody else, and so is proposed to stay when something of it leaves."""

from enum import StrEnum

from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import Audience


class OmissionReason(StrEnum):
    """Why something is proposed to be left out; a person decides."""

    SOURCE = "source"
    SECRET = "secret"  # noqa: S105  a secret of profession, no password
    ORGANISATION = "organisation"
    OTHERS = "others"
    REPLACED = "replaced"
    UNSEEN = "unseen"


THIRD_PARTY_KINDS = {EntryKind.MAIL, EntryKind.FILE, EntryKind.CALL, EntryKind.HANDOVER}
"""A call says who called, and is a report as much as what came by the mailbox; a hand-over names
colleagues."""
THIRD_PARTY_FIELDS = {
    (SheetKind.PERSON, "guardians"),
    (SheetKind.SAFETY, "secret_from"),
    (SheetKind.CLOSING, "call"),
}


def reason_to_omit_entry(
    kind: EntryKind, audience: Audience, *, replaced: bool
) -> OmissionReason | None:
    """Return why an entry is proposed to be left out, or None when it is proposed to go along."""
    if kind is EntryKind.REPORT:
        return OmissionReason.SOURCE
    if audience is Audience.SECRET:
        return OmissionReason.SECRET
    if audience is Audience.ORGANISATION:
        return OmissionReason.ORGANISATION
    if kind in THIRD_PARTY_KINDS:
        return OmissionReason.OTHERS
    return OmissionReason.REPLACED if replaced else None


def reason_to_omit_file(entry: OmissionReason | None) -> OmissionReason:
    """A file stays as its entry does; else until somebody looked who and what is in it."""
    return entry or OmissionReason.UNSEEN


def reason_to_omit_field(kind: SheetKind, name: str) -> OmissionReason | None:
    return OmissionReason.OTHERS if (kind, name) in THIRD_PARTY_FIELDS else None
