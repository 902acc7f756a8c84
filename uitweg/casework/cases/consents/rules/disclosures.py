"""What was given to whom, on which basis, and the snapshot that is kept of it."""

import json
from dataclasses import dataclass

from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.coding.rules import is_row, row_lines
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


@dataclass(frozen=True)
class SnapshotLine:
    """One text that left, under the label that the receiver saw; "" is none."""

    label: str
    text: str


LABELS: dict[str, str] = {
    "title": "Vraag",
    "asked": "In eigen woorden",
    "sender": "Van",
    "phone": "Telefoon",
    "answer_by": "Antwoord graag voor",
}


def snapshot_lines(snapshot: str) -> list[SnapshotLine]:
    """Return a snapshot in lines: of what was sent to a partner, or any other text as it is.

    Of a row for a national body the filled columns, with the words of our own.

    What a partner gets is JSON with the texts of `LABELS` and `sections` of label and text. A text
    under a name that is not known here is shown under that name: nothing that left is left out.
    """
    if is_row(snapshot):
        return [SnapshotLine(column, value) for column, value in row_lines(snapshot)]
    try:
        stored = json.loads(snapshot)
    except ValueError:
        return [SnapshotLine("", snapshot)]
    if not isinstance(stored, dict):
        return [SnapshotLine("", snapshot)]
    lines = [
        SnapshotLine(LABELS.get(name) or str(name), _as_text(value))
        for name, value in sorted(stored.items(), key=lambda item: _place(item[0]))
        if name != "sections" and value
    ]
    sections = [
        SnapshotLine(_as_text(each.get("label", "")), _as_text(each.get("text", "")))
        if isinstance(each, dict)
        else SnapshotLine("", _as_text(each))
        for each in _as_list(stored.get("sections", []))
    ]
    return [*lines, *sections]


def _place(name: str) -> int:
    return list(LABELS).index(name) if name in LABELS else len(LABELS)


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
