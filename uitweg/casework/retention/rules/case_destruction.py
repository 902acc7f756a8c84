"""Destroying cases: the kinds and states of a run, and what keeps a case from destruction.

A run is a list of cases or call notes that one member proposes to destroy and another approves.
"""

from dataclasses import dataclass
from datetime import date

from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.platform.choices import Choices


class DestructionKind(Choices):
    """What a run destroys: whole cases, the person sheet of one case, or call notes."""

    CASES = "cases", "Casussen"
    PERSON = "person", "De persoon in een casus"
    CALLS = "calls", "Belnotities"


class DestructionState(Choices):
    """How far a run is."""

    PROPOSED = "proposed", "Voorgesteld"
    APPROVED = "approved", "Akkoord, gaat nu"
    EXECUTED = "executed", "Uitgevoerd"
    REFUSED = "refused", "Niet gedaan"


DESTRUCTION_TRANSITIONS: dict[DestructionState, frozenset[DestructionState]] = {
    DestructionState.PROPOSED: frozenset({DestructionState.APPROVED, DestructionState.REFUSED}),
    DestructionState.APPROVED: frozenset({DestructionState.EXECUTED}),
    DestructionState.EXECUTED: frozenset(),
    DestructionState.REFUSED: frozenset(),
}


def run_words(state: DestructionState, *, destroyed: int, proposed: int) -> str:
    """Return the state in words: destroyed is said only of what was, as some may have stayed."""
    if state is not DestructionState.EXECUTED:
        return state.words
    if not destroyed:
        return "Niets vernietigd"
    return "Vernietigd" if destroyed == proposed else f"{destroyed} van {proposed} vernietigd"


class ListedCaseState(Choices):
    """How far one case on a run is.

    `listed`: it waits. `going`: its destruction has begun. `gone`: it is destroyed.
    `left`: it stays after all.
    """

    LISTED = "listed"
    GOING = "going"
    GONE = "gone"
    LEFT = "left"


UNFINISHED_LINE_STATES = (ListedCaseState.LISTED, ListedCaseState.GOING)


class CaseHoldReason(Choices):
    """Why a case is kept longer. A fixed list, because free text could name somebody."""

    LAW = "law", "Politie, justitie of de rechter vraagt erom"
    COMPLAINT = "complaint", "Er loopt een klacht of bezwaar"
    SUBJECT_ACCESS = "subject-access", "De jongere vraagt om inzage"
    YOUNGSTER = "youngster", "De jongere wil dat het blijft"
    OTHER_CASE = "other-case", "Nodig voor een andere casus"


class StayReason(Choices):
    """Why a case is not destroyed."""

    NOT_CLOSED = "not-closed", "weer open, of al weg"
    TERM = "term", "de termijn is niet voorbij"
    HELD = "held", "iemand wil dat de casus blijft"
    UNSIGNED = "unsigned", "de tabel is niet ondertekend"
    MESSAGE = "message", "er wacht een bericht van de melder"
    GROUND = "ground", "op deze grondslag kan dat niet"
    REFUSED = "refused", "het voorstel is niet gedaan"


@dataclass(frozen=True)
class DestructionFacts:
    """What decides whether a case, or the person in it, may be destroyed.

    `kept_until` and `held_until` are last days on which it is kept. `signed` tells whether the
    retention table is signed; `on_request`, whether the youngster can have their person data
    removed on the legal ground of this case.
    """

    state: CaseState
    kept_until: date | None
    held_until: date | None
    signed: bool
    on_request: bool


def reason_to_stay(
    kind: DestructionKind, case: DestructionFacts, *, today: date
) -> StayReason | None:
    """Return what keeps a case, or the person in it, from destruction; None when nothing does."""
    if not case.signed:
        return StayReason.UNSIGNED
    if kind is DestructionKind.PERSON:
        return _reason_to_stay_person(case, today=today)
    if case.state is not CaseState.CLOSED:
        return StayReason.NOT_CLOSED
    if case.kept_until is None or case.kept_until >= today:
        return StayReason.TERM
    return StayReason.HELD if _is_held(case, today) else None


def _reason_to_stay_person(case: DestructionFacts, *, today: date) -> StayReason | None:
    if case.state is CaseState.DESTROYED:
        return StayReason.NOT_CLOSED
    if _is_held(case, today):
        return StayReason.HELD
    return None if case.on_request else StayReason.GROUND


def _is_held(case: DestructionFacts, today: date) -> bool:
    return case.held_until is not None and case.held_until >= today
