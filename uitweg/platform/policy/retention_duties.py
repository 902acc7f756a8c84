"""What the software does for each row of policy/retention.yaml: since when, and who acts."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from uitweg.platform.choices import Choices


class TermStart(StrEnum):
    """The moment at which a term starts."""

    RECEIVED = "received"
    ANSWERED = "answered"
    CLOSED = "closed"
    JUNKED = "junked"
    STORED = "stored"
    SENT = "sent"
    TRIED = "tried"
    USED = "used"
    ASKED = "asked"
    ENDED = "ended"
    DONE = "done"


class TermExecutor(Choices):
    """Who acts when a term is over."""

    WORKER = "worker", "Uitweg zelf"
    CASE = "case", "met de casus"
    PERSON = "person", "een mens"
    DEVICE = "device", "het toestel zelf"
    NOBODY_YET = "nobody-yet", "nog niet geregeld"


class TermUnit(StrEnum):
    MINUTES = "minutes"
    DAYS = "days"
    YEARS = "years"


class LegalDoubt(Choices):
    """How certain a term in a law is; every page that shows the term shows this too."""

    NONE = "none"
    UNVERIFIED = "unverified", "nog niet nagekeken"
    CONTESTED = "contested", "hierover bestaat verschil van mening"
    OWN_CHOICE = "own-choice", "een keuze van de stad"


class UncountedTerm(Choices):
    """A term that is no number of days or years."""

    ALWAYS = "always", "blijft"
    WHILE_OPEN = "while-open", "zolang het open is"
    WITH_THE_CASE = "with-the-case", "zolang de casus"
    WHILE_A_MEMBER = "while-a-member", "zolang iemand lid is"
    WHILE_USED = "while-used", "zolang het nodig is"
    ON_THE_DEVICE = "on-the-device", "alleen op het toestel"


@dataclass(frozen=True)
class RetentionDuty:
    """What the software does for a row: the start, who acts, and the bounds of a city's choice."""

    starts: TermStart
    by: TermExecutor
    unit: TermUnit | None = None  # None: an UncountedTerm
    least: int = 0
    most: int = 0
    warns: bool = False
    of_cases: bool = False


def _worker_duty(
    starts: TermStart, unit: TermUnit, least: int, most: int, *, warns: bool = False
) -> RetentionDuty:
    return RetentionDuty(starts, TermExecutor.WORKER, unit, least, most, warns)


CASE_GROUNDS = ("not-chosen", "wmo", "jeugdwet", "wgs", "other")
"""The legal grounds of a case; the table has a row for each."""

CASE_DUTY = RetentionDuty(
    TermStart.CLOSED, TermExecutor.PERSON, TermUnit.YEARS, 1, 115, of_cases=True
)
"""A closed case is kept for so many years; then two people may have it destroyed."""


DUTIES: dict[str, RetentionDuty] = {
    "conversation-open": RetentionDuty(TermStart.RECEIVED, TermExecutor.WORKER),
    "conversation-advice": _worker_duty(TermStart.CLOSED, TermUnit.DAYS, 30, 7300, warns=True),
    "conversation-junk": _worker_duty(TermStart.CLOSED, TermUnit.DAYS, 14, 7300, warns=True),
    "conversation-junk-batch": RetentionDuty(
        TermStart.JUNKED, TermExecutor.PERSON, TermUnit.DAYS, 7, 7300
    ),
    "conversation-case": RetentionDuty(TermStart.CLOSED, TermExecutor.CASE),
    "counted-report": RetentionDuty(TermStart.RECEIVED, TermExecutor.NOBODY_YET),
    "tombstones": RetentionDuty(TermStart.ASKED, TermExecutor.NOBODY_YET),
    "exact-moments": _worker_duty(TermStart.ANSWERED, TermUnit.DAYS, 0, 31),
    "unnamed-uploads": _worker_duty(TermStart.STORED, TermUnit.DAYS, 1, 14),
    "mail-outbox": _worker_duty(TermStart.SENT, TermUnit.DAYS, 1, 366),
    "login-counts": _worker_duty(TermStart.TRIED, TermUnit.MINUTES, 15, 1440),
    "answered-challenges": _worker_duty(TermStart.ANSWERED, TermUnit.MINUTES, 10, 1440),
    "drafts": _worker_duty(TermStart.STORED, TermUnit.DAYS, 1, 90),
    "sessions": RetentionDuty(TermStart.USED, TermExecutor.WORKER),
    "invitations": RetentionDuty(TermStart.ASKED, TermExecutor.PERSON, TermUnit.DAYS, 7, 7),
    "membership": RetentionDuty(TermStart.ENDED, TermExecutor.PERSON),
    "contact-channels": RetentionDuty(TermStart.ENDED, TermExecutor.WORKER),
    "forwarded-line": RetentionDuty(TermStart.SENT, TermExecutor.WORKER),
    "channel-tests": _worker_duty(TermStart.SENT, TermUnit.DAYS, 2, 7),
    "member-names": RetentionDuty(TermStart.ENDED, TermExecutor.NOBODY_YET),
    "lawyer-notes": _worker_duty(TermStart.ENDED, TermUnit.DAYS, 7, 366),
    "team-keys": RetentionDuty(TermStart.STORED, TermExecutor.NOBODY_YET),
    "call-notes-open": RetentionDuty(TermStart.RECEIVED, TermExecutor.PERSON),
    "call-notes": RetentionDuty(TermStart.RECEIVED, TermExecutor.PERSON, TermUnit.DAYS, 30, 7300),
    "counted-calls": RetentionDuty(TermStart.RECEIVED, TermExecutor.NOBODY_YET),
    **{f"cases-{ground}": CASE_DUTY for ground in CASE_GROUNDS},
    "destroyed-cases": RetentionDuty(TermStart.DONE, TermExecutor.NOBODY_YET),
    "coded-cases": _worker_duty(TermStart.DONE, TermUnit.YEARS, 1, 10),
    "figure-extractions": _worker_duty(TermStart.STORED, TermUnit.YEARS, 1, 10),
    "released-figures": RetentionDuty(TermStart.STORED, TermExecutor.NOBODY_YET),
    "emergency-access": _worker_duty(TermStart.ASKED, TermUnit.MINUTES, 30, 720),
    "uploaded-spreadsheets": _worker_duty(TermStart.STORED, TermUnit.DAYS, 1, 14),
    "imports": _worker_duty(TermStart.DONE, TermUnit.DAYS, 1, 366),
    "audit-log": _worker_duty(TermStart.DONE, TermUnit.YEARS, 1, 115),
    "holds": RetentionDuty(TermStart.ASKED, TermExecutor.WORKER),
    "notices": RetentionDuty(TermStart.ASKED, TermExecutor.WORKER),
    "destruction-runs": RetentionDuty(TermStart.DONE, TermExecutor.NOBODY_YET),
    "persons": RetentionDuty(TermStart.ASKED, TermExecutor.PERSON),
    "destructions": RetentionDuty(TermStart.DONE, TermExecutor.NOBODY_YET),
    "duty-rota": _worker_duty(TermStart.ENDED, TermUnit.DAYS, 90, 3660),
    "swap-requests": RetentionDuty(TermStart.ENDED, TermExecutor.WORKER),
    "absences": RetentionDuty(TermStart.ENDED, TermExecutor.WORKER),
    "page-votes": _worker_duty(TermStart.STORED, TermUnit.DAYS, 31, 1100),
    "training-sessions": _worker_duty(TermStart.ENDED, TermUnit.DAYS, 31, 1100),
    "training-reviews": RetentionDuty(TermStart.STORED, TermExecutor.WORKER),
    "pages": _worker_duty(TermStart.DONE, TermUnit.DAYS, 7, 1100),
    "podcast-sound": RetentionDuty(TermStart.ENDED, TermExecutor.WORKER),
    "podcast-consents": _worker_duty(TermStart.ENDED, TermUnit.DAYS, 31, 1830),
    "duty-status": RetentionDuty(TermStart.STORED, TermExecutor.WORKER),
    "answer-times": _worker_duty(TermStart.ANSWERED, TermUnit.YEARS, 1, 5),
    "handovers": _worker_duty(TermStart.ENDED, TermUnit.DAYS, 14, 366),
    "partners": _worker_duty(TermStart.ENDED, TermUnit.DAYS, 30, 3660),
    "nights-without-place": _worker_duty(TermStart.STORED, TermUnit.YEARS, 1, 10),
    "timers": RetentionDuty(TermStart.DONE, TermExecutor.NOBODY_YET),
    "backups": RetentionDuty(TermStart.STORED, TermExecutor.PERSON, TermUnit.DAYS, 1, 3660),
    "conferences": _worker_duty(TermStart.ENDED, TermUnit.DAYS, 30, 3660),
    "device-drafts": RetentionDuty(TermStart.STORED, TermExecutor.DEVICE),
}
"""The rows that the table must have; it can have no others."""


class TableSigner(StrEnum):
    """Who signs the table, on its page, before anything is destroyed by its term.

    The values are those of accounts/rules.py `Role`.
    """

    LEAD = "lead"
    PRIVACY = "privacy-officer"


WARNABLE_ROLES = frozenset({"coordinator", "lead", "privacy-officer"})
"""Roles that can be warned: those who may open the page with the retention terms."""


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; a 29th of February becomes the 1st of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
