"""What an item says, in lines with a label: for its versions, and for a colleague's newer one."""

from collections.abc import Mapping

from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalFact,
    Doubt,
    ElementAnswer,
    Scenario,
    Unseen,
)
from uitweg.casework.appraisal.facts.rules.item_json import AppraisalValue, KnownBirth
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate
from uitweg.platform.dutch_days import MONTH_NAMES, in_dutch

NOT_KNOWN = "niet bekend"


def moment_words(at: FuzzyDate | None, until: FuzzyDate | None = None, time: str = "") -> str:
    """Return "20 februari 2026, 17:40", "rond mei 2026 tot juni 2026", or "" when not known."""
    if at is None:
        return f"tot {_bare(until)}" if until else ""
    words = _bare(at) + (f", {time}" if time else "")
    return f"{words} tot {_bare(until)}" if until else words


def _bare(at: FuzzyDate) -> str:
    return at.words.removeprefix("in ")


def short_months(words: str) -> str:
    """Return a moment in words with its months in three letters, for a narrow column."""
    for name in MONTH_NAMES:
        words = words.replace(name, "mrt" if name == "maart" else name[:3])
    return words


def care_talk_words(fact: AppraisalFact) -> str:
    """Return what stands with a fact from a care talk: the youngster's yes, or its absence."""
    if not fact.from_care_talk:
        return ""
    if fact.use_agreed_on is None:
        return "nog geen ja van de jongere op gebruik"
    by = f", gevraagd door {fact.use_heard_by}" if fact.use_heard_by else ""
    return f"de jongere zei ja op gebruik, {in_dutch(fact.use_agreed_on)}{by}"


def lines_of(
    value: AppraisalValue, fact_titles: Mapping[str, str], question_titles: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return (label, words) of what an item says; what is empty is left out.

    The titles are those of the facts and questions that the item points at, by key.
    """
    match value:
        case AppraisalFact():
            lines = _fact_lines(value, fact_titles, question_titles)
        case Scenario() | Unseen():
            lines = [("Wat", value.title), ("Uitleg", value.text)]
        case ElementAnswer():
            lines = [
                ("Spreekt tegen", value.contra),
                ("Weten we niet", value.unknown),
                ("Waarom kan dit niet kloppen", value.why_wrong),
            ]
        case Doubt():
            lines = _doubt_lines(value, fact_titles)
        case KnownBirth():
            lines = [("Geboren", in_dutch(value.born) if value.born else NOT_KNOWN)]
        case _:
            lines = []
    return tuple((label, words) for label, words in lines if words)


def _fact_lines(
    fact: AppraisalFact, fact_titles: Mapping[str, str], question_titles: Mapping[str, str]
) -> list[tuple[str, str]]:
    return [
        ("Feit", fact.title),
        ("Wat", fact.text),
        ("Soort", fact.lane.words),
        ("Wanneer", moment_words(fact.at, fact.until, fact.time)),
        ("Schuld", f"€ {fact.amount}" if fact.amount else ""),
        ("Na de dreiging", fact_titles.get(fact.follows, "")),
        ("Bron", fact.source),
        ("Soort bron", fact.source_kind.words),
        ("Los van de jongere", fact.independence.words),
        ("Eerst gehoord door", _heard(fact.first_heard_by, fact.first_heard_on)),
        ("Hoe het kwam", fact.how_obtained),
        ("Gesteund door", fact.corroboration),
        ("Zorggesprek", care_talk_words(fact)),
        ("Steunt", _titles(fact.supports, question_titles)),
        ("Spreekt tegen", _titles(fact.against, question_titles)),
        ("Woorden uit de tijdlijn", fact.quote),
    ]


def _doubt_lines(doubt: Doubt, fact_titles: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        ("Twijfel", doubt.title),
        ("Waarom", doubt.text),
        ("Wat helpt", doubt.helps),
        ("Stand", doubt.state.words),
        ("Weerlegd door", _titles(doubt.facts, fact_titles)),
        ("Reden", doubt.reason),
    ]


def _heard(who: str, when: FuzzyDate | None) -> str:
    return f"{who}, {_bare(when)}" if when else who


def _titles(keys: frozenset[str], titles: Mapping[str, str]) -> str:
    return ", ".join(sorted(titles.get(key, key) for key in keys))
