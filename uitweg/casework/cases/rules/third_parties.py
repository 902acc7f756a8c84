"""What in a case is about somebody else, and therefore is proposed to be left out of a copy."""

from uitweg.casework.cases.rules.sheets import SheetKind
from uitweg.casework.cases.rules.timeline import EntryKind
from uitweg.casework.cases.rules.visibility import Audience
from uitweg.platform.choices import Choices


class ProposedOmission(Choices):
    """Why something is proposed to be left out; a member decides."""

    SOURCE = "source", "woorden van een melder; die is beschermd"
    SECRET = "secret", "beroepsgeheim"
    ORGANISATION = "organisation", "van een andere organisatie"
    OTHERS = "others", "gaat vooral over anderen"
    REPLACED = "replaced", "later rechtgezet"
    UNSEEN = "unseen", "bekijk eerst wie en wat erop staat"
    UNTOLD = "untold", "de jongere weet dit nog niet"


THIRD_PARTY_KINDS = {EntryKind.MAIL, EntryKind.FILE, EntryKind.CALL, EntryKind.HANDOVER}
"""A call names the caller, who is a reporter like one who writes; a handover names colleagues."""
THIRD_PARTY_FIELDS = {
    (SheetKind.PERSON, "guardians"),
    (SheetKind.SAFETY, "call"),
    (SheetKind.SAFETY, "secret_from"),
    (SheetKind.CLOSING, "call"),
}


def reason_to_omit_entry(
    kind: EntryKind, audience: Audience, *, replaced: bool
) -> ProposedOmission | None:
    """Return why an entry is proposed to be left out, or None when it is proposed to be included.

    `replaced` is true when a later entry corrects this one.
    """
    if kind is EntryKind.REPORT:
        return ProposedOmission.SOURCE
    if audience is Audience.SECRET:
        return ProposedOmission.SECRET
    if audience is Audience.ORGANISATION or kind is EntryKind.PARTNER:
        return ProposedOmission.ORGANISATION
    if kind in THIRD_PARTY_KINDS:
        return ProposedOmission.OTHERS
    return ProposedOmission.REPLACED if replaced else None


def reason_to_omit_file(entry: ProposedOmission | None) -> ProposedOmission:
    """Return the reason of its entry, or else that a member must first look at what is in it."""
    return entry or ProposedOmission.UNSEEN


def reason_to_omit_field(kind: SheetKind, name: str) -> ProposedOmission | None:
    return ProposedOmission.OTHERS if (kind, name) in THIRD_PARTY_FIELDS else None
