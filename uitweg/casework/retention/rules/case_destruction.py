"""Destroying cases: what a run is, what may follow what, and what keeps a case from going."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from uitweg.casework.cases.rules.workflow import CaseState


class DestructionKind(StrEnum):
    """What a run takes away: whole cases, the person in one, or calls that became no case."""

    CASES = "cases"
    PERSON = "person"
    CALLS = "calls"


class DestructionState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    EXECUTED = "executed"
    REFUSED = "refused"


DESTRUCTION_TRANSITIONS: dict[DestructionState, frozenset[DestructionState]] = {
    DestructionState.PROPOSED: frozenset({DestructionState.APPROVED, DestructionState.REFUSED}),
    DestructionState.APPROVED: frozenset({DestructionState.EXECUTED}),
    DestructionState.EXECUTED: frozenset(),
    DestructionState.REFUSED: frozenset(),
}
KIND_WORDS = {
    DestructionKind.CASES: "Casussen",
    DestructionKind.PERSON: "De persoon in een casus",
    DestructionKind.CALLS: "Belnotities",
}
RUN_WORDS = {
    DestructionState.PROPOSED: "Voorgesteld",
    DestructionState.APPROVED: "Akkoord, gaat nu",
    DestructionState.EXECUTED: "Vernietigd",
    DestructionState.REFUSED: "Niet gedaan",
}


class ListedCaseState(StrEnum):
    """Where one case of a run is: `going` is past the claim, `left` is that it stays after all."""

    LISTED = "listed"
    GOING = "going"
    GONE = "gone"
    LEFT = "left"


OPEN_LINE_STATES = (ListedCaseState.LISTED, ListedCaseState.GOING)


class CaseHoldReason(StrEnum):
    """Why a case stays longer; a short fixed list, for free text could name somebody."""

    LAW = "law"
    COMPLAINT = "complaint"
    INSIGHT = "insight"
    YOUNGSTER = "youngster"
    OTHER_CASE = "other-case"


HELD_WORDS = {
    CaseHoldReason.LAW: "Politie, justitie of de rechter vraagt erom",
    CaseHoldReason.COMPLAINT: "Er loopt een klacht of bezwaar",
    CaseHoldReason.INSIGHT: "De jongere vraagt om inzage",
    CaseHoldReason.YOUNGSTER: "De jongere wil dat het blijft",
    CaseHoldReason.OTHER_CASE: "Nodig voor een andere casus",
}


class StayReason(StrEnum):
    """Why a case on an approved list stayed."""

    NOT_CLOSED = "not-closed"
    TERM = "term"
    HELD = "held"
    UNSIGNED = "unsigned"
    MESSAGE = "message"
    GROUND = "ground"
    REFUSED = "refused"


LEFT_WORDS = {
    StayReason.NOT_CLOSED: "weer open, of al weg",
    StayReason.TERM: "de termijn is niet voorbij",
    StayReason.HELD: "iemand wil dat de casus blijft",
    StayReason.UNSIGNED: "de tabel is niet ondertekend",
    StayReason.MESSAGE: "er wacht een bericht van de melder",
    StayReason.GROUND: "op deze grondslag kan dat niet",
    StayReason.REFUSED: "het voorstel is niet gedaan",
}


@dataclass(frozen=True)
class DestructionFacts:
    """What is asked of a case before it, or its person, goes; in plain values."""

    state: CaseState
    kept_until: date | None
    held_until: date | None
    signed: bool
    on_request: bool


def stays_because(
    kind: DestructionKind, case: DestructionFacts, *, today: date
) -> StayReason | None:
    """Say what keeps it, or None when it goes."""
    if not case.signed:
        return StayReason.UNSIGNED
    held = case.held_until is not None and case.held_until >= today
    if kind is DestructionKind.PERSON:
        if case.state is CaseState.DESTROYED:
            return StayReason.NOT_CLOSED
        return StayReason.HELD if held else None if case.on_request else StayReason.GROUND
    if case.state is not CaseState.CLOSED:
        return StayReason.NOT_CLOSED
    if case.kept_until is None or case.kept_until >= today:
        return StayReason.TERM
    return StayReason.HELD if held else None
