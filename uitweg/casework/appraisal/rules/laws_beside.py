"""Texts of the law side by side: which held on which facts, and which holds today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from uitweg.casework.appraisal.rules.axis import ADULT_AT, AxisLaw, age_in_years
from uitweg.casework.appraisal.rules.axis_days import days_can_be, short_words
from uitweg.casework.appraisal.rules.content import AppraisalContent, AppraisalFact, FactLane

NOT_FOUND = "geen tekst gevonden"
MEANS = "Is er een dwangmiddel nodig?"
MEANS_BY_ADULT = {
    False: "niet voor werven, vervoeren, opnemen of huisvesten: de jongere was nog geen 18",
    True: "ja, de jongere was 18 of ouder",
}
"""Source: tpws-2014-30 (content/sources.yaml)."""
MEANS_UNKNOWN = "hangt af van de leeftijd, en die staat niet vast"


@dataclass(frozen=True)
class LawCell:
    """What holds there, in words, and whether some of it has yet to be checked."""

    words: str
    to_check: bool = False


@dataclass(frozen=True)
class LawRow:
    """One question with a cell for each column, in the same order; `differs`: they are not equal.

    `cells` are pairs of the column's name and the cell, so that a narrow screen can name them.
    """

    question: str
    cells: tuple[tuple[str, LawCell], ...]

    @property
    def differs(self) -> bool:
        return len({cell.words for _, cell in self.cells}) > 1


@dataclass(frozen=True)
class LawsBeside:
    """The table: a column for each group of facts with equal answers, then one for today."""

    columns: tuple[str, ...]
    rows: tuple[LawRow, ...]

    @property
    def has_changed(self) -> bool:
        """Whether another text held on a fact than on another fact, or than today."""
        return any(row.differs for row in self.rows if row.question != MEANS)


def laws_beside(
    content: AppraisalContent, laws: Sequence[AxisLaw], *, today: date
) -> LawsBeside | None:
    """Return what held on each dated offence, beside what holds today; None without an offence."""
    topics = tuple(dict.fromkeys(law.topic for law in laws))
    groups = dict[tuple[LawCell, ...], list[str]]()
    dated = [fact for fact in content.facts if fact.lane is FactLane.OFFENCE and fact.at]
    for fact in sorted(dated, key=lambda each: each.at.start if each.at else today):
        cells = (_means(content.born, fact), *(_on_fact(laws, topic, fact) for topic in topics))
        groups.setdefault(cells, []).append(short_words(fact.at))
    if not groups:
        return None
    now = LawCell("—"), *(_texts(laws, topic, today, today) for topic in topics)
    columns = (*(f"Feit van {' en '.join(days)}" for days in groups.values()), "Vandaag")
    beside = list(zip(columns, [*groups, now], strict=True))
    rows = tuple(
        LawRow(question, tuple((column, cells[place]) for column, cells in beside))
        for place, question in enumerate((MEANS, *topics))
    )
    return LawsBeside(columns, rows)


def _means(born: date | None, fact: AppraisalFact) -> LawCell:
    """Say whether a means is needed for a fact of this day, by the age at that time."""
    if born is None or fact.at is None:
        return LawCell(MEANS_UNKNOWN)
    was_adult = {age_in_years(born, day) >= ADULT_AT for day in days_can_be(fact.at)}
    return LawCell(MEANS_BY_ADULT[was_adult.pop()] if len(was_adult) == 1 else MEANS_UNKNOWN)


def _on_fact(laws: Sequence[AxisLaw], topic: str, fact: AppraisalFact) -> LawCell:
    assert fact.at is not None
    return _texts(laws, topic, *days_can_be(fact.at))


def _texts(laws: Sequence[AxisLaw], topic: str, first: date, last: date) -> LawCell:
    """Return the texts of a topic that held on one of these two days."""
    held = [
        law for law in laws if law.topic == topic and (law.holds_on(first) or law.holds_on(last))
    ]
    if not held:
        return LawCell(NOT_FOUND, to_check=True)
    return LawCell(" of ".join(law.title for law in held), any(law.to_check for law in held))
