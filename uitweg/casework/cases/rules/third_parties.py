"""What in a case is of somebody else, and so is proposed to stay when something of it leaves."""

from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import Audience
from uitweg.platform.choices import Choices


class ProposedOmission(Choices):
    """Why something is proposed to be left out; a person decides."""

    SOURCE = "source", "woorden van een melder; die is beschermd"
    SECRET = "secret", "beroepsgeheim"
    ORGANISATION = "organisation", "van een andere organisatie"
    OTHERS = "others", "gaat vooral over anderen"
    REPLACED = "replaced", "later rechtgezet"
    UNSEEN = "unseen", "bekijk eerst wie en wat erop staat"


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
) -> ProposedOmission | None:
    """Return why an entry is proposed to be left out, or None when it is proposed to go along."""
    if kind is EntryKind.REPORT:
        return ProposedOmission.SOURCE
    if audience is Audience.SECRET:
        return ProposedOmission.SECRET
    if audience is Audience.ORGANISATION:
        return ProposedOmission.ORGANISATION
    if kind in THIRD_PARTY_KINDS:
        return ProposedOmission.OTHERS
    return ProposedOmission.REPLACED if replaced else None


def reason_to_omit_file(entry: ProposedOmission | None) -> ProposedOmission:
    """A file stays as its entry does; else until somebody looked who and what is in it."""
    return entry or ProposedOmission.UNSEEN


def reason_to_omit_field(kind: SheetKind, name: str) -> ProposedOmission | None:
    return ProposedOmission.OTHERS if (kind, name) in THIRD_PARTY_FIELDS else None
