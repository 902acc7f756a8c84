"""The first pages of the paper: open doubts, what it is and is not, both judgements."""

from uitweg.casework.appraisal.facts.rules.content import Conclusion, DoubtState
from uitweg.casework.appraisal.judging.rules import TEXT_QUESTIONS, differences
from uitweg.casework.appraisal.paper.rules.frozen import FrozenAppraisal, FrozenJudgement
from uitweg.casework.appraisal.paper.rules.values import (
    FactNumbers,
    ReportRow,
    ReportSection,
    ReportTable,
    cited,
)

NOT_AN_EXPERT = "Geen rapport van een gerechtelijk deskundige."
WHAT_IT_IS = (
    ReportRow(
        "Geen van de schrijvers is gerechtelijk deskundige, en dit is geen oordeel over schuld. "
        "Wat vaststaat, bepaalt de rechter.",
        head=NOT_AN_EXPERT,
    ),
    ReportRow(
        "Twee professionals ordenen wat is opgeschreven: wat ervoor spreekt, wat ertegen spreekt "
        "en wat onbekend is. Koos een schrijver er een feit bij, dan staat er welk. Staat er geen, "
        "dan koos niemand er een.",
        head="Wat het wel is.",
    ),
    ReportRow(
        "“Staat niet vast op wat is opgeschreven” betekent niet dat iemand geen slachtoffer is. "
        "Er wordt niets opgeteld: hier staat geen score en geen rangorde.",
        head="Hoe je het leest.",
    ),
)
NO_OPEN_DOUBT = "Er staat geen twijfel open. De twijfels die er waren, staan verderop."
SAME_EVERYWHERE = (
    "Op elke vraag van de wet kwamen beiden tot hetzelfde. De woorden kunnen verschillen."
)
SAW_EARLIER = "Kon de oordelen van een eerdere versie al lezen."
DIFFERS = "Dit verschil is niet opgelost en blijft zo staan."


def open_doubts(frozen: FrozenAppraisal, facts: FactNumbers) -> ReportSection:
    rows = tuple(
        ReportRow(
            doubt.text,
            head=doubt.title,
            small=f"Wat kan helpen: {doubt.helps}" if doubt.helps else "",
            cites=facts.names(doubt.facts),
        )
        for doubt in frozen.content.doubts
        if doubt.state is DoubtState.OPEN
    )
    return ReportSection("Open twijfels", rows, empty=NO_OPEN_DOUBT)


def what_it_is() -> ReportSection:
    return ReportSection("Wat dit is, en wat niet", WHAT_IT_IS)


def judgements(
    frozen: FrozenAppraisal, questions: dict[str, str], facts: FactNumbers, days: dict[str, str]
) -> tuple[ReportSection, ...]:
    """Return both judgements side by side, what they differ in first.

    `questions` are those of the law, by id; `days` say when each was given, by place.
    """
    first, second = frozen.judgements
    return (
        ReportSection("De twee oordelen naast elkaar", _who(first, second, days)),
        ReportSection("Waar zij verschillen", _differences(first, second, questions), level=3),
        ReportSection(
            "Per vraag van de wet", table=_conclusions(first, second, questions, facts), level=3
        ),
        ReportSection("In hun eigen woorden", table=_table_of_words(first, second), level=3),
    )


def _who(
    first: FrozenJudgement, second: FrozenJudgement, days: dict[str, str]
) -> tuple[ReportRow, ...]:
    team = "een ander team" if second.is_other_team else "hetzelfde team"
    return (
        ReportRow(
            f"{first.name}, op {days[first.place]}. Schreef ook de weging.{_earlier(first)}",
            "Eerste oordeel",
        ),
        ReportRow(
            f"{second.name}, op {days[second.place]}, uit {team}. Gaf dit oordeel zonder het "
            f"eerste te zien.{_earlier(second)}",
            "Tweede oordeel",
        ),
    )


def _earlier(judgement: FrozenJudgement) -> str:
    """Return that a judge could read earlier judgements: who weighs this one has to know."""
    return f" {SAW_EARLIER}" if judgement.saw_earlier else ""


def _differences(
    first: FrozenJudgement,
    second: FrozenJudgement,
    questions: dict[str, str],
) -> tuple[ReportRow, ...]:
    found = differences(first.written, second.written)
    if not found:
        return (ReportRow(SAME_EVERYWHERE),)
    return tuple(
        ReportRow(
            f"{first.name}: {each.first.words}. {second.name}: {each.second.words}.",
            head=questions.get(each.element, each.element),
            small=DIFFERS,
        )
        for each in found
    )


def _conclusions(
    first: FrozenJudgement,
    second: FrozenJudgement,
    questions: dict[str, str],
    facts: FactNumbers,
) -> ReportTable:
    others = dict(second.written.conclusions)
    rows = tuple(
        (
            questions.get(element, element),
            conclusion.words,
            others.get(element, Conclusion.CANNOT_SAY).words,
            cited(facts.about(element)) or "geen feit",
        )
        for element, conclusion in first.written.conclusions
    )
    columns = ("Vraag", first.name, second.name, "Feiten bij de vraag")
    return ReportTable(columns, rows, widths=(6, 3, 3, 2))


def _table_of_words(first: FrozenJudgement, second: FrozenJudgement) -> ReportTable:
    rows = [
        (question, getattr(first.written, name), getattr(second.written, name))
        for name, question in TEXT_QUESTIONS.items()
    ]
    if first.response or second.response:
        added = (
            "Na het lezen van het andere oordeel",
            first.response or "-",
            second.response or "-",
        )
        rows.append(added)
    columns = ("Gevraagd", first.name, second.name)
    return ReportTable(columns, tuple(rows), widths=(3, 7, 7))
