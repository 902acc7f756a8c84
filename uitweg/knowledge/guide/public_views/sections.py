"""A written page as a road: its sections in order, each a stop, some with a picture."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import mark_safe

from uitweg.knowledge.guide.public_views import card
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.values import (
    COUNTRY_PARTS,
    FactList,
    Prose,
    Region,
    WrittenPage,
)

PICTURES: dict[str, tuple[str, ...]] = {
    "what-it-is": ("friends", "on", "two", "list", "house"),
    "in-it": ("coins", "talk", "one", "paper", "heart", "book", "duty", "lock"),
    "my-child": ("talk", "mind", "coins", "house", "two", "heart", "duty", "lock", "book"),
    "child-missing": ("list", "work", "tick", "house", "talk", "clock", "friends"),
    "child-arrested": ("paper", "tick", "two", "talks", "house", "one", "on"),
    "arrested": ("paper", "talk", "clock", "two", "talks", "on", "heart"),
    "false-debt": ("coins", "tick", "card", "paper", "two"),
    "images": ("tick", "mind", "two"),
    "forced-sex": ("list", "one", "one", "paper", "friends", "two"),
    "family-forces": ("heart", "talk", "plaster", "house", "tick", "two"),
    "eighteen-and-older": ("list", "house", "tick", "paper", "one", "two"),
    "brought-others": ("unsure", "paper", "talk", "tick", "two"),
    "calm": ("calm", "one", "list", "talks"),
    "professionals": ("work", "list", "afraid", "on", "talks", "friends", "paper"),
    "at-school": ("list", "talk", "cross", "clock", "paper"),
    "in-care": ("list", "unsure", "talk", "cross", "clock", "house", "paper"),
    "in-the-neighbourhood": ("list", "talk", "cross", "clock", "paper"),
    "police-and-justice": ("list", "afraid", "house", "two", "cross", "tick", "paper"),
    "at-the-counter": ("list", "talk", "cross", "clock", "paper"),
    "meldcode": ("work", "list", "mind"),
    "offender-or-victim": ("paper", "list", "talks", "work", "two"),
    "when-you-call": ("phone", "house", "talk", "friends", "heart", "cross", "duty", "one"),
    "care": ("one", "one", "house", "bed", "house", "plaster", "talks", "mind", "bed"),
    "lawyer": ("paper", "phone", "paper", "friends", "talk", "list", "tick"),
    "safe-visit": ("exit", "mind", "lock", "cross", "message", "key"),
}
"""By page, an icon for each heading, in order."""
PICTURES_OF_HELP = {"shelter": "bed", "urgent-care": "plaster", "lawyer": "paper", "plan": "book"}
"""By fact, the icon of a kind of help, where a list shows them side by side."""


@dataclass
class Section:
    """One stop: `pieces` are (template partial, HTML or facts). The first may have no heading."""

    has_heading: bool
    pieces: list[tuple[str, Any]] = field(default_factory=list)
    picture: str = ""


def sections_of(page: WrittenPage, content: Content) -> list[Section]:
    """Return the page's sections; with its pictures when there is one for each stop.

    At a level where the page has another number of headings it shows none, rather than wrong ones.
    """
    sections = [Section(has_heading=False)]
    for piece in page.text.body:
        for begins, partial, shown in _parts(piece, content):
            if begins:
                sections.append(Section(has_heading=True))
            sections[-1].pieces.append((partial, shown))
    stops = [section for section in sections if section.has_heading]
    pictures = PICTURES.get(page.id, ())
    if len(stops) == len(pictures):
        for stop, picture in zip(stops, pictures, strict=True):
            stop.picture = picture
    return [section for section in sections if section.pieces]


def _parts(piece: Prose | FactList, content: Content) -> Iterator[tuple[bool, str, Any]]:
    """Yield a piece's parts: whether one begins a section, its partial, and what that shows."""
    if isinstance(piece, Prose):
        html = card.render_block_with_code(piece.markdown, content)
        for part in re.split(r"(?=<h2>)", html):
            if part.strip():
                # our own HTML, cut before its headings
                yield part.startswith("<h2>"), "prose", mark_safe(part)  # noqa: S308
        return
    if piece.kind == "regions":
        yield False, "regions", region_parts(content)
        return
    facts = _facts(piece, content)
    if piece.shown_as:
        pictured = [(fact, PICTURES_OF_HELP.get(fact.id, "on")) for fact in facts]
        yield False, piece.shown_as, pictured if piece.shown_as == "helps" else facts
    elif piece.kind in ("phases", "sources", "meldcode", "urgent-help"):
        yield False, piece.kind, facts
    else:
        for fact in facts:
            yield True, "law" if piece.kind == "law" else "told", [fact]


def _facts(piece: FactList, content: Content) -> list[Any]:
    facts_by_kind: dict[str, tuple[Any, ...]] = {
        "phases": content.phases,
        "vulnerabilities": content.vulnerabilities,
        "promises": content.promises,
        "urgent-help": content.urgent_help,
        "sources": content.sources,
        **content.explanations,
    }
    facts = facts_by_kind[piece.kind]
    return [fact for fact in facts if fact.id in piece.ids] if piece.ids else list(facts)


def region_parts(content: Content) -> list[tuple[str, list[Region]]]:
    """Return the parts of the country by name, from north to south, each with its regions."""
    return [
        (content.say[f"part_{part}"], regions)
        for part in COUNTRY_PARTS
        if (regions := [region for region in content.regions if region.part == part])
    ]


def onward_from(page: WrittenPage, content: Content) -> list[tuple[str, str, str]]:
    """Return the next few pages of the same group, as (path, title, icon); the last leads on.

    A group are the pages with the same tens in their `order`. Past the last it begins anew, so
    that from any page of a group each other one can be reached. Pages that this language does not
    have are left out; it may be that none is left.
    """
    group = [
        other
        for other in content.pages
        if other.order // 10 == page.order // 10 and content.level.has(other.path)
    ]
    at = group.index(page)
    return [(other.path, other.text.title, "") for other in [*group[at + 1 :], *group[:at]][:4]]
