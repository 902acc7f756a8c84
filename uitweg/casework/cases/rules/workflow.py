"""What a case lacks before it may go on to another state: decided from plain values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from uitweg.casework.cases.rules.closing import Ending
from uitweg.casework.cases.rules.grounds import LegalGround
from uitweg.casework.cases.rules.safety import UNSAFE_RISKS, Risk


class CaseState(StrEnum):
    INTAKE = "intake"
    TRIAGE = "triage"
    PLAN = "plan"
    ACTIVE = "active"
    MONITORING = "monitoring"
    CLOSING = "closing"
    CLOSED = "closed"
    DESTROYED = "destroyed"


STATE_WORDS = {
    CaseState.INTAKE: "Intake",
    CaseState.TRIAGE: "Triage",
    CaseState.PLAN: "Plan maken",
    CaseState.ACTIVE: "In uitvoering",
    CaseState.MONITORING: "Monitoring",
    CaseState.CLOSING: "Afsluiten",
    CaseState.CLOSED: "Gesloten",
    CaseState.DESTROYED: "Vernietigd",
}


TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.INTAKE: frozenset({CaseState.TRIAGE, CaseState.CLOSING}),
    CaseState.TRIAGE: frozenset({CaseState.PLAN, CaseState.CLOSING}),
    CaseState.PLAN: frozenset({CaseState.ACTIVE, CaseState.CLOSING}),
    CaseState.ACTIVE: frozenset({CaseState.MONITORING, CaseState.CLOSING}),
    CaseState.MONITORING: frozenset({CaseState.ACTIVE, CaseState.CLOSING}),
    CaseState.CLOSING: frozenset({CaseState.ACTIVE, CaseState.CLOSED}),
    CaseState.CLOSED: frozenset({CaseState.ACTIVE, CaseState.DESTROYED}),
    CaseState.DESTROYED: frozenset(),
}


OPEN_STATES = frozenset(CaseState) - {CaseState.CLOSED, CaseState.DESTROYED}


@dataclass(frozen=True)
class TransitionFacts:
    """What a move asks about a case, in plain values."""

    risk: Risk
    ground: LegalGround
    has_card: bool
    goals: int
    planned_actions: int  # with an owner and a day, open or done
    open_actions: int
    late_actions: int
    look_on: date | None
    running_periods: int = 0


MISSING_WORDS = {
    "risk": "Beoordeel eerst de veiligheid.",
    "ground": "Kies de grondslag.",
    "goal": "Zet minstens één doel in het plan.",
    "action": "Zet minstens één actie in het plan, met wie en wanneer.",
    "card": "Het is onveilig: vul de veiligheidskaart in.",
    "late": "Er staat een actie open die te laat is.",
    "look-on": "Kies de dag waarop je weer kijkt.",
    "open-actions": "Zeg bij elke open actie hoe het verder gaat.",
    "periods": "Zeg bij elke termijn die loopt hoe het verder gaat.",
    "ending": "Kies waarom je de casus afsluit.",
    "told": "Zeg of de jongere het weet, en als het niet zo is waarom.",
    "why": "Schrijf op waarom de casus weer opengaat.",
}


def missing_for(
    now: CaseState, then: CaseState, case: TransitionFacts, *, today: date
) -> tuple[str, ...]:
    """Name what a case in state `now` lacks to go to `then` (keys of MISSING_WORDS).

    Going back to work asks nothing: what was there before may have changed since.
    """
    back_to_work = then is CaseState.ACTIVE and now is not CaseState.PLAN
    return () if back_to_work else tuple(_missing(then, case, today))


def _missing(then: CaseState, case: TransitionFacts, today: date) -> Iterator[str]:
    if then is CaseState.PLAN:
        if case.risk is Risk.UNKNOWN:
            yield "risk"
        if case.ground is LegalGround.NOT_CHOSEN:
            yield "ground"
    if then is CaseState.ACTIVE:
        if not case.goals:
            yield "goal"
        if not case.planned_actions:
            yield "action"
        if case.risk in UNSAFE_RISKS and not case.has_card:
            yield "card"
    if then is CaseState.MONITORING:
        if case.late_actions:
            yield "late"
        if case.look_on is None or case.look_on < today:
            yield "look-on"
    if then is CaseState.CLOSING:
        if case.open_actions:
            yield "open-actions"
        if case.running_periods:
            yield "periods"


def missing_for_closing(ending: Ending | None, words: Mapping[str, str]) -> tuple[str, ...]:
    """Name what the form on closing lacks: why, and whether the youngster knows, or why not."""
    told = words.get("told") == "yes" or (
        words.get("told") == "no" and bool(words.get("why_not", "").strip())
    )
    return (*(() if ending else ("ending",)), *(() if told else ("told",)))
