"""The rows of the main page: the matrix, the questions of the law, and the facts under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from uitweg.casework.appraisal.facts.rules.ages import age_on
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    Doubt,
    DoubtState,
    ElementAnswer,
    Fit,
    FitKind,
    Independence,
    Scenario,
)
from uitweg.casework.appraisal.facts.rules.item_words import (
    care_talk_words,
    moment_words,
    short_months,
)
from uitweg.casework.appraisal.facts.rules.matrix import distinguishes, ordered_facts

LOOK_OF_FIT = {FitKind.FITS: "ok", FitKind.DOES_NOT_FIT: "no", FitKind.SAYS_NOTHING: "eq"}
WIDE_MATRIX = 8
"""With more facts than this the matrix scrolls in its panel."""


@dataclass(frozen=True)
class FactColumn:
    """A fact as a column of the matrix; `tells_apart` is False when it fits all scenarios alike."""

    fact: AppraisalFact
    tells_apart: bool

    @property
    def when(self) -> str:
        return short_months(moment_words(self.fact.at, self.fact.until, self.fact.time))

    @property
    def is_independent(self) -> bool:
        return self.fact.independence is Independence.INDEPENDENT


@dataclass(frozen=True)
class MatrixCell:
    column: FactColumn
    fit: Fit | None

    @property
    def look(self) -> str:
        if not self.column.tells_apart:
            return "eq"
        return LOOK_OF_FIT[self.fit.kind] if self.fit else "open"

    @property
    def words(self) -> str:
        if not self.column.tells_apart:
            return "onderscheidt niet"
        return self.fit.kind.words if self.fit else "nog niet gezegd"


@dataclass(frozen=True)
class ScenarioRow:
    scenario: Scenario
    cells: tuple[MatrixCell, ...]


@dataclass(frozen=True)
class AppraisalMatrix:
    """Scenarios in rows, facts in columns; no sum of either."""

    columns: tuple[FactColumn, ...]
    rows: tuple[ScenarioRow, ...]

    @property
    def is_wide(self) -> bool:
        return len(self.columns) > WIDE_MATRIX


def matrix_of(content: AppraisalContent) -> AppraisalMatrix:
    """Return the matrix with its facts in their order."""
    scenarios, fits = content.scenarios, content.fits
    columns = tuple(
        FactColumn(fact, distinguishes(fact.key, scenarios, fits))
        for fact in ordered_facts(content.facts)
    )
    by_place = {(fit.scenario, fit.fact): fit for fit in fits}
    rows = tuple(
        ScenarioRow(
            scenario,
            tuple(
                MatrixCell(column, by_place.get((scenario.key, column.fact.key)))
                for column in columns
            ),
        )
        for scenario in scenarios
    )
    return AppraisalMatrix(columns, rows)


@dataclass(frozen=True)
class FactRow:
    """A fact in the table under the matrix; `age` is how old the youngster was, in words."""

    fact: AppraisalFact
    age: str
    first_heard: str
    care_talk: str


def fact_rows(content: AppraisalContent) -> tuple[FactRow, ...]:
    return tuple(_fact_row(fact, content.born) for fact in ordered_facts(content.facts))


def _fact_row(fact: AppraisalFact, born: date | None) -> FactRow:
    heard = (fact.first_heard_by, moment_words(fact.first_heard_on), fact.how_obtained)
    age = age_on(born, fact.at)
    return FactRow(
        fact,
        age=age.words if age else "",
        first_heard=", ".join(filter(None, heard)),
        care_talk=care_talk_words(fact),
    )


@dataclass(frozen=True)
class DoubtRow:
    doubt: Doubt
    facts: tuple[AppraisalFact, ...]

    @property
    def is_open(self) -> bool:
        return self.doubt.state is DoubtState.OPEN


def doubt_rows(content: AppraisalContent) -> tuple[DoubtRow, ...]:
    """Return the doubts, open ones first."""
    rows = [
        DoubtRow(doubt, tuple(fact for fact in content.facts if fact.key in doubt.facts))
        for doubt in content.doubts
    ]
    return tuple(sorted(rows, key=lambda row: not row.is_open))


def answers_by_element(content: AppraisalContent) -> Mapping[str, ElementAnswer]:
    return {answer.element: answer for answer in content.elements}
