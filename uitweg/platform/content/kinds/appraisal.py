"""Reads what the weighing asks and rests on; mistakes become problems.

`content/appraisal.yaml` has the questions of the law, the routes of the outcome, the indicators and
the parts of an expert report; `content/law-texts.yaml` the texts of the law by their dates;
`content/schadefonds.yaml` what the compensation fund asks.
"""

from typing import Any

from uitweg.platform.content.files.reader import FIRST_LEVEL, ContentReader
from uitweg.platform.content.files.strict_yaml import YamlItem
from uitweg.platform.content.values.appraisal import (
    AppraisalBasis,
    CheckableFact,
    FundPoint,
    IndicatorDimension,
    LawQuestion,
    LawText,
    LawTopic,
    OutcomeRoute,
    ReportPart,
    TraffickingIndicator,
)

FILE = "appraisal.yaml"


def read_appraisal(reader: ContentReader) -> AppraisalBasis:
    """Return all of it, verified or not: for the team, so in the first level only."""
    if reader.level.id != FIRST_LEVEL:
        return AppraisalBasis()
    top = reader.top(FILE)
    common = top.take_part(["for_all"]).take_rest()

    def rows(key: str) -> list[YamlItem]:
        named = common | top.take_part([key]).take_rest()
        return reader.items(YamlItem(FILE, "", named), key)

    questions, routes, dimensions = rows("items"), rows("routes"), rows("dimensions")
    indicators, parts = rows("indicators"), rows("report_parts")
    reader.refuse_leftovers(top)
    reader.read(LawText, "law-texts.yaml")
    reader.read(LawQuestion, FILE, rows=questions, prepare=_with_laws)
    reader.read(OutcomeRoute, FILE, rows=routes, words="appraisal-routes.yaml", prepare=_with_laws)
    reader.read(IndicatorDimension, FILE, rows=dimensions, words="appraisal-dimensions.yaml")
    reader.read(TraffickingIndicator, FILE, rows=indicators, words="appraisal-indicators.yaml")
    reader.read(ReportPart, FILE, rows=parts, words="appraisal-report.yaml")
    reader.read(FundPoint, "schadefonds.yaml")
    return AppraisalBasis(
        elements=_in_order(reader, LawQuestion),
        routes=_in_order(reader, OutcomeRoute),
        laws=_in_order(reader, LawText),
        dimensions=_in_order(reader, IndicatorDimension),
        indicators=_in_order(reader, TraffickingIndicator),
        report_parts=_in_order(reader, ReportPart),
        fund_points=_in_order(reader, FundPoint),
    )


def _with_laws(reader: ContentReader, row: YamlItem, _wording: YamlItem) -> dict[str, Any]:
    """Return the texts of the topics that a row names, those of one topic after each other."""
    topics = row.texts("topics")
    for topic in topics:
        if topic not in LawTopic:
            raise row.refused(f"{topic} is not a topic of a law we know.")
    laws = _in_order(reader, LawText)
    return {"topics": tuple(law for topic in topics for law in laws if law.topic == topic)}


def _in_order[T: CheckableFact](reader: ContentReader, kind: type[T]) -> tuple[T, ...]:
    return tuple(sorted(reader.things(kind).values(), key=lambda item: item.order))
