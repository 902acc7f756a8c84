"""One item as a file for the conference system of a region, as text and as JSON.

What those systems (GCOS, PGA-X) read is not public, so this is a plain layout of our own: a person
copies it over, or their supplier reads the JSON. Nobody promises that importing works.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from uitweg.casework.partners.rules.packages import PackageSection
from uitweg.platform.choices import Choices

LAYOUT = "uitweg-overleg-1"
NOTE = (
    "Eigen indeling van Uitweg. De invoer van GCOS en PGA-X is niet openbaar: "
    "controleer na het overnemen of alles er staat."
)


class FileLayout(Choices):
    TEXT = "tekst", "als tekst"
    JSON = "json", "als JSON"


@dataclass(frozen=True)
class HandedItem:
    """What goes over: the question, the facts with a basis, what was agreed, what is known."""

    number: str
    held_on: str
    question: str
    youngster: str
    basis: str
    facts: Sequence[PackageSection] = ()
    decisions: Sequence[str] = ()
    actions: Sequence[tuple[str, str, str]] = ()


def as_json(item: HandedItem) -> str:
    said = {
        "layout": LAYOUT,
        "note": NOTE,
        "case": item.number,
        "conference_on": item.held_on,
        "question": item.question,
        "youngster_knows": item.youngster,
        "basis": item.basis,
        "facts": [{"label": fact.label, "text": fact.text} for fact in item.facts],
        "decisions": list(item.decisions),
        "actions": [
            {"action": action, "who": who, "due_on": due_on} for action, who, due_on in item.actions
        ],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def as_text(item: HandedItem) -> str:
    """Return the same under headings, each fact on a line of its own."""
    actions = [
        f"{action}: {who}{f', uiterlijk {due_on}' if due_on else ''}"
        for action, who, due_on in item.actions
    ]
    parts = [
        ("Casus", [item.number]),
        ("Overleg van", [item.held_on]),
        ("Vraag", [item.question or "geen"]),
        ("Wat bekend is", [f"{fact.label}: {fact.text}" for fact in item.facts]),
        ("Besluiten", item.decisions),
        ("Acties", actions),
        ("Weet de jongere ervan", [item.youngster or "niet gezegd"]),
        ("Grondslag", [item.basis]),
        ("Over dit bestand", [NOTE]),
    ]
    blocks = [f"{heading}\n" + "\n".join(lines or ["geen"]) for heading, lines in parts]
    return "\n\n".join(blocks) + "\n"
