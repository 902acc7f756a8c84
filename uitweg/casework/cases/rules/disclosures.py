"""Disclosures of a case: how something left, on what basis, and which data groups it had."""

from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.platform.choices import Choices


class DisclosureMethod(Choices):
    """In what form, or to whom, something left a case."""

    REFERRAL = "referral", "Verwijzing"
    CONFERENCE = "conference", "Overleg"
    POLICE = "police", "Politie"
    LAWYER = "lawyer", "Advocaat"
    PROSECUTOR = "prosecutor", "Officier van justitie"
    PARTNER = "partner", "Partner"
    YOUNGSTER = "youngster", "De jongere"
    EXPORT = "export", "Lijst als Excel-bestand"
    SUBJECT_ACCESS = "subject-access", "Inzage"
    DOCUMENT = "document", "Op papier"
    FILE = "file", "Bestand op de eigen computer"
    REGISTRATION = "registration", "Landelijke registratie"


class DisclosureBasis(Choices):
    """On what basis the team may disclose something."""

    OWN_WORK = "own-work", "Eigen werk van het team"
    CONSENT = "consent", "Toestemming"
    REQUEST = "request", "De jongere vroeg erom"
    LAW = "law", "De wet verplicht het"
    DANGER = "danger", "Gevaar dat niet kan wachten"
    OTHER = "other", "Anders"


BASES_WITHOUT_CONSENT = (DisclosureBasis.DANGER, DisclosureBasis.LAW, DisclosureBasis.OTHER)
"""On what the team may decide to share without consent."""
BASES_NEEDING_REASON = frozenset(
    {DisclosureBasis.LAW, DisclosureBasis.DANGER, DisclosureBasis.OTHER}
)
"""For these the member must write down why."""


def groups_to_text(groups: frozenset[DataGroup]) -> str:
    """Return data groups as text to store: their values in a fixed order, with commas."""
    return ",".join(group for group in DataGroup if group in groups)


def groups_from_text(stored: str) -> frozenset[DataGroup]:
    """Return the data groups that `groups_to_text` wrote."""
    return frozenset(DataGroup(value) for value in stored.split(",") if value)


def groups_in_words(stored: str) -> str:
    """Return stored data groups in Dutch words.

    Without any group only the number, the state and dates of a case left.
    """
    groups = groups_from_text(stored)
    return ", ".join(group.words for group in DataGroup if group in groups) or (
        "geen persoonsgegevens"
    )
