"""Reads what the weighing asks and rests on; raises InvalidContent for mistakes.

`content/appraisal.yaml` has the questions of the law, the routes of the outcome, the indicators and
the parts of an expert report; `content/law-texts.yaml` the texts of the law by their dates;
`content/schadefonds.yaml` what the compensation fund asks.
"""

from datetime import date
from functools import partial

from uitweg.platform.content.files.reader import FIRST_LEVEL, ContentReader
from uitweg.platform.content.files.strict_yaml import InvalidContent, YamlItem
from uitweg.platform.content.values.appraisal import (
    AppraisalBasis,
    FundPoint,
    FundPointKind,
    IndicatorDimension,
    IndicatorStrength,
    LawQuestion,
    LawStatus,
    LawText,
    LawTopic,
    OutcomeRoute,
    QuestionGroup,
    ReportPart,
    TraffickingIndicator,
)

FILE, LAWS_FILE, FUND_FILE = "appraisal.yaml", "law-texts.yaml", "schadefonds.yaml"


def read_appraisal(reader: ContentReader) -> AppraisalBasis:
    """Return all of it, verified or not: for the team, so in the first level only."""
    if reader.level.id != FIRST_LEVEL:
        return AppraisalBasis()
    top, laws_top, fund_top = (reader.top(name) for name in (FILE, LAWS_FILE, FUND_FILE))
    common = top.take("for_all", dict, {})
    rows = {
        key: _rows(reader, top, key, common)
        for key in ("items", "routes", "dimensions", "indicators", "report_parts")
    }
    laws = _in_order(
        reader.with_wording(reader.items(laws_top), LAWS_FILE, partial(make_law_text, reader))
    )
    elements = _in_order(
        reader.with_wording(rows["items"], FILE, partial(make_question, reader, laws))
    )
    routes = reader.with_wording(
        rows["routes"], "appraisal-routes.yaml", partial(make_outcome_route, reader, laws, elements)
    )
    dimensions = reader.with_wording(
        rows["dimensions"], "appraisal-dimensions.yaml", partial(make_dimension, reader)
    )
    indicators = reader.with_wording(
        rows["indicators"],
        "appraisal-indicators.yaml",
        partial(make_indicator, reader, {dimension.id for dimension in dimensions}),
    )
    parts = reader.with_wording(
        rows["report_parts"], "appraisal-report.yaml", partial(make_report_part, reader)
    )
    fund_points = reader.with_wording(
        reader.items(fund_top), FUND_FILE, partial(make_fund_point, reader)
    )
    for each in (top, laws_top, fund_top):
        try:
            each.refuse_leftovers()
        except InvalidContent as error:
            reader.problems.append(error.problem)
    return AppraisalBasis(
        elements=elements,
        routes=_in_order(routes),
        laws=laws,
        dimensions=_in_order(dimensions),
        indicators=_in_order(indicators),
        report_parts=_in_order(parts),
        fund_points=_in_order(fund_points),
    )


def make_law_text(reader: ContentReader, row: YamlItem, wording: YamlItem, lang: str) -> LawText:
    law = LawText(
        **reader.common(row, lang),
        order=row.take("order", int),
        topic=row.choice("topic", LawTopic),
        status=row.choice("status", LawStatus),
        valid_from=row.optional("valid_from", date),
        valid_to=row.optional("valid_to", date),
        title=wording.words("title"),
        text=wording.words("text"),
    )
    if law.valid_from and law.valid_to and law.valid_from > law.valid_to:
        raise row.refused("ends before it begins.")
    if (law.status is LawStatus.PAST) != (law.valid_to is not None):
        raise row.refused("is past when it has a valid_to, and only then.")
    if law.status is LawStatus.PENDING and law.valid_from:
        raise row.refused("is pending, so it has no valid_from.")
    return law


def make_question(
    reader: ContentReader,
    laws: tuple[LawText, ...],
    row: YamlItem,
    wording: YamlItem,
    lang: str,
) -> LawQuestion:
    return LawQuestion(
        **reader.common(row, lang),
        order=row.take("order", int),
        group=row.choice("group", QuestionGroup),
        laws=_laws(row, laws),
        title=wording.words("title"),
        question=wording.words("question"),
        counts_for=_lines(wording, "counts_for"),
        counts_against=_lines(wording, "counts_against"),
        ask_once=_lines(wording, "ask_once"),
    )


def make_outcome_route(
    reader: ContentReader,
    laws: tuple[LawText, ...],
    elements: tuple[LawQuestion, ...],
    row: YamlItem,
    wording: YamlItem,
    lang: str,
) -> OutcomeRoute:
    route = OutcomeRoute(
        **reader.common(row, lang),
        order=row.take("order", int),
        laws=_laws(row, laws),
        rests_on=row.texts("rests_on"),
        title=wording.words("title"),
        text=wording.words("text"),
        decides=wording.words("decides"),
        counts_for=_lines(wording, "counts_for"),
        counts_against=_lines(wording, "counts_against"),
        ask_once=_lines(wording, "ask_once"),
    )
    known = {element.id for element in elements}
    for id in route.rests_on:
        if id not in known:
            raise row.refused(f"the question {id} does not exist.")
    return route


def make_dimension(
    reader: ContentReader, row: YamlItem, wording: YamlItem, lang: str
) -> IndicatorDimension:
    return IndicatorDimension(
        **reader.common(row, lang),
        order=row.take("order", int),
        title=wording.words("title"),
        text=wording.words("text"),
    )


def make_indicator(
    reader: ContentReader, dimensions: set[str], row: YamlItem, wording: YamlItem, lang: str
) -> TraffickingIndicator:
    indicator = TraffickingIndicator(
        **reader.common(row, lang),
        order=row.take("order", int),
        dimension=row.words("dimension"),
        adult=row.choice("adult", IndicatorStrength),
        child=row.choice("child", IndicatorStrength),
        title=wording.words("title"),
    )
    if indicator.dimension not in dimensions:
        raise row.refused(f"the dimension {indicator.dimension} does not exist.")
    return indicator


def make_report_part(
    reader: ContentReader, row: YamlItem, wording: YamlItem, lang: str
) -> ReportPart:
    return ReportPart(
        **reader.common(row, lang),
        order=row.take("order", int),
        letters=row.words("letters"),
        title=wording.words("title"),
        text=wording.words("text"),
    )


def make_fund_point(
    reader: ContentReader, row: YamlItem, wording: YamlItem, lang: str
) -> FundPoint:
    return FundPoint(
        **reader.common(row, lang),
        order=row.take("order", int),
        kind=row.choice("kind", FundPointKind),
        title=wording.words("title"),
        text=wording.words("text"),
    )


def _rows(
    reader: ContentReader, top: YamlItem, key: str, common: dict[str, object]
) -> list[YamlItem]:
    return reader.items(
        YamlItem(FILE, "", {"rows": top.take(key, list, []), "for_all": common}), "rows"
    )


def _lines(wording: YamlItem, key: str) -> tuple[str, ...]:
    lines = wording.texts(key)
    if not lines:
        raise wording.refused(f"{key} has no words.")
    return lines


def _laws(row: YamlItem, laws: tuple[LawText, ...]) -> tuple[LawText, ...]:
    """Return the texts of the topics that a row names, those of one topic after each other."""
    topics = row.texts("topics")
    for topic in topics:
        if topic not in LawTopic:
            raise row.refused(f"{topic} is not a topic of a law we know.")
    return tuple(law for topic in topics for law in laws if law.topic == topic)


def _in_order[
    T: (
        LawText,
        LawQuestion,
        OutcomeRoute,
        IndicatorDimension,
        TraffickingIndicator,
        ReportPart,
        FundPoint,
    )
](items: list[T]) -> tuple[T, ...]:
    return tuple(sorted(items, key=lambda item: item.order))
