"""What leaves a case: by which way, which kinds of facts, and on what it rests."""

from enum import StrEnum

from uitweg.casework.cases.rules.data_groups import GROUP_WORDS, DataGroup


class DisclosureMethod(StrEnum):
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
    DisclosureMethod.REFERRAL: "Verwijzing",
    DisclosureMethod.CONFERENCE: "Overleg",
    DisclosureMethod.POLICE: "Politie",
    DisclosureMethod.LAWYER: "Advocaat",
    DisclosureMethod.EXPORT: "Lijst als Excel-bestand",
    DisclosureMethod.INSIGHT: "Inzage",
    DisclosureMethod.PAPER: "Op papier",
    DisclosureMethod.FILE: "Bestand op de eigen computer",
}


class DisclosureBasis(StrEnum):
    """On what a disclosure rests: consent, or a ground with its reason."""

    OWN_WORK = "own-work"
    CONSENT = "consent"
    REQUEST = "request"
    LAW = "law"
    DANGER = "danger"
    OTHER = "other"


BASIS_WORDS = {
    DisclosureBasis.OWN_WORK: "Eigen werk van het team",
    DisclosureBasis.CONSENT: "Toestemming",
    DisclosureBasis.REQUEST: "De jongere vroeg erom",
    DisclosureBasis.LAW: "De wet verplicht het",
    DisclosureBasis.DANGER: "Gevaar dat niet kan wachten",
    DisclosureBasis.OTHER: "Anders",
}
BASES_NEEDING_REASON = frozenset(
    {DisclosureBasis.LAW, DisclosureBasis.DANGER, DisclosureBasis.OTHER}
)
"""Without consent somebody writes down why."""


def groups_to_text(groups: frozenset[DataGroup]) -> str:
    """Write groups in their fixed order, as one open word a group."""
    return ",".join(group for group in DataGroup if group in groups)


def groups_from_text(stored: str) -> frozenset[DataGroup]:
    return frozenset(DataGroup(one) for one in stored.split(",") if one)


def groups_in_words(stored: str) -> str:
    """Say stored groups in Dutch; none is only number, state and days."""
    named = [GROUP_WORDS[DataGroup(one)] for one in stored.split(",") if one]
    return ", ".join(named) or "geen persoonsgegevens"
