"""The paper of a weighing, made of what was frozen: the same for the page and for the PDF."""

from collections.abc import Sequence
from dataclasses import dataclass

from uitweg.casework.appraisal.compartment.rules.stages import Authority
from uitweg.casework.appraisal.law.rules.aloud import rules_aloud
from uitweg.casework.appraisal.paper.rules import facts as report_facts
from uitweg.casework.appraisal.paper.rules import front as report_front
from uitweg.casework.appraisal.paper.rules import questions as report_questions
from uitweg.casework.appraisal.paper.rules.frozen import FrozenAppraisal
from uitweg.casework.appraisal.paper.rules.rules_aloud import rules_together
from uitweg.casework.appraisal.paper.rules.values import (
    AppraisalReport,
    FactNumbers,
    ReportRow,
    ReportSection,
    ReportTable,
)
from uitweg.platform.content.values.appraisal import AppraisalBasis

TITLE = "Weging: dader of slachtoffer?"
SELF_MADE_CERTIFICATE = (
    "Ondertekend met een zelfgemaakt certificaat: het laat zien dat er na het tekenen niets "
    "veranderde, maar geen ander bedrijf of overheid staat in voor wie tekende."
)
DUTY = (
    "Wie dit ondertekent, verklaart: ik schreef dit naar waarheid; ik liet niets weg wat "
    "tegenspreekt; ik gaf mijn oordeel over deze versie voordat ik dat van de ander zag."
)
NOTE = "Alleen voor de advocaat van de jongere en de officier van justitie. Bewaar dit op slot."
COMPLETE, IN_PART = "staat erin", "staat er deels in"
WHERE: dict[str, tuple[str, str]] = {
    "part-who": (
        IN_PART,
        "De twee oordelen naast elkaar. Functie, opleiding en ervaring staan er niet in.",
    ),
    "part-read": (
        IN_PART,
        "De wet op de dag van de feiten; De vragen van de wet. De vindplaatsen staan er niet in.",
    ),
    "part-facts": (COMPLETE, "Feiten en bronnen."),
    "part-own-knowledge": (COMPLETE, "Feiten en bronnen, bij elk feit de bron."),
    "part-from-others": (
        IN_PART,
        "Alleen als feit met een bron. Er is geen eigen onderzoek gedaan.",
    ),
    "part-range": (COMPLETE, "Wat kan er gebeurd zijn; Waar zij verschillen."),
    "part-limits": (COMPLETE, "Open twijfels; Niet door ons gezien; bij elke vraag van de wet."),
    "part-conclusion": (COMPLETE, "Per vraag van de wet; Wat de regel zegt."),
    "part-duty": (COMPLETE, "Verklaring van wie tekent."),
}
"""Where the paper has each part of an expert report (`content/appraisal.yaml`)."""


@dataclass(frozen=True)
class ReportFinding:
    """What one authority found; `said` is empty when it is not known."""

    authority: Authority
    said: str
    why: str = ""


@dataclass(frozen=True)
class ReportVersion:
    """One version of the weighing, in words, with the hash of what was signed or ""."""

    number: int
    words: str
    sha256: str = ""


@dataclass(frozen=True)
class ReportCircumstances:
    """What the paper says besides what was frozen; days are in Dutch.

    `judged_on` is when each judgement was given, by place; `sha256` is of the frozen text.
    """

    city: str
    phone: str
    made_on: str
    facts_closed_on: str
    judged_on: dict[str, str]
    sha256: str
    findings: Sequence[ReportFinding]
    versions: Sequence[ReportVersion]


def make_report(
    frozen: FrozenAppraisal, basis: AppraisalBasis, around: ReportCircumstances
) -> AppraisalReport:
    """Return the whole paper. It counts nothing and ranks nobody."""
    content, facts = frozen.content, FactNumbers(frozen.content.facts)
    questions = {question.id: question.question for question in basis.elements}
    answered = {answer.element for answer in content.elements}
    asked = tuple(question for question in basis.elements if question.id in answered)
    return AppraisalReport(
        title=TITLE,
        number=f"{frozen.case}, versie {frozen.version}",
        mark="Vertrouwelijk",
        footer=f"Gemaakt op {around.made_on}",
        lead=_lead(frozen, around),
        sections=(
            report_front.open_doubts(frozen, facts),
            report_front.what_it_is(),
            *report_front.judgements(frozen, questions, facts, around.judged_on),
            *report_questions.scenarios(content, facts),
            *report_questions.questions(content, asked, facts),
            *rules_together(rules_aloud(content, basis), facts),
            report_questions.law_texts(content, asked, facts),
            report_facts.fact_list(content, facts),
            report_facts.settled_doubts(content, facts),
            report_facts.unseen(content),
            _findings(around.findings),
            _parts(basis),
            ReportSection("Verklaring van wie tekent", (ReportRow(DUTY),)),
            _versions(around),
        ),
        note=NOTE,
    )


def _lead(frozen: FrozenAppraisal, around: ReportCircumstances) -> tuple[tuple[str, str], ...]:
    names = " en ".join(each.name for each in frozen.judgements)
    return (
        ("Casus", f"{frozen.case}, versie {frozen.version}"),
        ("Van", f"het coördinatieteam van {around.city}, telefoon {around.phone}"),
        ("Beoordeeld door", names),
        ("Feiten gesloten op", around.facts_closed_on),
        ("Niet door ons gezien", _unseen(frozen)),
        ("Handtekeningen", SELF_MADE_CERTIFICATE),
    )


def _unseen(frozen: FrozenAppraisal) -> str:
    titles = [each.title for each in frozen.content.unseen]
    return "; ".join(titles) or "Hier is niets opgeschreven."


def _findings(findings: Sequence[ReportFinding]) -> ReportSection:
    """Return what each authority found, each on its own and never as one."""
    rows = tuple(
        ReportRow(
            "\n".join(filter(None, (each.said or "Niet bekend.", each.why))),
            head=each.authority.words,
        )
        for each in findings
    )
    return ReportSection("Wat anderen vinden, elk apart", rows, empty="Niets bekend.")


def _parts(basis: AppraisalBasis) -> ReportSection:
    rows = tuple(
        (f"{part.title} {part.check_words}".strip(), part.text, *WHERE[part.id])
        for part in basis.report_parts
    )
    columns = ("Onderdeel", "Wat erin hoort", "Of het erin staat", "Waar")
    table = ReportTable(columns, rows, widths=(3, 6, 3, 5))
    return ReportSection("De onderdelen van een deskundigenrapport", table=table)


def _versions(around: ReportCircumstances) -> ReportSection:
    rows = [
        ReportRow(each.words, head=f"Versie {each.number}", small=each.sha256)
        for each in around.versions
    ]
    rows.append(ReportRow(around.sha256, head="Kenmerk van wat is ondertekend (SHA-256)"))
    return ReportSection("Versies en kenmerk", tuple(rows))
