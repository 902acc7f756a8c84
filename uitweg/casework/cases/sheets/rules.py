"""Sheets: when contact is safe, and what is about other people."""

import re
from dataclasses import dataclass
from datetime import time

from uitweg.casework.cases.case.rules.contents import EntryKind, SheetKind
from uitweg.casework.cases.case.rules.visibility import Audience
from uitweg.platform.choices import Choices
from uitweg.platform.identifiers.phones import phone_numbers_in

OLD_AFTER_DAYS = 7
"""After so many days a safety card says in bold how long ago somebody looked at it."""
WINDOW = re.compile(
    r"(?:van |tussen )?([01]?\d|2[0-3])(?:[:.]([0-5]\d))?(?: uur)?"
    r" ?(?:tot|en|-|–) ?([01]?\d|2[0-3])(?:[:.]([0-5]\d))?(?: uur)?\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SafeCall:
    """Whom to call; `number` as it was written, `dialled` as a telephone dials it."""

    name: str
    number: str
    dialled: str


@dataclass(frozen=True)
class SafeHours:
    """Between which times a call is safe; a window may run past midnight."""

    begin: time
    end: time

    def includes(self, moment: time) -> bool:
        if self.begin <= self.end:
            return self.begin <= moment < self.end
        return moment >= self.begin or moment < self.end

    @property
    def words(self) -> str:
        return f"{self.begin:%H:%M} tot {self.end:%H:%M}"


DAYTIME = SafeHours(time(8), time(18))
IN_DAYTIME = re.compile(r"(?:alleen |liefst )?overdag(?:[.!]?$|,(?!.*\bniet\b))", re.IGNORECASE)


def read_safe_call(text: str) -> SafeCall | None:
    """Return whom to call, from "Moeder, 06-555 012 61"; None without a number that can be called.

    The name is what stands before the first number.
    """
    number = next((number for number in phone_numbers_in(text) if number.dialled), None)
    if number is None:
        return None
    name = " ".join(text[: number.start].split()).rstrip(" ,:;(-–")
    return SafeCall(name, number.text, number.dialled)


def read_safe_hours(text: str) -> SafeHours | None:
    """Return the times in "10:00 tot 14:30"; None for any other text, which needs a person."""
    match = WINDOW.fullmatch(text.strip())
    if not match:
        return None
    begin_hour, begin_minute, end_hour, end_minute = (int(part or 0) for part in match.groups())
    begin, end = time(begin_hour, begin_minute), time(end_hour, end_minute)
    return SafeHours(begin, end) if begin != end else None


def hours_said_in(text: str) -> SafeHours | None:
    """Return the times that somebody means in their own words; None when that is not certain.

    Besides times, "overdag" or "alleen overdag" means from eight to six, also before a comma.
    """
    return DAYTIME if IN_DAYTIME.match(text.strip()) else read_safe_hours(text)


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
