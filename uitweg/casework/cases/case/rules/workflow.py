"""States of a case, its ground, and what closing needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from uitweg.casework.cases.case.rules.contents import UNSAFE_RISKS, Risk, YoungsterKnows
from uitweg.platform.choices import Choices


class LegalGround(Choices):
    """The law on which the team may keep a case; a city's lawyers decide which ones apply."""

    NOT_CHOSEN = "not-chosen", "Nog niet gekozen"
    WMO = "wmo", "Wmo"
    JEUGDWET = "jeugdwet", "Jeugdwet"
    WGS = "wgs", "Wet gegevensverwerking door samenwerkingsverbanden"
    OTHER = "other", "Anders"


class Ending(Choices):
    """Why a case is closed: a fixed choice, so that it can be counted."""

    SAFE = "safe", "Veilig, doelen bereikt"
    HANDED_OVER = "handed-over", "Overgedragen aan een ander"
    NOT_WANTED = "not-wanted", "De jongere wil geen hulp"
    OUT_OF_SIGHT = "out-of-sight", "Uit beeld"
    NO_EXPLOITATION = "no-exploitation", "Bleek geen uitbuiting"


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
    CaseState.CLOSING: frozenset({CaseState.CLOSED}),
    CaseState.CLOSED: frozenset({CaseState.DESTROYED}),
    CaseState.DESTROYED: frozenset(),
}
"""What follows what. Who does not close after all, or reopens, goes back: see `states_after`."""
LEAVING = frozenset({CaseState.CLOSING, CaseState.CLOSED})


CLOSED_STATES = frozenset({CaseState.CLOSED, CaseState.DESTROYED})
OPEN_STATES = frozenset(CaseState) - CLOSED_STATES


@dataclass(frozen=True)
class TransitionFacts:
    """What the requirements of a state depend on; `goals` and the actions are counts.

    `open_elsewhere` counts what runs with a partner.
    """

    risk: Risk
    ground: LegalGround
    has_safety_card: bool
    goals: int
    planned_actions: int  # open or done, with a due date
    open_actions: int
    late_actions: int
    review_on: date | None
    running_periods: int = 0
    open_elsewhere: int = 0


class Requirement(Choices):
    """Something a case needs before it may go to a state, with the sentence that asks for it."""

    RISK = "risk", "Beoordeel eerst de veiligheid."
    GROUND = "ground", "Kies de grondslag."
    GOAL = "goal", "Zet minstens één doel in het plan."
    ACTION = "action", "Zet minstens één actie in het plan, met wie en wanneer."
    CARD = "card", "Het is onveilig: vul de veiligheidskaart in."
    LATE = "late", "Er staat een actie open die te laat is."
    REVIEW_DATE = "look-on", "Kies de dag waarop je weer kijkt."
    OPEN_ACTIONS = "open-actions", "Zeg bij elke open actie hoe het verder gaat."
    PERIODS = "periods", "Zeg bij elke termijn die loopt hoe het verder gaat."
    REFERRALS = (
        "referrals",
        "Er loopt nog een verwijzing. Rond die af, neem de vraag terug of draag haar over.",
    )
    ENDING = "ending", "Kies waarom je de casus afsluit."
    TOLD = "told", "Zeg of de jongere het weet, en als het niet zo is waarom."
    WHY = "why", "Schrijf op waarom de casus weer opengaat."
    WHY_MONITORING = "why-monitoring", "Het is onveilig: schrijf op waarom monitoring nu genoeg is."
    WHY_CLOSING = (
        "why-closing",
        "Het is onveilig: schrijf op waarom je toch sluit, en wie er vanaf nu op let.",
    )


def states_after(current: CaseState, came_from: CaseState) -> frozenset[CaseState]:
    """Return the states that may follow; `came_from` is where a case was before it was closing."""
    back = {came_from} if current in LEAVING else set[CaseState]()
    return TRANSITIONS[current] | back


def missing_for(
    current: CaseState, to: CaseState, facts: TransitionFacts, *, today: date
) -> tuple[Requirement, ...]:
    """Return what a case still lacks to go from its current state to another.

    Going back requires nothing, whatever changed since: to where it was before it was closing, and
    from monitoring to what was done before.
    """
    goes_back = current in LEAVING or (current, to) == (CaseState.MONITORING, CaseState.ACTIVE)
    return () if goes_back else tuple(_missing(to, facts, today))


def _missing(to: CaseState, facts: TransitionFacts, today: date) -> Iterator[Requirement]:
    if to is CaseState.PLAN:
        if facts.risk is Risk.UNKNOWN:
            yield Requirement.RISK
        if facts.ground is LegalGround.NOT_CHOSEN:
            yield Requirement.GROUND
    if to is CaseState.ACTIVE:
        if not facts.goals:
            yield Requirement.GOAL
        if not facts.planned_actions:
            yield Requirement.ACTION
        if facts.risk in UNSAFE_RISKS and not facts.has_safety_card:
            yield Requirement.CARD
    if to is CaseState.MONITORING:
        if facts.late_actions:
            yield Requirement.LATE
        if facts.review_on is None or facts.review_on < today:
            yield Requirement.REVIEW_DATE
    if to is CaseState.CLOSING:
        if facts.open_actions:
            yield Requirement.OPEN_ACTIONS
        if facts.running_periods:
            yield Requirement.PERIODS
        if facts.open_elsewhere:
            yield Requirement.REFERRALS


def reason_required(current: CaseState, to: CaseState, risk: Risk) -> Requirement | None:
    """Return the sentence that asks for a reason in words for this step, or None without need."""
    if current is CaseState.CLOSED and to in OPEN_STATES:
        return Requirement.WHY
    if to is CaseState.MONITORING and risk in UNSAFE_RISKS:
        return Requirement.WHY_MONITORING
    return None


def lacks_reason_to_close(risk: Risk, fields: Mapping[str, str]) -> bool:
    """Return whether the youngster is unsafe and the closing sheet does not say why to close."""
    return risk in UNSAFE_RISKS and not fields.get("still_unsafe", "").strip()


def missing_for_closing(
    ending: Ending | None, fields: Mapping[str, str], risk: Risk
) -> tuple[Requirement, ...]:
    """Return what the form on closing still lacks; `fields` are those of its sheet.

    It needs why the case is closed, whether the youngster knows it, or why not, and of an unsafe
    youngster why it is closed all the same.
    """
    knows, why_not = fields.get("told"), fields.get("why_not", "").strip()
    says_who_knows = knows == YoungsterKnows.YES or (knows == YoungsterKnows.NO and bool(why_not))
    missing = [] if ending else [Requirement.ENDING]
    if not says_who_knows:
        missing.append(Requirement.TOLD)
    if lacks_reason_to_close(risk, fields):
        missing.append(Requirement.WHY_CLOSING)
    return tuple(missing)
