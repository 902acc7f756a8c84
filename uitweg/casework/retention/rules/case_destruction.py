"""Destroying cases: what a run is, what may follow what, and what keeps a case from going."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from uitweg.casework.cases.rules.workflow import CaseState


class Kind(StrEnum):
    """What a run takes away: whole cases, the person in one, or calls that became no case."""

    CASES = "cases"
    PERSON = "person"
    CALLS = "calls"


class RunState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    EXECUTED = "executed"
    REFUSED = "refused"


RUN_TRANSITIONS: dict[RunState, frozenset[RunState]] = {
    RunState.PROPOSED: frozenset({RunState.APPROVED, RunState.REFUSED}),
    RunState.APPROVED: frozenset({RunState.EXECUTED}),
    RunState.EXECUTED: frozenset(),
    RunState.REFUSED: frozenset(),
}
KIND_WORDS = {
    Kind.CASES: "Casussen",
    Kind.PERSON: "De persoon in een casus",
    Kind.CALLS: "Belnotities",
}
RUN_WORDS = {
    RunState.PROPOSED: "Voorgesteld",
    RunState.APPROVED: "Akkoord, gaat nu",
    RunState.EXECUTED: "Vernietigd",
    RunState.REFUSED: "Niet gedaan",
}


class LineState(StrEnum):
    """Where one case of a run is: `going` is past the claim, `left` is that it stays after all."""

    LISTED = "listed"
    GOING = "going"
    GONE = "gone"
    LEFT = "left"


UNDER_WAY = (LineState.LISTED, LineState.GOING)


class HeldFor(StrEnum):
    """Why a case stays longer; a short fixed list, for free text could name somebody."""

    LAW = "law"
    COMPLAINT = "complaint"
    INSIGHT = "insight"
    YOUNGSTER = "youngster"
    OTHER_CASE = "other-case"


HELD_WORDS = {
    HeldFor.LAW: "Politie, justitie of de rechter vraagt erom",
    HeldFor.COMPLAINT: "Er loopt een klacht of bezwaar",
    HeldFor.INSIGHT: "De jongere vraagt om inzage",
    HeldFor.YOUNGSTER: "De jongere wil dat het blijft",
    HeldFor.OTHER_CASE: "Nodig voor een andere casus",
}


class Left(StrEnum):
    """Why a case on an approved list stayed."""

    NOT_CLOSED = "not-closed"
    TERM = "term"
    HELD = "held"
    UNSIGNED = "unsigned"
    MESSAGE = "message"
    GROUND = "ground"
    REFUSED = "refused"


LEFT_WORDS = {
    Left.NOT_CLOSED: "weer open, of al weg",
    Left.TERM: "de termijn is niet voorbij",
    Left.HELD: "iemand wil dat zij blijft",
    Left.UNSIGNED: "de tabel is niet ondertekend",
    Left.MESSAGE: "er wacht een bericht van de melder",
    Left.GROUND: "op deze grondslag kan dat niet",
    Left.REFUSED: "het voorstel is niet gedaan",
}


@dataclass(frozen=True)
class Facts:
    """What is asked of a case before it, or its person, goes; in plain values."""

    state: CaseState
    kept_until: date | None
    held_until: date | None
    signed: bool
    on_request: bool


def stays_because(kind: Kind, case: Facts, *, today: date) -> Left | None:
    """Say what keeps it, or None when it goes."""
    if not case.signed:
        return Left.UNSIGNED
    held = case.held_until is not None and case.held_until >= today
    if kind is Kind.PERSON:
        if case.state is CaseState.DESTROYED:
            return Left.NOT_CLOSED
        return Left.HELD if held else None if case.on_request else Left.GROUND
    if case.state is not CaseState.CLOSED:
        return Left.NOT_CLOSED
    if case.kept_until is None or case.kept_until >= today:
        return Left.TERM
    return Left.HELD if held else None
