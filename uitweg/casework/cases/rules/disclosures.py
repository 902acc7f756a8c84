"""What leaves a case: by which way, which kinds of facts, and on what it rests."""

from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.platform.choices import Choices


class DisclosureMethod(Choices):
    """The way something left."""

    REFERRAL = "referral", "Verwijzing"
    CONFERENCE = "conference", "Overleg"
    POLICE = "police", "Politie"
    LAWYER = "lawyer", "Advocaat"
    EXPORT = "export", "Lijst als Excel-bestand"
    INSIGHT = "insight", "Inzage"
    PAPER = "paper", "Op papier"
    FILE = "file", "Bestand op de eigen computer"


class DisclosureBasis(Choices):
    """On what a disclosure rests: consent, or a ground with its reason."""

    OWN_WORK = "own-work", "Eigen werk van het team"
    CONSENT = "consent", "Toestemming"
    REQUEST = "request", "De jongere vroeg erom"
    LAW = "law", "De wet verplicht het"
    DANGER = "danger", "Gevaar dat niet kan wachten"
    OTHER = "other", "Anders"


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
    named = [DataGroup(one).words for one in stored.split(",") if one]
    return ", ".join(named) or "geen persoonsgegevens"
