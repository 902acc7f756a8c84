"""What the software does with each row of policy/retention.yaml: from when, and who acts."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Starts(StrEnum):
    """The moments from which a term counts."""

    RECEIVED = "received"
    ANSWERED = "answered"
    CLOSED = "closed"
    FOLDED = "folded"
    STORED = "stored"
    SENT = "sent"
    TRIED = "tried"
    USED = "used"
    ASKED = "asked"
    ENDED = "ended"
    DONE = "done"


class By(StrEnum):
    """Who carries a term out."""

    TICK = "tick"
    CASE = "case"
    PERSON = "person"
    DEVICE = "device"
    NOBODY_YET = "nobody-yet"


class Unit(StrEnum):
    MINUTES = "minutes"
    DAYS = "days"
    YEARS = "years"


class Doubt(StrEnum):
    """How sure a term in a law is; the file says so, and so does every page that shows it."""

    NONE = "none"
    UNVERIFIED = "unverified"
    CONTESTED = "contested"
    OWN_CHOICE = "own-choice"

    @property
    def words(self) -> str:
        return DOUBT_WORDS[self]


DOUBT_WORDS = {
    Doubt.NONE: "",
    Doubt.UNVERIFIED: "nog niet nagekeken",
    Doubt.CONTESTED: "hierover bestaat verschil van mening",
    Doubt.OWN_CHOICE: "een keuze van de stad",
}


WORDS = frozenset(
    {"always", "while-open", "with-the-case", "while-a-member", "while-used", "on-the-device"}
)


@dataclass(frozen=True)
class Duty:
    """What the software does with a row: its start, who acts, the bounds of a city's choice."""

    starts: Starts
    by: By
    unit: Unit | None = None  # None: a word, not a number
    least: int = 0
    most: int = 0
    warns: bool = False
    of_cases: bool = False


def _tick(starts: Starts, unit: Unit, least: int, most: int, *, warns: bool = False) -> Duty:
    return Duty(starts, By.TICK, unit, least, most, warns)


GROUNDS = ("not-chosen", "wmo", "jeugdwet", "wgs", "other")
"""The grounds a case can rest on, each with a row of its own."""

A_CASE = Duty(Starts.CLOSED, By.PERSON, Unit.YEARS, 1, 115, of_cases=True)
"""A closed case stays so long; then two people may have it destroyed."""


DUTIES: dict[str, Duty] = {
    "conversation-open": Duty(Starts.RECEIVED, By.TICK),
    "conversation-advice": _tick(Starts.CLOSED, Unit.DAYS, 30, 7300, warns=True),
    "conversation-junk": _tick(Starts.CLOSED, Unit.DAYS, 14, 7300, warns=True),
    "conversation-folded": Duty(Starts.FOLDED, By.PERSON, Unit.DAYS, 7, 7300),
    "conversation-case": Duty(Starts.CLOSED, By.CASE),
    "counted-report": Duty(Starts.RECEIVED, By.NOBODY_YET),
    "tombstones": Duty(Starts.ASKED, By.NOBODY_YET),
    "exact-moments": _tick(Starts.ANSWERED, Unit.DAYS, 0, 31),
    "unnamed-uploads": _tick(Starts.STORED, Unit.DAYS, 1, 14),
    "mail-outbox": _tick(Starts.SENT, Unit.DAYS, 1, 366),
    "login-counts": _tick(Starts.TRIED, Unit.MINUTES, 15, 1440),
    "answered-questions": _tick(Starts.ANSWERED, Unit.MINUTES, 4, 1440),
    "unsent": _tick(Starts.STORED, Unit.DAYS, 1, 90),
    "sessions": Duty(Starts.USED, By.TICK),
    "invitations": Duty(Starts.ASKED, By.PERSON, Unit.DAYS, 7, 7),
    "membership": Duty(Starts.ENDED, By.PERSON),
    "member-names": Duty(Starts.ENDED, By.NOBODY_YET),
    "team-keys": Duty(Starts.STORED, By.NOBODY_YET),
    "call-notes-open": Duty(Starts.RECEIVED, By.PERSON),
    "call-notes": Duty(Starts.RECEIVED, By.PERSON, Unit.DAYS, 30, 7300),
    "counted-calls": Duty(Starts.RECEIVED, By.NOBODY_YET),
    **{f"cases-{ground}": A_CASE for ground in GROUNDS},
    "destroyed-cases": Duty(Starts.DONE, By.NOBODY_YET),
    "break-glass": _tick(Starts.ASKED, Unit.MINUTES, 30, 720),
    "lists": _tick(Starts.STORED, Unit.DAYS, 1, 14),
    "imports": _tick(Starts.DONE, Unit.DAYS, 1, 366),
    "trail": _tick(Starts.DONE, Unit.YEARS, 1, 115),
    "holds": Duty(Starts.ASKED, By.TICK),
    "notices": Duty(Starts.ASKED, By.TICK),
    "destruction-runs": Duty(Starts.DONE, By.NOBODY_YET),
    "persons": Duty(Starts.ASKED, By.PERSON),
    "destructions": Duty(Starts.DONE, By.NOBODY_YET),
    "timers": Duty(Starts.DONE, By.NOBODY_YET),
    "backups": Duty(Starts.STORED, By.PERSON, Unit.DAYS, 1, 3660),
    "drafts": Duty(Starts.STORED, By.DEVICE),
}
"""Every row the table must have, no more and no less."""


class Signer(StrEnum):
    """Who signs the table; the values are those of accounts/rules.py `Role`."""

    LEAD = "lead"
    PRIVACY = "privacy-officer"


SIGN = frozenset(Signer)
"""Both sign before anything is destroyed by its term: destruction takes two people."""


WARNED = frozenset({"coordinator", "lead", "privacy-officer"})
"""Who may be warned: those who can open the page that says what goes when."""


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; a 29th of February becomes the 1st of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
