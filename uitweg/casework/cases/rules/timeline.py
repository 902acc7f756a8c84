"""The kinds of entry on a case's timeline."""

from enum import StrEnum


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


MANUAL_KINDS = (EntryKind.NOTE, EntryKind.CALL, EntryKind.DECISION)


EVENT_KINDS = frozenset({EntryKind.EVENT, EntryKind.OBSERVATION})


TIMELINE_FILTERS = {
    "gesprekken": ("Gesprekken", frozenset({EntryKind.CALL, EntryKind.REPORT})),
    "gebeurd": ("Wat er gebeurde", frozenset({EntryKind.EVENT})),
    "signalen": ("Signalen", frozenset({EntryKind.OBSERVATION})),
    "besluiten": ("Besluiten", frozenset({EntryKind.DECISION, EntryKind.STEP})),
    "termijnen": ("Termijnen", frozenset({EntryKind.PERIOD})),
    "mail": ("Mail en bestanden", frozenset({EntryKind.MAIL, EntryKind.FILE})),
}
"""What the timeline can be narrowed to: a word for the address, a word to read, the kinds."""
