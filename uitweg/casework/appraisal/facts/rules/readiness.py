"""What must be there before the facts close, as sentences that lead to the part."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    Doubt,
    DoubtState,
    ElementAnswer,
)
from uitweg.platform.choices import Choices
from uitweg.platform.content import load
from uitweg.platform.content.values.appraisal import LawQuestion

LEAST_SCENARIOS = 2


class AppraisalPart(Choices):
    """The parts of an appraisal, in the order of the page."""

    FACTS = "facts", "Feiten"
    SCENARIOS = "scenarios", "Wat kan er gebeurd zijn"
    FITS = "fits", "Wat past bij wat"
    ELEMENTS = "elements", "De vragen van de wet"
    DOUBTS = "doubts", "Twijfels"
    UNSEEN = "unseen", "Niet door ons gezien"


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: in a Dutch sentence, and the id of its place on the main page."""

    part: AppraisalPart
    words: str
    anchor: str


def missing(
    content: AppraisalContent, elements: Iterable[LawQuestion] | None = None
) -> tuple[Missing, ...]:
    """Return all that is missing before the facts may close; nothing means they may.

    `elements` are the questions of the law, by default those of content/appraisal.yaml. Anchors:
    `fact-KEY`, `scenarios`, `fit-KEY` (of a fact), `element-ID`, `doubts`, `doubt-KEY`, `unseen`.
    """
    questions = load().appraisal.elements if elements is None else tuple(elements)
    return (
        *_missing_facts(content),
        *_missing_scenarios(content),
        *_missing_fits(content),
        *(each for question in questions for each in _missing_answer(content, question)),
        *_missing_doubts(content),
        *_missing_unseen(content),
    )


def missing_after_corrections(
    content: AppraisalContent, corrected: AbstractSet[str]
) -> tuple[Missing, ...]:
    """Return which facts to look at again: those with these keys cite what was corrected since."""
    words = "het stuk op de tijdlijn is verbeterd. Lees het, en sla het feit opnieuw op."
    return tuple(
        Missing(AppraisalPart.FACTS, f"{_name(fact.title)}: {words}", f"fact-{fact.key}")
        for fact in content.facts
        if fact.key in corrected
    )


def _missing_facts(content: AppraisalContent) -> Iterator[Missing]:
    if not content.facts:
        yield Missing(AppraisalPart.FACTS, "Er is nog geen feit.", "facts")
    for fact in content.facts:
        for words in _missing_in_fact(fact):
            sentence = f"{_name(fact.title)}: {words}"
            yield Missing(AppraisalPart.FACTS, sentence, f"fact-{fact.key}")


def _missing_in_fact(fact: AppraisalFact) -> Iterator[str]:
    for text, words in (
        (fact.title, "dit feit heeft nog geen naam."),
        (fact.source, "de bron staat er niet bij."),
        (fact.first_heard_by, "wie het het eerst hoorde, staat er niet bij."),
        (fact.how_obtained, "hoe we het kregen, staat er niet bij."),
        (fact.corroboration, "of iets anders het steunt, staat er niet bij."),
    ):
        if not text.strip():
            yield words
    if fact.first_heard_on is None:
        yield "wanneer het voor het eerst gehoord werd, staat er niet bij."
    if not fact.is_placed:
        yield "de volgorde is nog niet gekozen: hoe belangrijk, hoe zeker, en hoe sturend."
    if fact.from_care_talk and fact.use_agreed_on is None:
        yield "komt uit een zorggesprek, en de jongere zei nog geen ja op gebruik."
    if fact.supports & fact.against:
        yield "steunt en spreekt tegen bij dezelfde vraag. Kies een van de twee."


def _missing_scenarios(content: AppraisalContent) -> Iterator[Missing]:
    if len(content.scenarios) < LEAST_SCENARIOS:
        words = "Schrijf minstens twee manieren op waarop het gebeurd kan zijn."
        yield Missing(AppraisalPart.SCENARIOS, words, "scenarios")
    for scenario in content.scenarios:
        if not scenario.title.strip():
            words = "Een van de manieren heeft nog geen naam."
            yield Missing(AppraisalPart.SCENARIOS, words, "scenarios")


def _missing_fits(content: AppraisalContent) -> Iterator[Missing]:
    held = {(fit.fact, fit.scenario) for fit in content.fits}
    for fact in content.facts:
        for scenario in content.scenarios:
            if (fact.key, scenario.key) not in held:
                words = f"{_name(fact.title)}: past dit bij {_name(scenario.title)}?"
                yield Missing(AppraisalPart.FITS, words, f"fit-{fact.key}")


def _missing_answer(content: AppraisalContent, question: LawQuestion) -> Iterator[Missing]:
    """Yield what a question lacks; facts against it take the place of words."""
    answer = next((each for each in content.elements if each.element == question.id), None)
    answer = answer or ElementAnswer(question.id)
    has_contra = any(question.id in fact.against for fact in content.facts)
    for is_there, words in (
        (has_contra or answer.contra.strip(), "wat spreekt tegen? Ook “niets gevonden” telt."),
        (answer.unknown.strip(), "wat weten we niet?"),
        (answer.why_wrong.strip(), "waarom kan dit niet kloppen?"),
    ):
        if not is_there:
            sentence = f"{question.title}: {words}"
            yield Missing(AppraisalPart.ELEMENTS, sentence, f"element-{question.id}")


def _missing_doubts(content: AppraisalContent) -> Iterator[Missing]:
    if not content.doubts:
        words = "Er is nog geen twijfel opgeschreven. Zonder twijfel kan dit niet dicht."
        yield Missing(AppraisalPart.DOUBTS, words, "doubts")
    known = {fact.key for fact in content.facts}
    for doubt in content.doubts:
        if words := _missing_in_doubt(doubt, known):
            sentence = f"{_name(doubt.title)}: {words}"
            yield Missing(AppraisalPart.DOUBTS, sentence, f"doubt-{doubt.key}")


def _missing_in_doubt(doubt: Doubt, known: set[str]) -> str:
    if not (doubt.title.strip() or doubt.text.strip()):
        return "waarover twijfel je?"
    if doubt.state is DoubtState.REFUTED and not doubt.facts & known:
        return "weerlegd, maar met welk feit?"
    if doubt.state is DoubtState.ACCEPTED and not doubt.reason.strip():
        return "aanvaard, maar waarom?"
    return ""


def _missing_unseen(content: AppraisalContent) -> Iterator[Missing]:
    if not any(each.title.strip() for each in content.unseen):
        words = "Schrijf op wat jullie niet hebben gezien en wat er wel toe doet."
        yield Missing(AppraisalPart.UNSEEN, words, "unseen")


def _name(title: str) -> str:
    return f"“{title.strip()}”" if title.strip() else "Zonder naam"
