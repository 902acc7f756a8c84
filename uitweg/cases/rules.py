"""A case's decisions: what its words are, how far a grant lets in, what may follow what."""

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
    PERIOD = "period"


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
    EntryKind.PERIOD: "Termijn",
}
WRITTEN_BY_HAND = (EntryKind.NOTE, EntryKind.CALL, EntryKind.DECISION)
HAPPENED = frozenset({EntryKind.EVENT, EntryKind.OBSERVATION})

VIEWS = {
    "gesprekken": ("Gesprekken", frozenset({EntryKind.CALL, EntryKind.REPORT})),
    "gebeurd": ("Wat er gebeurde", frozenset({EntryKind.EVENT})),
    "signalen": ("Signalen", frozenset({EntryKind.OBSERVATION})),
    "besluiten": ("Besluiten", frozenset({EntryKind.DECISION, EntryKind.STEP})),
    "termijnen": ("Termijnen", frozenset({EntryKind.PERIOD})),
    "mail": ("Mail en bestanden", frozenset({EntryKind.MAIL, EntryKind.FILE})),
}
"""What the timeline can be narrowed to: a word for the address, a word to read, the kinds."""


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
