"""The kinds of entry on a case's timeline, and the filters that show some of them."""

from uitweg.platform.choices import Choices


class EntryKind(Choices):
    NOTE = "note", "Notitie"
    CALL = "call", "Telefoongesprek"
    DECISION = "decision", "Besluit"
    REPORT = "report", "Melding"
    STEP = "step", "Stap"
    EVENT = "event", "Gebeurtenis"
    OBSERVATION = "observation", "Signaal"
    MAIL = "mail", "Mail"
    FILE = "file", "Bestand"
    HANDOVER = "handover", "Overdracht"
    PERIOD = "period", "Termijn"
    PARTNER = "partner", "Antwoord van een partner"


MANUAL_KINDS = (EntryKind.NOTE, EntryKind.CALL, EntryKind.DECISION)
SYSTEM_KINDS = frozenset({EntryKind.STEP, EntryKind.PERIOD})
"""Entries that the program wrote: a change of state, a period that began or ended."""
EVENT_KINDS = frozenset({EntryKind.EVENT, EntryKind.OBSERVATION})

TIMELINE_FILTERS = {
    "gesprekken": ("Gesprekken", frozenset({EntryKind.CALL, EntryKind.REPORT})),
    "gebeurd": ("Wat er gebeurde", frozenset({EntryKind.EVENT})),
    "signalen": ("Signalen", frozenset({EntryKind.OBSERVATION})),
    "besluiten": ("Besluiten", frozenset({EntryKind.DECISION, EntryKind.STEP})),
    "termijnen": ("Termijnen", frozenset({EntryKind.PERIOD})),
    "partners": ("Partners", frozenset({EntryKind.PARTNER})),
    "mail": ("Mail en bestanden", frozenset({EntryKind.MAIL, EntryKind.FILE})),
}
"""By name in the address: the words on the page, and the kinds of entry that the filter shows."""
