"""A case's decisions: what its words are, how far a grant lets in, what may follow what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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
    CaseState.MONITORING: "Volgen",
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
AT_WORK = frozenset(CaseState) - {CaseState.CLOSED, CaseState.DESTROYED}


class Level(StrEnum):
    """How far a grant lets someone in."""

    CARD = "card"
    READ = "read"
    WORK = "work"
    MANAGE = "manage"


READS = frozenset({Level.READ, Level.WORK, Level.MANAGE})
WORKS = frozenset({Level.WORK, Level.MANAGE})
MANAGES = frozenset({Level.MANAGE})


class EntryKind(StrEnum):
    NOTE = "note"
    CALL = "call"
    DECISION = "decision"
    REPORT = "report"
    STEP = "step"
    EVENT = "event"
    OBSERVATION = "observation"
    MAIL = "mail"
    FILE = "file"
    HANDOVER = "handover"


KIND_WORDS = {
    EntryKind.NOTE: "Notitie",
    EntryKind.CALL: "Telefoongesprek",
    EntryKind.DECISION: "Besluit",
    EntryKind.REPORT: "Melding",
    EntryKind.STEP: "Stap",
    EntryKind.EVENT: "Gebeurtenis",
    EntryKind.OBSERVATION: "Signaal",
    EntryKind.MAIL: "Mail",
    EntryKind.FILE: "Bestand",
    EntryKind.HANDOVER: "Overdracht",
}
WRITTEN_BY_HAND = (EntryKind.NOTE, EntryKind.CALL, EntryKind.DECISION)
HAPPENED = frozenset({EntryKind.EVENT, EntryKind.OBSERVATION})

VIEWS = {
    "gesprekken": ("Gesprekken", frozenset({EntryKind.CALL, EntryKind.REPORT})),
    "gebeurd": ("Wat er gebeurde", frozenset({EntryKind.EVENT})),
    "signalen": ("Signalen", frozenset({EntryKind.OBSERVATION})),
    "besluiten": ("Besluiten", frozenset({EntryKind.DECISION, EntryKind.STEP})),
    "mail": ("Mail en bestanden", frozenset({EntryKind.MAIL, EntryKind.FILE})),
}
"""What the timeline can be narrowed to: a word for the address, a word to read, the kinds."""


class SheetKind(StrEnum):
    """What a case keeps in versions, each under the case's key."""

    PERSON = "person"
    SAFETY = "safety"
    JUDGEMENT = "judgement"
    CLOSING = "closing"


SHEET_FIELDS: dict[SheetKind, dict[str, str]] = {
    SheetKind.PERSON: {
        "name": "Naam",
        "called": "Roepnaam of bijnaam",
        "age": "Leeftijd nu",
        "born": "Geboortedatum",
        "age_at_start": "Leeftijd toen het begon",
        "lvb": "Licht verstandelijke beperking: bekend, vermoed of niet bekend",
        "languages": "Talen",
        "phones": "Telefoonnummers",
        "lives": "Woont waar en bij wie",
        "school": "School of werk",
        "plate": "Kentekens",
        "guardians": "Ouders, voogd of verzorgers",
    },
    SheetKind.SAFETY: {
        "alarm": "Wat is het grootste gevaar?",
        "contact": "Hoe en wanneer is contact veilig?",
        "where": "Waar is de jongere nu?",
        "address": "Het adres",
        "secret_from": "Wie mag niets weten?",
        "plan_b": "Wat doen we als het misgaat?",
        "lawyer": "Wie is de advocaat?",
        "school": "Wat weet school?",
        "no": "Wat mag nooit gebeuren?",
    },
    SheetKind.JUDGEMENT: {
        "facts": "Wat weten we zeker?",
        "gaps": "Wat weten we niet?",
        "conclusion": "Wat vind jij, en waarom?",
    },
    SheetKind.CLOSING: {
        "stays": "Wat blijft er geregeld voor de jongere?",
        "call": "Wie kan de jongere bellen?",
        "told": "Weet de jongere dat we afsluiten?",
        "why_not": "Zo nee, waarom niet?",
    },
}
"""The fields of each sheet, in a fixed order, with the question each one asks."""
SHEET_WORDS = {
    SheetKind.PERSON: "Persoon",
    SheetKind.SAFETY: "Veiligheidskaart",
    SheetKind.JUDGEMENT: "Beoordeling van de veiligheid",
    SheetKind.CLOSING: "Afsluiting",
}


class Risk(StrEnum):
    """How unsafe a person of the team judged it to be; never worked out by a program."""

    UNKNOWN = "unknown"
    LOW = "low"
    HIGH = "high"
    ACUTE = "acute"


RISK_WORDS = {
    Risk.UNKNOWN: "Nog niet beoordeeld",
    Risk.LOW: "Nu veilig genoeg",
    Risk.HIGH: "Onveilig",
    Risk.ACUTE: "Acuut gevaar",
}
UNSAFE = frozenset({Risk.HIGH, Risk.ACUTE})


class Ground(StrEnum):
    """On what the team keeps this case; which ones hold in a city is for its lawyers to say."""

    NOT_CHOSEN = "not-chosen"
    WMO = "wmo"
    JEUGDWET = "jeugdwet"
    WGS = "wgs"
    OTHER = "other"


GROUND_WORDS = {
    Ground.NOT_CHOSEN: "Nog niet gekozen",
    Ground.WMO: "Wmo",
    Ground.JEUGDWET: "Jeugdwet",
    Ground.WGS: "Wet gegevensverwerking door samenwerkingsverbanden",
    Ground.OTHER: "Anders",
}


class Ending(StrEnum):
    """Why a case is closed; counted, so fixed."""

    SAFE = "safe"
    HANDED_OVER = "handed-over"
    NOT_WANTED = "not-wanted"
    OUT_OF_SIGHT = "out-of-sight"
    NO_EXPLOITATION = "no-exploitation"


ENDING_WORDS = {
    Ending.SAFE: "Veilig, doelen bereikt",
    Ending.HANDED_OVER: "Overgedragen aan een ander",
    Ending.NOT_WANTED: "De jongere wil geen hulp",
    Ending.OUT_OF_SIGHT: "Uit beeld",
    Ending.NO_EXPLOITATION: "Bleek geen uitbuiting",
}


class Domain(StrEnum):
    """What a goal is about."""

    SAFETY = "safety"
    SHELTER = "shelter"
    CARE = "care"
    SCHOOL = "school"
    JOB = "job"
    MONEY = "money"
    LAW = "law"
    NETWORK = "network"


DOMAIN_WORDS = {
    Domain.SAFETY: "veiligheid",
    Domain.SHELTER: "opvang",
    Domain.CARE: "zorg",
    Domain.SCHOOL: "school",
    Domain.JOB: "werk",
    Domain.MONEY: "geld",
    Domain.LAW: "recht",
    Domain.NETWORK: "mensen eromheen",
}


class GoalState(StrEnum):
    OPEN = "open"
    REACHED = "reached"
    DROPPED = "dropped"


class ActionState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    PASSED = "passed"


ACTION_WORDS = {
    ActionState.DONE: "Klaar",
    ActionState.PASSED: "Overgedragen",
    ActionState.DROPPED: "Vervalt",
}
GOAL_WORDS = {GoalState.REACHED: "Gehaald", GoalState.DROPPED: "Losgelaten"}
"""What may be said of a goal and of an open action when a case is closed."""
TOLD_WORDS = {"yes": "Ja", "no": "Nee"}


@dataclass(frozen=True)
class Standing:
    """What a move asks about a case, in plain values."""

    risk: Risk
    ground: Ground
    has_card: bool
    goals: int
    planned_actions: int  # with an owner and a day, open or done
    open_actions: int
    late_actions: int
    look_on: date | None


MISSING_WORDS = {
    "risk": "Beoordeel eerst de veiligheid.",
    "ground": "Kies de grondslag.",
    "goal": "Zet minstens één doel in het plan.",
    "action": "Zet minstens één actie in het plan, met wie en wanneer.",
    "card": "Het is onveilig: vul de veiligheidskaart in.",
    "late": "Er staat een actie open die te laat is.",
    "look-on": "Kies de dag waarop je weer kijkt.",
    "open-actions": "Zeg bij elke open actie hoe het verder gaat.",
    "ending": "Kies waarom je de casus afsluit.",
    "told": "Zeg of de jongere het weet, en als het niet zo is waarom.",
    "why": "Schrijf op waarom de casus weer opengaat.",
}


def missing_for(now: CaseState, then: CaseState, case: Standing, *, today: date) -> tuple[str, ...]:
    """Name what a case in state `now` lacks to go to `then` (keys of MISSING_WORDS).

    Going back to work asks nothing: what was there before may have changed since.
    """
    back_to_work = then is CaseState.ACTIVE and now is not CaseState.PLAN
    return () if back_to_work else tuple(_missing(then, case, today))


def _missing(then: CaseState, case: Standing, today: date) -> Iterator[str]:
    if then is CaseState.PLAN:
        if case.risk is Risk.UNKNOWN:
            yield "risk"
        if case.ground is Ground.NOT_CHOSEN:
            yield "ground"
    if then is CaseState.ACTIVE:
        if not case.goals:
            yield "goal"
        if not case.planned_actions:
            yield "action"
        if case.risk in UNSAFE and not case.has_card:
            yield "card"
    if then is CaseState.MONITORING:
        if case.late_actions:
            yield "late"
        if case.look_on is None or case.look_on < today:
            yield "look-on"
    if then is CaseState.CLOSING and case.open_actions:
        yield "open-actions"


def closing_lacks(ending: Ending | None, words: Mapping[str, str]) -> tuple[str, ...]:
    """Name what the form on closing lacks: why, and whether the youngster knows, or why not."""
    told = words.get("told") == "yes" or (
        words.get("told") == "no" and bool(words.get("why_not", "").strip())
    )
    return (*(() if ending else ("ending",)), *(() if told else ("told",)))


def merged(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> tuple[dict[str, str], frozenset[str]]:
    """Merge two edits of one sheet, field by field; the second value names what both changed.

    What only one of the two touched is taken from that one. Where both did, `mine` stands in
    the result, for a person to choose.
    """
    result, both = dict(theirs), set()
    for name, text in mine.items():
        was, other = base.get(name, ""), theirs.get(name, "")
        if text != was:
            result[name] = text
            if other not in (was, text):
                both.add(name)
    return result, frozenset(both)
