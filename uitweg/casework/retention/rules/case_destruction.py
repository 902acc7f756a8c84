"""Destroying cases: what a run is, what may follow what, and what keeps a case from going."""

from dataclasses import dataclass
from datetime import date

from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.platform.choices import Choices


class DestructionKind(Choices):
    """What a run takes away: whole cases, the person in one, or calls that became no case."""

    CASES = "cases", "Casussen"
    PERSON = "person", "De persoon in een casus"
    CALLS = "calls", "Belnotities"


class DestructionState(Choices):
    PROPOSED = "proposed", "Voorgesteld"
    APPROVED = "approved", "Akkoord, gaat nu"
    EXECUTED = "executed", "Vernietigd"
    REFUSED = "refused", "Niet gedaan"


DESTRUCTION_TRANSITIONS: dict[DestructionState, frozenset[DestructionState]] = {
    DestructionState.PROPOSED: frozenset({DestructionState.APPROVED, DestructionState.REFUSED}),
    DestructionState.APPROVED: frozenset({DestructionState.EXECUTED}),
    DestructionState.EXECUTED: frozenset(),
    DestructionState.REFUSED: frozenset(),
}


class ListedCaseState(Choices):
    """Where one case of a run is: `going` is past the claim, `left` is that it stays after all."""

    LISTED = "listed"
    GOING = "going"
    GONE = "gone"
    LEFT = "left"


OPEN_LINE_STATES = (ListedCaseState.LISTED, ListedCaseState.GOING)


class CaseHoldReason(Choices):
    """Why a case stays longer; a short fixed list, for free text could name somebody."""

    LAW = "law", "Politie, justitie of de rechter vraagt erom"
    COMPLAINT = "complaint", "Er loopt een klacht of bezwaar"
    INSIGHT = "insight", "De jongere vraagt om inzage"
    YOUNGSTER = "youngster", "De jongere wil dat het blijft"
    OTHER_CASE = "other-case", "Nodig voor een andere casus"


class StayReason(Choices):
    """Why a case on an approved list stayed."""

    NOT_CLOSED = "not-closed", "weer open, of al weg"
    TERM = "term", "de termijn is niet voorbij"
    HELD = "held", "iemand wil dat de casus blijft"
    UNSIGNED = "unsigned", "de tabel is niet ondertekend"
    MESSAGE = "message", "er wacht een bericht van de melder"
    GROUND = "ground", "op deze grondslag kan dat niet"
    REFUSED = "refused", "het voorstel is niet gedaan"


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
