"""What a case holds: sheets and their safety card, the plan, entries of the timeline."""

from uitweg.platform.choices import Choices


class SheetKind(Choices):
    """A form about the case that is stored in versions, encrypted with the case key."""

    PERSON = "person", "Persoon"
    SAFETY = "safety", "Veiligheidskaart"
    JUDGEMENT = "judgement", "Veiligheidstaxatie"
    CLOSING = "closing", "Afsluiting"


class YoungsterKnows(Choices):
    """Whether the youngster knows that the case is being closed."""

    YES = "yes", "Ja"
    NO = "no", "Nee"


def merge_fields(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> tuple[dict[str, str], frozenset[str]]:
    """Merge two edits of one sheet, field by field; return the fields, and which ones conflict.

    A field that one of the two changed has their text. A field that both changed to different
    texts conflicts: it has the text of `mine`, and a person must choose.
    """
    merged, conflicting = dict(theirs), set()
    for name, text in mine.items():
        before, their_text = base.get(name, ""), theirs.get(name, "")
        if text != before:
            merged[name] = text
            if their_text not in (before, text):
                conflicting.add(name)
    return merged, frozenset(conflicting)


class Risk(Choices):
    """How unsafe a member of the team judged the youngster to be; never calculated."""

    UNKNOWN = "unknown", "Nog niet beoordeeld"
    LOW = "low", "Nu veilig genoeg"
    HIGH = "high", "Onveilig"
    ACUTE = "acute", "Acuut gevaar"


UNSAFE_RISKS = frozenset({Risk.HIGH, Risk.ACUTE})


class Domain(Choices):
    """The part of life that a goal is about."""

    SAFETY = "safety", "veiligheid"
    SHELTER = "shelter", "opvang"
    CARE = "care", "zorg"
    SCHOOL = "school", "school"
    JOB = "job", "werk"
    MONEY = "money", "geld"
    LAW = "law", "recht"
    NETWORK = "network", "mensen eromheen"


class GoalState(Choices):
    OPEN = "open"
    REACHED = "reached", "Gehaald"
    DROPPED = "dropped", "Losgelaten"


class ActionState(Choices):
    OPEN = "open"
    DONE = "done", "Klaar"
    DROPPED = "dropped", "Vervalt"
    PASSED = "passed", "Overgedragen"


GOAL_ENDS = (GoalState.REACHED, GoalState.DROPPED)
ACTION_ENDS = (ActionState.DONE, ActionState.PASSED, ActionState.DROPPED)
"""How a goal and an open action may end when a case is closed, in the order of the buttons."""


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
