"""Scenarios beside facts, the questions of the law with the rule apart, and the law by date."""

from datetime import date
from itertools import batched

from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    ElementAnswer,
    Scenario,
)
from uitweg.casework.appraisal.facts.rules.matrix import distinguishes
from uitweg.casework.appraisal.law.rules.elements import RuleOutcome, result_words, rule_outcome
from uitweg.casework.appraisal.law.rules.law import law_on, unsure_on
from uitweg.casework.appraisal.paper.rules.values import (
    BESIDE,
    FactNumbers,
    ReportRow,
    ReportSection,
    ReportTable,
    cited,
)
from uitweg.platform.content.values.appraisal import TO_BE_CHECKED, LawQuestion, LawStatus, LawText
from uitweg.platform.dutch_days import in_dutch

FACTS_A_TABLE = 4
"""So many columns of facts fit on a page of A4 beside the scenario."""
SAME_FOR_ALL = "onderscheidt niet"
NOTHING = "geen feit"


def scenarios(content: AppraisalContent, facts: FactNumbers) -> tuple[ReportSection, ...]:
    """Return the scenarios, and tables with a row for each and facts in the columns."""
    rows = tuple(
        ReportRow(each.text, head=each.title, cites=_facts_beside(content, each, facts))
        for each in content.scenarios
    )
    tables = tuple(
        ReportSection(
            f"Wat past bij {cited(facts.names(fact.key for fact in some))}",
            table=_matrix(content, some, facts),
            level=3,
        )
        for some in batched(facts.ordered, FACTS_A_TABLE)
    )
    return ReportSection("Wat kan er gebeurd zijn", rows), *tables


def _facts_beside(
    content: AppraisalContent, scenario: Scenario, facts: FactNumbers
) -> tuple[str, ...]:
    return facts.names(fit.fact for fit in content.fits if fit.scenario == scenario.key)


def _matrix(
    content: AppraisalContent, some: tuple[AppraisalFact, ...], facts: FactNumbers
) -> ReportTable:
    heads = tuple(f"{facts.name(fact.key).capitalize()}: {fact.title}" for fact in some)
    rows = tuple(
        (scenario.title, *(_cell(content, scenario, fact) for fact in some))
        for scenario in content.scenarios
    )
    return ReportTable(("Scenario", *heads), rows)


def _cell(content: AppraisalContent, scenario: Scenario, fact: AppraisalFact) -> str:
    fit = next((f for f in content.fits if (f.scenario, f.fact) == (scenario.key, fact.key)), None)
    if fit is None:
        return "niet gezegd"
    tells_apart = distinguishes(fact.key, content.scenarios, content.fits)
    words = fit.kind.words if tells_apart else f"{fit.kind.words} ({SAME_FOR_ALL})"
    return f"{words}: {fit.why}" if fit.why else words


def questions(
    content: AppraisalContent, asked: tuple[LawQuestion, ...], facts: FactNumbers
) -> tuple[ReportSection, ...]:
    """Return the questions of the law that were asked, each under a heading of its own."""
    intro = ReportRow(
        "Wat de regel zegt, volgt alleen uit de vastgelegde feiten. Woorden die ertegen spreken en "
        "geen feit zijn, tellen daarin niet mee. Wat de twee concluderen, staat bij de oordelen; "
        "dat kan anders zijn."
    )
    answers = {answer.element: answer for answer in content.elements}
    return (
        ReportSection("De vragen van de wet", (intro,)),
        *(
            section
            for question in asked
            if question.id in answers
            for section in _question(question, answers[question.id], content, facts)
        ),
    )


def _question(
    question: LawQuestion, answer: ElementAnswer, content: AppraisalContent, facts: FactNumbers
) -> tuple[ReportSection, ...]:
    """Return the question, and a table of what was written, each line with its facts."""
    support = [fact for fact in content.facts if question.id in fact.supports]
    against = [fact for fact in content.facts if question.id in fact.against]
    outcome = rule_outcome(question.id, content.facts)
    contra = "\n".join(filter(None, (_titles(against, facts), answer.contra)))
    lines = (
        ("Wat spreekt ervoor?", _titles(support, facts) or "Geen feit.", _names(support, facts)),
        ("Wat spreekt ertegen?", contra, _names(against, facts)),
        ("Wat weten we niet?", answer.unknown, ()),
        ("Waarom kan dit niet kloppen?", answer.why_wrong, ()),
        ("Wat zegt de regel?", _rule(outcome, content.born, facts), facts.names(outcome.facts)),
    )
    rows = tuple((head, text, cited(cites) or NOTHING) for head, text, cites in lines)
    table = ReportTable(("Gevraagd", "Opgeschreven", BESIDE), rows, widths=(4, 9, 2))
    noun = ReportRow(question.title, small=question.check_words)
    return (
        ReportSection(question.question, (noun,), level=3),
        ReportSection("", table=table),
    )


def _names(some: list[AppraisalFact], facts: FactNumbers) -> tuple[str, ...]:
    return facts.names(fact.key for fact in some)


def _titles(some: list[AppraisalFact], facts: FactNumbers) -> str:
    keys = {fact.key for fact in some}
    ordered = (fact for fact in facts.ordered if fact.key in keys)
    return "\n".join(f"{facts.name(fact.key).capitalize()}: {fact.title}" for fact in ordered)


def _rule(outcome: RuleOutcome, born: date | None, facts: FactNumbers) -> str:
    """Return what the rule says on the facts, and what it lacks."""
    because = [f"{each.words} ({cited(facts.names(each.facts))})" for each in outcome.because]
    missing = [f"Wat ontbreekt: {words}" for words in outcome.missing]
    return "\n".join([f"{result_words(outcome, born).capitalize()}.", *because, *missing])


def law_texts(
    content: AppraisalContent, asked: tuple[LawQuestion, ...], facts: FactNumbers
) -> ReportSection:
    """Return the texts of the law that the questions rest on, each with its days and its facts."""
    laws = dict.fromkeys(law for question in asked for law in question.laws)
    rows = tuple((law.title, _days(law), _facts_under(law, facts)) for law in laws)
    columns = ("Tekst", "Geldt", "Gold op de dag van")
    table = ReportTable(columns, rows, widths=(5, 4, 3))
    return ReportSection("De wet op de dag van de feiten", table=table)


def _facts_under(law: LawText, facts: FactNumbers) -> str:
    """Say on the day of which facts a text held, and of which that is still to be checked."""
    dated = [(fact.key, fact.at) for fact in facts.ordered if fact.at is not None]
    held = cited(facts.names(key for key, at in dated if law_on([law], at)))
    unsure = cited(facts.names(key for key, at in dated if unsure_on([law], at)))
    return "; ".join(filter(None, [held, unsure and f"{TO_BE_CHECKED}: {unsure}"])) or NOTHING


def _days(law: LawText) -> str:
    """Say when a text held, or that it is no law yet or is still to be checked."""
    parts = [law.status.words]
    if law.status is not LawStatus.PENDING:
        parts += (
            [f"vanaf {in_dutch(law.valid_from)}"] if law.valid_from else ["begin niet gevonden"]
        )
        parts += [f"tot en met {in_dutch(law.valid_to)}"] if law.valid_to else []
    return ", ".join([*parts, *filter(None, [law.check_words])])
