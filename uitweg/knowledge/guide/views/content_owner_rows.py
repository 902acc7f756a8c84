"""What the content owner's page shows: dates, gaps and figures, in words of the desk."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from uitweg.platform.content.check_values import Picture
from uitweg.platform.content.checking import facts_to_review
from uitweg.platform.content.overview import LevelFigures, Overview
from uitweg.platform.content.readability import SHORT_SENTENCE_WORDS
from uitweg.platform.content.values import (
    Contact,
    ExamplePlan,
    Explanation,
    Fact,
    Phase,
    Route,
    Signal,
    Vulnerability,
    WrittenPage,
)

FACT_KINDS: dict[type[Fact], str] = {
    Signal: "signaal",
    Contact: "hulplijn",
    Phase: "fase",
    Vulnerability: "kwetsbaarheid",
    Picture: "patroon van de check",
    Explanation: "uitleg",
    WrittenPage: "pagina",
    ExamplePlan: "voorbeeld van een plan",
    Route: "route",
}


@dataclass(frozen=True)
class FactRow:
    """One fact as the owner knows it: what kind, what it says, and its id in the files."""

    kind: str
    says: str
    fact: Fact


@dataclass(frozen=True)
class PageReadability:
    """How one page reads; `parts` of its address; no `ease` where it has too few words."""

    parts: list[str]
    ease: float | None
    most: int


def owner_words(found: Overview, *, today: date) -> dict[str, Any]:
    """Return the words of the page; the content itself never changes while a door runs."""
    content = found.content
    every, shown = found.signals
    return {
        "problems": found.problems,
        "content": content,
        "every": every,
        "hidden": every - shown,
        "late": [fact_row(fact) for fact in facts_to_review(content, today)] if content else [],
        "coming": [
            (day, [fact_row(fact) for fact in facts])
            for day, facts in found.reviews()
            if day > today
        ],
        "unverified": [fact_row(fact) for fact in content.unverified] if content else [],
        "levels": [(each, pages_by_ease(each)) for each in found.levels],
        "short": SHORT_SENTENCE_WORDS,
    }


def fact_row(fact: Fact) -> FactRow:
    return FactRow(FACT_KINDS[type(fact)], _summary(fact), fact)


def _summary(fact: Fact) -> str:
    match fact:
        case Signal():
            return fact.see
        case Contact():
            return fact.name
        case WrittenPage():
            return fact.written.title
        case Route():
            return fact.ask
        case Phase() | Vulnerability() | Picture() | ExamplePlan() | Explanation():
            return fact.title
    return fact.id


def pages_by_ease(level: LevelFigures) -> list[PageReadability]:
    """Return the pages of a level, the hardest first and the shortest texts last."""
    found = [
        PageReadability(
            parts=page.path.strip("/").split("/"),
            ease=page.text.ease,
            most=page.text.most,
        )
        for page in level.pages
    ]
    return sorted(found, key=lambda row: (row.ease is None, row.ease or 0.0))
