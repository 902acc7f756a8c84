"""A case's decisions: its states and what may follow what."""

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


class Level(StrEnum):
    """How far a grant lets someone in."""

    CARD = "card"
    READ = "read"
    WORK = "work"
    MANAGE = "manage"


READS = frozenset({Level.READ, Level.WORK, Level.MANAGE})
WORKS = frozenset({Level.WORK, Level.MANAGE})


class EntryKind(StrEnum):
    NOTE = "note"
    CALL = "call"
    DECISION = "decision"
    REPORT = "report"


KIND_WORDS = {
    EntryKind.NOTE: "Notitie",
    EntryKind.CALL: "Telefoongesprek",
    EntryKind.DECISION: "Besluit",
    EntryKind.REPORT: "Melding",
}


TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.INTAKE: frozenset({CaseState.TRIAGE, CaseState.CLOSING}),
    CaseState.TRIAGE: frozenset({CaseState.PLAN, CaseState.CLOSING}),
    CaseState.PLAN: frozenset({CaseState.ACTIVE, CaseState.CLOSING}),
    CaseState.ACTIVE: frozenset({CaseState.MONITORING, CaseState.CLOSING}),
    CaseState.MONITORING: frozenset({CaseState.ACTIVE, CaseState.CLOSING}),
    CaseState.CLOSING: frozenset({CaseState.CLOSED}),
    CaseState.CLOSED: frozenset({CaseState.ACTIVE, CaseState.DESTROYED}),
    CaseState.DESTROYED: frozenset(),
}
