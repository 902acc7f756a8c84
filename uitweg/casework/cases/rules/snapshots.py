"""What left a case, letter for letter, as lines to read."""

import json
from dataclasses import dataclass

from uitweg.casework.cases.rules.htcds import is_row, row_lines


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
