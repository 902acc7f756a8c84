"""What a case lacks before it may go on to another state: decided from plain values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from uitweg.casework.cases.rules.closing import Ending
from uitweg.casework.cases.rules.grounds import LegalGround
from uitweg.casework.cases.rules.safety import UNSAFE_RISKS, Risk
from uitweg.casework.cases.rules.sheets import YoungsterKnows
from uitweg.platform.choices import Choices


class CaseState(Choices):
    INTAKE = "intake", "Intake"
    TRIAGE = "triage", "Triage"
    PLAN = "plan", "Plan maken"
    ACTIVE = "active", "In uitvoering"
    MONITORING = "monitoring", "Monitoring"
    CLOSING = "closing", "Afsluiten"
    CLOSED = "closed", "Gesloten"
    DESTROYED = "destroyed", "Vernietigd"


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
    has_safety_card: bool
    goals: int
    planned_actions: int  # with an owner and a day, open or done
    open_actions: int
    late_actions: int
    review_on: date | None
    running_periods: int = 0


class Requirement(Choices):
    """What a case needs before it may go to another state, and the sentence that asks for it."""

    RISK = "risk", "Beoordeel eerst de veiligheid."
    GROUND = "ground", "Kies de grondslag."
    GOAL = "goal", "Zet minstens één doel in het plan."
    ACTION = "action", "Zet minstens één actie in het plan, met wie en wanneer."
    CARD = "card", "Het is onveilig: vul de veiligheidskaart in."
    LATE = "late", "Er staat een actie open die te laat is."
    LOOK_ON = "look-on", "Kies de dag waarop je weer kijkt."
    OPEN_ACTIONS = "open-actions", "Zeg bij elke open actie hoe het verder gaat."
    PERIODS = "periods", "Zeg bij elke termijn die loopt hoe het verder gaat."
    ENDING = "ending", "Kies waarom je de casus afsluit."
    TOLD = "told", "Zeg of de jongere het weet, en als het niet zo is waarom."
    WHY = "why", "Schrijf op waarom de casus weer opengaat."


def missing_for(
    now: CaseState, then: CaseState, case: TransitionFacts, *, today: date
) -> tuple[Requirement, ...]:
    """Name what a case in state `now` lacks to go to `then`.

    Going back to work asks nothing: what was there before may have changed since.
    """
    back_to_work = then is CaseState.ACTIVE and now is not CaseState.PLAN
    return () if back_to_work else tuple(_missing(then, case, today))


def _missing(then: CaseState, case: TransitionFacts, today: date) -> Iterator[Requirement]:
    if then is CaseState.PLAN:
        if case.risk is Risk.UNKNOWN:
            yield Requirement.RISK
        if case.ground is LegalGround.NOT_CHOSEN:
            yield Requirement.GROUND
    if then is CaseState.ACTIVE:
        if not case.goals:
            yield Requirement.GOAL
        if not case.planned_actions:
            yield Requirement.ACTION
        if case.risk in UNSAFE_RISKS and not case.has_safety_card:
            yield Requirement.CARD
    if then is CaseState.MONITORING:
        if case.late_actions:
            yield Requirement.LATE
        if case.review_on is None or case.review_on < today:
            yield Requirement.LOOK_ON
    if then is CaseState.CLOSING:
        if case.open_actions:
            yield Requirement.OPEN_ACTIONS
        if case.running_periods:
            yield Requirement.PERIODS


def missing_for_closing(ending: Ending | None, words: Mapping[str, str]) -> tuple[Requirement, ...]:
    """Name what the form on closing lacks: why, and whether the youngster knows, or why not."""
    told = words.get("told") == YoungsterKnows.YES or (
        words.get("told") == YoungsterKnows.NO and bool(words.get("why_not", "").strip())
    )
    return (*(() if ending else (Requirement.ENDING,)), *(() if told else (Requirement.TOLD,)))
