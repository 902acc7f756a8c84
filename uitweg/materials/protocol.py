"""The protocol that a school or an institution fills in: its words, and its places to fill in."""

from dataclasses import dataclass
from itertools import chain

from uitweg.materials.paper_parts import PaperPlace, PaperWords, number_words, paper_parts
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.values import Explanation

TEXT, LINES, CHECK = "text", "lines", "check"
"""The kinds of places, as the template and `typeset/fields.py` know them."""
MELDCODE_STEPS = ("signals", "consult", "talk", "weigh", "decide")
PEOPLE = ("lead_person", "stand_in", "head", "adult")


@dataclass(frozen=True)
class PlacesToFill:
    """What a section asks: check boxes, then rows of places beside each other.

    All by the end of their words' keys, after `protocol_`. `lines` is a place of many lines.
    `numbers`: the help lines whose number stands in it.
    """

    checks: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: str = ""
    numbers: tuple[str, ...] = ()


PLACES = {
    "who": PlacesToFill(),
    "danger": PlacesToFill(rows=(("stays", "place"), ("told",)), numbers=("emergency",)),
    "report": PlacesToFill(rows=(("calls", "reports"),), numbers=("safe-at-home",)),
    "meldcode": PlacesToFill(),
    "writing": PlacesToFill(
        checks=("check_date", "check_seen", "check_said", "check_talked"),
        rows=(("kept", "readers"),),
    ),
    "night": PlacesToFill(rows=(("night", "phone"), ("holiday",)), numbers=("coordinator",)),
    "youngster": PlacesToFill(rows=(("contact", "safe"),)),
    "parents": PlacesToFill(rows=(("safe_talk", "talks"),)),
    "review": PlacesToFill(
        checks=("check_numbers", "check_people", "check_known", "check_learnt"), lines="changes"
    ),
}
"""By the id of the section in content/protocol.yaml."""
FIRST_ROWS = (("name",), ("agreed", "agreed_by", "next"))


def protocol_paper(content: Content, place: PaperPlace) -> PaperWords:
    """Return the protocol; `tooltips` has what a screen reader says at each place, by name."""
    said = content.training
    explained = content.explanations["protocol"]
    steps = meldcode_steps(content)
    head = [[_place(content, "head", key) for key in row] for row in FIRST_ROWS]
    sections = [
        section
        for item in explained
        for section in (
            _section(content, item),
            *(_step(content, step) for step in (steps if item.id == "meldcode" else ())),
        )
    ]
    return {
        **paper_parts(said["protocol_title"], content, place, (*explained, *steps)),
        "lead": said["protocol_lead"],
        "footer": said["protocol_footer"],
        "rows": head,
        "sections": sections,
        "tooltips": {
            field["name"]: field["tooltip"]
            for field in (*chain.from_iterable(head), *_fields(sections))
        },
    }


def meldcode_steps(content: Content) -> tuple[Explanation, ...]:
    """Return the steps of the meldcode."""
    return tuple(item for item in content.explanations["meldcode"] if item.id in MELDCODE_STEPS)


def _section(content: Content, item: Explanation) -> PaperWords:
    """Return a section with its places, each named after it."""
    asked = PLACES[item.id]
    rows = [[_place(content, item.id, key, item.title) for key in row] for row in asked.rows]
    if asked.lines:
        rows.append([_place(content, item.id, asked.lines, item.title, LINES)])
    return {
        "level": 2,
        "title": item.title,
        "call": item.id == "report",
        "texts": [text for text in (item.text, item.more) if text],
        "numbers": [_line(content, id) for id in asked.numbers],
        "people": _people(content) if item.id == "who" else {"heads": [], "rows": []},
        "checks": [_place(content, item.id, key, item.title, CHECK) for key in asked.checks],
        "rows": rows,
    }


def _step(content: Content, step: Explanation) -> PaperWords:
    """Return a step of the meldcode: who does it, and within how many days."""
    name = f"meldcode-{step.id}"
    return {
        "level": 3,
        "title": step.title,
        "call": False,
        "texts": [step.text, step.more],
        "numbers": [],
        "people": {"heads": [], "rows": []},
        "checks": [],
        "rows": [[_place(content, name, key, step.title) for key in ("who_does", "days")]],
    }


def _people(content: Content) -> PaperWords:
    """Return the table of who does what: a name and a telephone for each role."""
    said = content.training
    return {
        "heads": [said[f"protocol_{head}"] for head in ("role", "person", "phone")],
        "rows": [
            {
                "role": said[f"protocol_{role}"],
                "fields": [
                    _place(content, f"who-{role}", key, said[f"protocol_{role}"])
                    for key in ("person", "phone")
                ],
            }
            for role in PEOPLE
        ],
    }


def _place(
    content: Content, section: str, key: str, about: str = "", kind: str = TEXT
) -> PaperWords:
    """Return a place to fill in. Its tooltip says first what it is about, as it is read alone."""
    label = content.training[f"protocol_{key}"]
    tooltip = f"{about}: {label}" if about else label
    return {"name": f"{section}-{key}", "kind": kind, "label": label, "tooltip": tooltip}


def _line(content: Content, id: str) -> PaperWords:
    line = content.contact(id)
    return {**number_words(line), "text": line.opening.sentence(content.say)}


def _fields(sections: list[PaperWords]) -> list[PaperWords]:
    """Return every place of these sections, in their order."""
    return [
        field
        for section in sections
        for fields in (
            *(row["fields"] for row in section["people"]["rows"]),
            section["checks"],
            *section["rows"],
        )
        for field in fields
    ]
