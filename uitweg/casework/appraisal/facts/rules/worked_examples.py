"""Worked examples of a weighing: fictional, whole, with both judgements; read from content/.

For the demo and for training. Each is a file of content/appraisal-examples/, written as people read
it: a date in words, and with each fact whether it fits each scenario.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import PurePath
from typing import Any

from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    Conclusion,
    Doubt,
    DoubtState,
    ElementAnswer,
    FactLane,
    Fit,
    FitKind,
    Independence,
    Scenario,
    SourceKind,
    Unseen,
    Weight,
    WrittenJudgement,
    YoungsterPage,
)
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, UnreadableDate, parse
from uitweg.platform.content.files.strict_yaml import YamlItem
from uitweg.platform.content.loading import Root, content_folder

FOLDER = "appraisal-examples"


@dataclass(frozen=True)
class WorkedExample:
    """One example. `called` and `sex` are of its youngster, `written_on` the day of writing."""

    id: str
    title: str
    called: str
    sex: str
    story: str
    written_on: date
    content: AppraisalContent
    first: WrittenJudgement
    second: WrittenJudgement


@cache
def worked_examples(root: Root = None) -> tuple[WorkedExample, ...]:
    """Return the examples in the order of their names. Raises InvalidContent for a mistake."""
    folder = content_folder(root)
    return tuple(_example(folder.yaml(name)) for name in folder.names(FOLDER))


def _example(row: YamlItem) -> WorkedExample:
    written_on = row.take("written_on", date)
    facts = [_fact(each, written_on) for each in _rows(row, "facts")]
    example = WorkedExample(
        id=PurePath(row.file).stem,
        title=row.words("title"),
        called=row.words("called"),
        sex=row.words("sex"),
        story=row.words("story"),
        written_on=written_on,
        content=AppraisalContent(
            facts=tuple(fact for fact, _ in facts),
            fits=tuple(fit for _, fits in facts for fit in fits),
            scenarios=_items_of(row, "scenarios", _scenario),
            elements=_items_of(row, "elements", _element_answer),
            doubts=_items_of(row, "doubts", _doubt),
            unseen=_items_of(row, "unseen", _unseen),
            born=row.day("born"),
            youngster_page=_youngster_page(_part(row, "youngster_page")),
        ),
        first=_judgement(_part(row, "first")),
        second=_judgement(_part(row, "second")),
    )
    row.refuse_leftovers()
    return example


def _rows(row: YamlItem, key: str) -> list[YamlItem]:
    return [
        YamlItem(row.file, f"{key} {place}", each)
        for place, each in enumerate(row.take(key, list), 1)
    ]


def _part(row: YamlItem, key: str) -> YamlItem:
    return YamlItem(row.file, key, row.take(key, dict))


def _items_of[T](row: YamlItem, key: str, make: Callable[[YamlItem], T]) -> tuple[T, ...]:
    made = list[T]()
    for each in _rows(row, key):
        made.append(make(each))
        each.refuse_leftovers()
    return tuple(made)


def _fact(row: YamlItem, written_on: date) -> tuple[AppraisalFact, list[Fit]]:
    """Return a fact, and whether it fits each scenario."""
    fact = AppraisalFact(
        key=row.words("key"),
        title=row.words("title"),
        text=row.words("text"),
        lane=row.choice("lane", FactLane),
        source=row.words("source"),
        source_kind=row.choice("source_kind", SourceKind),
        independence=row.choice("independence", Independence),
        first_heard_by=row.words("first_heard_by"),
        first_heard_on=_moment(row, "first_heard_on", written_on),
        how_obtained=row.words("how_obtained"),
        corroboration=row.words("corroboration"),
        at=_moment(row, "at", written_on),
        until=_moment(row, "until", written_on),
        time=row.text("time", ""),
        from_care_talk=row.take("from_care_talk", bool, False),
        use_agreed_on=row.optional("use_agreed_on", date),
        use_heard_by=row.text("use_heard_by", ""),
        relevance=row.choice("relevance", Weight),
        objectivity=row.choice("objectivity", Weight),
        biasing=row.choice("biasing", Weight),
        supports=frozenset(row.texts("supports", [])),
        against=frozenset(row.texts("against", [])),
        indicators=frozenset(row.texts("indicators", [])),
        follows=row.text("follows", ""),
        amount=row.optional("amount", int),
    )
    fits = _fits(row, fact.key)
    row.refuse_leftovers()
    return fact, fits


def _moment(row: YamlItem, key: str, today: date) -> FuzzyDate | None:
    """Return a date that is written as people say it; None where the file has none."""
    try:
        return parse(row.text(key, ""), today=today)
    except UnreadableDate as error:
        raise row.refused(f"{key}: {error}") from None


def _fits(row: YamlItem, key: str) -> list[Fit]:
    """Return whether a fact fits each scenario: "fits", or "does-not-fit: because of this"."""
    fits: Mapping[str, Any] = row.take("fits", dict)
    made = list[Fit]()
    for scenario, written in fits.items():
        kind, _, why = str(written).partition(":")
        if kind not in FitKind:
            raise row.refused(f"{kind} is not a way to fit.")
        made.append(Fit(scenario, key, FitKind(kind), why.strip()))
    return made


def _scenario(row: YamlItem) -> Scenario:
    return Scenario(row.words("key"), row.words("title"), row.words("text"))


def _element_answer(row: YamlItem) -> ElementAnswer:
    return ElementAnswer(
        row.words("element"), row.words("contra"), row.words("unknown"), row.words("why_wrong")
    )


def _doubt(row: YamlItem) -> Doubt:
    return Doubt(
        key=row.words("key"),
        title=row.words("title"),
        text=row.words("text"),
        helps=row.text("helps", ""),
        state=row.choice("state", DoubtState),
        facts=frozenset(row.texts("facts", [])),
        reason=row.text("reason", ""),
    )


def _unseen(row: YamlItem) -> Unseen:
    return Unseen(row.words("key"), row.words("title"), row.words("text"))


def _youngster_page(row: YamlItem) -> YoungsterPage:
    page = YoungsterPage(
        known=row.texts("known"),
        asked=row.texts("asked", []),
        lawyer=row.text("lawyer", ""),
        lawyer_phone=row.text("lawyer_phone", ""),
        mentions_offence=row.take("mentions_offence", bool, False),
    )
    row.refuse_leftovers()
    return page


def _judgement(row: YamlItem) -> WrittenJudgement:
    written = row.take("conclusions", dict)
    conclusions = YamlItem(row.file, f"{row.id} conclusions", written)
    judgement = WrittenJudgement(
        conclusions=tuple(
            (element, conclusions.choice(element, Conclusion)) for element in written
        ),
        text=row.words("text"),
        against=row.words("against"),
        unknown=row.words("unknown"),
        why_wrong=row.words("why_wrong"),
    )
    row.refuse_leftovers()
    return judgement
