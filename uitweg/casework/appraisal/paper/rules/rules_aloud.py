"""What the rules say together on the paper: for each offence, each dimension, each way to end."""

from collections.abc import Iterable

from uitweg.casework.appraisal.law.rules.aloud import (
    CitedReason,
    RulesAloud,
    SpokenDimension,
    SpokenOffence,
    SpokenRoute,
)
from uitweg.casework.appraisal.paper.rules.values import (
    FactNumbers,
    ReportRow,
    ReportSection,
    ReportTable,
    cited,
)

NOT_THE_JUDGES = (
    "Dit volgt alleen uit de vastgelegde feiten. Het is niet wat de twee concludeerden, en niet "
    "wat een officier of rechter beslist."
)
NO_DAY = "De dag is niet bekend, dus de regel zegt hier niets."
NO_OFFENCE = "Er is geen strafbaar feit opgeschreven."


def rules_together(aloud: RulesAloud, facts: FactNumbers) -> tuple[ReportSection, ...]:
    offences = tuple(_offence(each, facts) for each in aloud.offences)
    return (
        ReportSection("Wat de regels samen zeggen", (ReportRow(NOT_THE_JUDGES),)),
        ReportSection("Bij elk strafbaar feit", offences, empty=NO_OFFENCE, level=3),
        ReportSection("De kenmerken van mensenhandel", table=_dimensions(aloud, facts), level=3),
        ReportSection("Hoe het kan aflopen", table=_routes(aloud.routes), level=3),
    )


def _offence(offence: SpokenOffence, facts: FactNumbers) -> ReportRow:
    names = facts.names([offence.fact.key])
    head = f"{names[0].capitalize()}: {offence.fact.title}"
    if offence.outcome is None:
        return ReportRow(NO_DAY, head=head, cites=names)
    age = offence.outcome.age
    lines = [
        f"Mensenhandel: {offence.outcome.result.words}.",
        f"Leeftijd op die dag: {age.words}." if age else "",
        *_reasons(offence.because, facts),
        *(f"Wat ontbreekt: {words}" for words in offence.missing),
    ]
    keys = {fact.key for reason in offence.because for fact in reason.facts}
    return ReportRow(
        "\n".join(filter(None, lines)), head=head, cites=facts.names({offence.fact.key, *keys})
    )


def _reasons(reasons: Iterable[CitedReason], facts: FactNumbers) -> list[str]:
    return [
        f"{f'{each.about}: ' if each.about else ''}{each.words} ({_names(each, facts)})"
        for each in reasons
    ]


def _names(reason: CitedReason, facts: FactNumbers) -> str:
    return cited(facts.names(fact.key for fact in reason.facts))


def _dimensions(aloud: RulesAloud, facts: FactNumbers) -> ReportTable:
    rows = tuple(_dimension(each, facts) for each in aloud.dimensions)
    columns = ("Kenmerk", "Wat de regel zegt", "Waarom", "Rust op")
    return ReportTable(columns, rows, widths=(4, 3, 6, 2))


def _dimension(spoken: SpokenDimension, facts: FactNumbers) -> tuple[str, ...]:
    keys = [fact.key for reason in spoken.because for fact in reason.facts]
    why = [*_reasons(spoken.because, facts), *spoken.outcome.missing]
    check = spoken.dimension.check_words
    return (
        f"{spoken.dimension.title} ({check})" if check else spoken.dimension.title,
        spoken.outcome.result.words,
        "\n".join(why),
        cited(facts.names(keys)) or "geen feit",
    )


def _routes(routes: Iterable[SpokenRoute]) -> ReportTable:
    rows = tuple(
        (
            f"{each.route.title} ({each.route.check_words})"
            if each.route.check_words
            else each.route.title,
            each.route.decides,
            "\n".join(f"{title}: {words}" for title, words in each.questions),
        )
        for each in routes
    )
    return ReportTable(("Manier", "Wie beslist", "De vragen die meetellen"), rows, widths=(4, 3, 7))
