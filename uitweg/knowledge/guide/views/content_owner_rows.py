"""What the content owner's page shows: review dates, missing sources and readability figures."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from uitweg.knowledge.guide.rules import FEWEST_VOTES_SHOWN, share_words
from uitweg.platform.content import levels
from uitweg.platform.content.checks.checking import facts_to_review
from uitweg.platform.content.checks.overview import LevelFigures, Overview
from uitweg.platform.content.checks.readability import SHORT_SENTENCE_WORDS
from uitweg.platform.content.values.appraisal import (
    FundPoint,
    IndicatorDimension,
    LawQuestion,
    LawText,
    OutcomeRoute,
    ReportPart,
    TraffickingIndicator,
)
from uitweg.platform.content.values.check import (
    Combination,
    Helper,
    KnownReason,
    Picture,
    UrgentHelp,
)
from uitweg.platform.content.values.lessons import Course, Lesson
from uitweg.platform.content.values.partners import (
    NationalBody,
    PartnerLetter,
    PartnerRoute,
    RowStandard,
)
from uitweg.platform.content.values.podcast import Episode, NumberFact
from uitweg.platform.content.values.values import (
    Contact,
    ExamplePlan,
    Explanation,
    Fact,
    Phase,
    Region,
    Route,
    Signal,
    Vulnerability,
    WrittenPage,
)

FACT_KINDS: dict[type[Fact], str] = {
    Signal: "signaal",
    Contact: "hulplijn",
    Region: "regio",
    Phase: "fase",
    Vulnerability: "kwetsbaarheid",
    Picture: "patroon van de check",
    UrgentHelp: "eerste hulp bij gevaar",
    Combination: "signalen die elkaar versterken",
    KnownReason: "andere uitleg",
    Helper: "wie nog kan helpen",
    Explanation: "uitleg",
    WrittenPage: "pagina",
    Lesson: "les",
    Episode: "aflevering van de podcast",
    NumberFact: "getal",
    ExamplePlan: "voorbeeld van een plan",
    PartnerRoute: "stappen voor een partner",
    PartnerLetter: "brief aan een partner",
    NationalBody: "landelijke organisatie",
    RowStandard: "standaard van een regel",
    Route: "route",
    Course: "cursus van een ander",
    LawQuestion: "weging: vraag van de wet",
    OutcomeRoute: "weging: hoe het kan aflopen",
    LawText: "weging: tekst van de wet",
    IndicatorDimension: "weging: groep van kenmerken",
    TraffickingIndicator: "weging: kenmerk",
    ReportPart: "weging: deel van het verslag",
    FundPoint: "weging: wat het Schadefonds vraagt",
}


@dataclass(frozen=True)
class ContentFactRow:
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


@dataclass(frozen=True)
class VoteRow:
    """What visitors said of one page at one level: the parts of its address, and "12 van 20"."""

    parts: list[str]
    share: str


def vote_rows(sums: list[dict[str, Any]]) -> list[VoteRow]:
    """Return the pages with votes, what helps least first; those with too few votes come last.

    `sums` are those of `DayVotes.objects.sums_since`.
    """
    levels_by_id = {level.id: level for level in levels()}
    known = [each for each in sums if each["level"] in levels_by_id]
    by_share = sorted(
        known,
        key=lambda each: (
            each["all_yes"] + each["all_no"] < FEWEST_VOTES_SHOWN,
            each["all_yes"] / max(each["all_yes"] + each["all_no"], 1),
        ),
    )
    return [
        VoteRow(
            levels_by_id[each["level"]].address(each["page"]).strip("/").split("/"),
            share_words(each["all_yes"], each["all_no"]),
        )
        for each in by_share
    ]


def fact_row(fact: Fact) -> ContentFactRow:
    return ContentFactRow(FACT_KINDS[type(fact)], _summary(fact), fact)


def _summary(fact: Fact) -> str:
    match fact:
        case Signal() | KnownReason():
            return fact.see
        case Contact() | Helper() | NationalBody() | RowStandard():
            return fact.name
        case WrittenPage():
            return fact.text.title
        case NumberFact():
            return fact.about
        case Lesson():
            return fact.story.title
        case Episode():
            return fact.script.title
        case Route():
            return fact.ask
        case Phase() | Vulnerability() | Picture() | Combination():
            return fact.title
        case Course():
            return f"{fact.organisation}: {fact.title}"
        case ExamplePlan() | Explanation() | Region() | PartnerRoute() | PartnerLetter():
            return fact.title
        case LawQuestion() | OutcomeRoute() | LawText() | TraffickingIndicator():
            return fact.title
        case IndicatorDimension() | ReportPart() | FundPoint():
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
