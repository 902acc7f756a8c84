"""What the content owner's page shows: review dates, missing sources and readability figures."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from uitweg.platform.content.check_values import (
    Combination,
    Helper,
    KnownReason,
    Picture,
    UrgentHelp,
)
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
    UrgentHelp: "eerste hulp bij gevaar",
    Combination: "signalen die elkaar versterken",
    KnownReason: "andere uitleg",
    Helper: "wie nog kan helpen",
    Explanation: "uitleg",
    WrittenPage: "pagina",
    ExamplePlan: "voorbeeld van een plan",
    Route: "route",
}


@dataclass(frozen=True)
class FactRow:
    """One fact: its kind in Dutch, a one-line summary, and the fact itself."""

    kind: str
    says: str
    fact: Fact


@dataclass(frozen=True)
class PageReadability:
    """How easy one page reads.

    `parts` are those of its address, `ease` is None for a text too short to measure, and `most`
    is the number of words in the longest sentence.
    """

    parts: list[str]
    ease: float | None
    longest_sentence: int


def owner_words(overview: Overview, *, today: date) -> dict[str, Any]:
    """Return the template context of the page."""
    content = overview.content
    every, shown = overview.signals
    return {
        "problems": overview.problems,
        "content": content,
        "every": every,
        "hidden": every - shown,
        "late": [fact_row(fact) for fact in facts_to_review(content, today)] if content else [],
        "coming": [
            (day, [fact_row(fact) for fact in facts])
            for day, facts in overview.reviews()
            if day > today
        ],
        "unverified": [fact_row(fact) for fact in content.unverified] if content else [],
        "levels": [(figures, pages_by_ease(figures)) for figures in overview.levels],
        "short": SHORT_SENTENCE_WORDS,
    }


def fact_row(fact: Fact) -> FactRow:
    return FactRow(FACT_KINDS[type(fact)], _summary(fact), fact)


def _summary(fact: Fact) -> str:
    match fact:
        case Signal() | KnownReason():
            return fact.see
        case Contact() | Helper():
            return fact.name
        case WrittenPage():
            return fact.text.title
        case Route():
            return fact.ask
        case Phase() | Vulnerability() | Picture() | Combination() | ExamplePlan() | Explanation():
            return fact.title
    return fact.id


def pages_by_ease(level: LevelFigures) -> list[PageReadability]:
    """Return the pages of a level, hardest first; those too short to measure come last."""
    pages = [
        PageReadability(
            parts=page.path.strip("/").split("/"),
            ease=page.text.ease,
            longest_sentence=page.text.most,
        )
        for page in level.pages
    ]
    return sorted(pages, key=lambda row: (row.ease is None, row.ease or 0.0))
