"""Texts of the law side by side: which held on which facts, and which holds today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from uitweg.casework.appraisal.axis.rules.axis import is_sure
from uitweg.casework.appraisal.axis.rules.days import short_words
from uitweg.casework.appraisal.facts.rules.ages import is_child_on
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent, AppraisalFact, FactLane
from uitweg.casework.appraisal.law.rules.law import law_on, unsure_on
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate
from uitweg.platform.content.values.appraisal import LawText, LawTopic

NOT_FOUND = "geen tekst gevonden"
NOT_ASKED = "—"
MEANS = "Is er een dwangmiddel nodig?"
MEANS_BY_CHILD = {
    True: "niet voor werven, vervoeren, opnemen of huisvesten: de jongere was nog geen 18",
    False: "ja, de jongere was 18 of ouder",
    None: "hangt af van de leeftijd, en die staat niet vast",
}
"""Source: tpws-2014-30 (content/sources.yaml)."""


@dataclass(frozen=True)
class LawCell:
    """What holds there, in words, and whether some of it has yet to be checked."""

    words: str
    to_check: bool = False


@dataclass(frozen=True)
class LawRow:
    """One question with a cell for each column, in the same order.

    `differs`: not all answers are equal; what is not asked is no answer.
    `cells` are pairs of the column's name and the cell, so that a narrow screen can name them.
    """

    question: str
    cells: tuple[tuple[str, LawCell], ...]

    @property
    def differs(self) -> bool:
        return len({cell.words for _, cell in self.cells} - {NOT_ASKED}) > 1


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
    content: AppraisalContent, laws: Sequence[LawText], *, today: date
) -> LawsBeside | None:
    """Return what held on each dated offence, beside what holds today; None without an offence."""
    topics = tuple(dict.fromkeys(law.topic for law in laws))
    groups = dict[tuple[LawCell, ...], list[str]]()
    dated = [fact for fact in content.facts if fact.lane is FactLane.OFFENCE and fact.at]
    for fact in sorted(dated, key=lambda each: each.at.start if each.at else today):
        cells = (_means(content.born, fact), *(_texts(laws, topic, fact.at) for topic in topics))
        groups.setdefault(cells, []).append(short_words(fact.at))
    if not groups:
        return None
    now = LawCell(NOT_ASKED), *(_texts(laws, topic, today) for topic in topics)
    columns = (*(f"Feit van {' en '.join(days)}" for days in groups.values()), "Vandaag")
    beside = list(zip(columns, [*groups, now], strict=True))
    rows = tuple(
        LawRow(question, tuple((column, cells[place]) for column, cells in beside))
        for place, question in enumerate((MEANS, *(topic.words for topic in topics)))
    )
    return LawsBeside(columns, rows)


def _means(born: date | None, fact: AppraisalFact) -> LawCell:
    """Say whether a means is needed for a fact of this day, by the age at that time."""
    return LawCell(MEANS_BY_CHILD[is_child_on(born, fact.at)])


def _texts(laws: Sequence[LawText], topic: LawTopic, when: FuzzyDate | date | None) -> LawCell:
    """Return the text of a topic that held then; all that may have, when that is not sure."""
    assert when is not None
    about = [law for law in laws if law.topic is topic]
    held = (*law_on(about, when), *unsure_on(about, when))
    if not held:
        return LawCell(NOT_FOUND, to_check=True)
    is_to_check = len(held) > 1 or not all(is_sure(law) for law in held)
    return LawCell(" of ".join(law.title for law in held), is_to_check)
