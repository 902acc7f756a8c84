"""What leaves a case: by which way, which kinds of facts, and on what it rests."""

from enum import StrEnum

from uitweg.casework.cases.rules.visibility import GROUP_WORDS, DataGroup


class Via(StrEnum):
    """The way something left."""

    REFERRAL = "referral"
    CONFERENCE = "conference"
    POLICE = "police"
    LAWYER = "lawyer"
    EXPORT = "export"
    INSIGHT = "insight"
    PAPER = "paper"
    FILE = "file"


VIA_WORDS = {
    Via.REFERRAL: "Verwijzing",
    Via.CONFERENCE: "Overleg",
    Via.POLICE: "Politie",
    Via.LAWYER: "Advocaat",
    Via.EXPORT: "Lijst als Excel-bestand",
    Via.INSIGHT: "Inzage",
    Via.PAPER: "Op papier",
    Via.FILE: "Bestand op de eigen computer",
}


class Basis(StrEnum):
    """On what a disclosure rests: consent, or a ground with its reason."""

    OWN_WORK = "own-work"
    CONSENT = "consent"
    REQUEST = "request"
    LAW = "law"
    DANGER = "danger"
    OTHER = "other"


BASIS_WORDS = {
    Basis.OWN_WORK: "Eigen werk van het team",
    Basis.CONSENT: "Toestemming",
    Basis.REQUEST: "De jongere vroeg erom",
    Basis.LAW: "De wet verplicht het",
    Basis.DANGER: "Gevaar dat niet kan wachten",
    Basis.OTHER: "Anders",
}
NEEDS_REASON = frozenset({Basis.LAW, Basis.DANGER, Basis.OTHER})
"""Without consent somebody writes down why."""


def as_stored(groups: frozenset[DataGroup]) -> str:
    """Write groups in their fixed order, as one open word a group."""
    return ",".join(group for group in DataGroup if group in groups)


def groups_of(stored: str) -> frozenset[DataGroup]:
    return frozenset(DataGroup(one) for one in stored.split(",") if one)


def in_words(stored: str) -> str:
    """Say stored groups in Dutch; none is only number, state and days."""
    named = [GROUP_WORDS[DataGroup(one)] for one in stored.split(",") if one]
    return ", ".join(named) or "geen persoonsgegevens"
