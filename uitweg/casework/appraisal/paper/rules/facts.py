"""The facts with their sources on the paper, the doubts that were settled, what was not seen."""

from datetime import date

from uitweg.casework.appraisal.axis.rules.rows import euros
from uitweg.casework.appraisal.facts.rules.ages import age_on
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    DoubtState,
)
from uitweg.casework.appraisal.paper.rules.values import FactNumbers, ReportRow, ReportSection
from uitweg.platform.dutch_days import in_dutch

PLACED = {
    "relevance": "doet ertoe",
    "objectivity": "staat objectief vast",
    "biasing": "stuurt de lezer",
}


def fact_list(content: AppraisalContent, facts: FactNumbers) -> ReportSection:
    rows = tuple(_fact(fact, content.born, facts) for fact in facts.ordered)
    return ReportSection("Feiten en bronnen", rows, empty="Er is geen feit.")


def _fact(fact: AppraisalFact, born: date | None, facts: FactNumbers) -> ReportRow:
    name = facts.name(fact.key)
    text = [fact.text, f"“{fact.quote}”" if fact.quote else ""]
    return ReportRow(
        "\n".join(filter(None, text)),
        head=f"{name.capitalize()}. {fact.title}",
        small=" ".join(_about(fact, born, facts)),
    )


def _about(fact: AppraisalFact, born: date | None, facts: FactNumbers) -> list[str]:
    """Return sentences: when, how old, from which source, who heard it first."""
    heard = f"Het eerst gehoord door {fact.first_heard_by}"
    if fact.first_heard_on:
        heard += f", {fact.first_heard_on.words}"
    sentences = [
        f"{_when(fact, born)} ({fact.lane.words}).",
        f"Bron: {fact.source} ({fact.source_kind.words}; {fact.independence.words}).",
        f"{heard}.",
        f"Hoe verkregen: {fact.how_obtained}.",
        f"Steun: {fact.corroboration or 'nog niets'}.",
    ]
    if fact.amount is not None:
        sentences.append(f"Bedrag: {euros(fact.amount)}.")
    if fact.follows and (before := facts.names([fact.follows])):
        sentences.append(f"Kwam na {before[0]}.")
    if fact.from_care_talk:
        sentences.append(_care_talk(fact))
    placed = [
        f"{words}: {weight.words}"
        for name, words in PLACED.items()
        if (weight := getattr(fact, name)) is not None
    ]
    return [*sentences, f"Volgorde: {', '.join(placed)}."] if placed else sentences


def _when(fact: AppraisalFact, born: date | None) -> str:
    if fact.at is None:
        return "Dag niet bekend"
    words = fact.at.words + (f", {fact.time} uur" if fact.time else "")
    words += f", tot {fact.until.words}" if fact.until else ""
    age = age_on(born, fact.at)
    words += f", de jongere was {age.words}" if age else ""
    return words[:1].upper() + words[1:]


def _care_talk(fact: AppraisalFact) -> str:
    if fact.use_agreed_on is None:
        return "Uit een zorggesprek; de jongere zei geen ja op gebruik, dus het telt niet mee."
    return (
        f"Uit een zorggesprek; de jongere zei ja op gebruik op {in_dutch(fact.use_agreed_on)}, "
        f"gehoord door {fact.use_heard_by}."
    )


def settled_doubts(content: AppraisalContent, facts: FactNumbers) -> ReportSection:
    rows = tuple(
        ReportRow(
            "\n".join(filter(None, (doubt.text, doubt.reason))),
            head=f"{doubt.title} ({doubt.state.words})",
            cites=facts.names(doubt.facts),
        )
        for doubt in content.doubts
        if doubt.state is not DoubtState.OPEN
    )
    return ReportSection("Twijfels die zijn beantwoord", rows, empty="Er is er geen beantwoord.")


def unseen(content: AppraisalContent) -> ReportSection:
    rows = tuple(ReportRow(each.text, head=each.title) for each in content.unseen)
    return ReportSection("Niet door ons gezien", rows, empty="Hier is niets opgeschreven.")
