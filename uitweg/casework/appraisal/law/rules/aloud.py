"""What the rules say together, with the facts themselves: for the page and the paper.

Per offence act, means and purpose on its day; the six dimensions; and for each way in which a case
can end, what the rule says of the questions that matter for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from uitweg.casework.appraisal.facts.rules.ages import is_child_on
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent, AppraisalFact, FactLane
from uitweg.casework.appraisal.law.rules.dimensions import DimensionOutcome, dimension_outcome
from uitweg.casework.appraisal.law.rules.elements import Reason, result_words, rule_outcome
from uitweg.casework.appraisal.law.rules.palermo import TraffickingOutcome, palermo
from uitweg.platform.content.values.appraisal import (
    AppraisalBasis,
    IndicatorDimension,
    OutcomeRoute,
)


@dataclass(frozen=True)
class CitedReason:
    """A sentence of a rule with the facts it rests on; `about` names the question, or is ""."""

    words: str
    facts: tuple[AppraisalFact, ...]
    about: str = ""


@dataclass(frozen=True)
class SpokenOffence:
    """What the rule says of trafficking on the day of one offence; None without a date.

    `missing` says what is missing, with the title of the question that lacks it.
    """

    fact: AppraisalFact
    outcome: TraffickingOutcome | None
    because: tuple[CitedReason, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class SpokenDimension:
    dimension: IndicatorDimension
    outcome: DimensionOutcome
    because: tuple[CitedReason, ...]


@dataclass(frozen=True)
class SpokenRoute:
    """A way to end the case; of each question that matters for it the title and the rule."""

    route: OutcomeRoute
    questions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RulesAloud:
    offences: tuple[SpokenOffence, ...]
    dimensions: tuple[SpokenDimension, ...]
    routes: tuple[SpokenRoute, ...]


def rules_aloud(content: AppraisalContent, basis: AppraisalBasis) -> RulesAloud:
    """Return what the rules say on this content; offences in order of time, undated ones last."""
    offences = sorted(
        (fact for fact in content.facts if fact.lane is FactLane.OFFENCE),
        key=lambda fact: (fact.at.start if fact.at else date.max, fact.key),
    )
    is_child = child_throughout(content)
    return RulesAloud(
        offences=tuple(_offence(content, fact, basis) for fact in offences),
        dimensions=tuple(
            _dimension(content, dimension, basis, is_child=is_child)
            for dimension in basis.dimensions
        ),
        routes=tuple(_route(content, route, basis) for route in basis.routes),
    )


def child_throughout(content: AppraisalContent) -> bool | None:
    """Whether the youngster was under 18 at each fact with an indicator.

    None when that is not known, or was so at some of them only.
    """
    ages = {is_child_on(content.born, fact.at) for fact in content.facts if fact.indicators}
    return ages.pop() if len(ages) == 1 else None


def _offence(
    content: AppraisalContent, fact: AppraisalFact, basis: AppraisalBasis
) -> SpokenOffence:
    if fact.at is None:
        return SpokenOffence(fact, None)
    outcome = palermo(content, fact.at, basis.laws)
    parts = [(basis.element(part.element).title, part) for part in outcome.parts]
    because = [each for title, part in parts for each in _cited(content, part.because, about=title)]
    of_parts = {words for _, part in parts for words in part.missing}
    return SpokenOffence(
        fact,
        outcome,
        because=(*because, *_cited(content, outcome.warnings)),
        missing=(
            *(f"{title}: {words}" for title, part in parts for words in part.missing),
            *(words for words in outcome.missing if words not in of_parts),
        ),
    )


def _dimension(
    content: AppraisalContent,
    dimension: IndicatorDimension,
    basis: AppraisalBasis,
    *,
    is_child: bool | None,
) -> SpokenDimension:
    outcome = dimension_outcome(dimension.id, content.facts, basis.indicators, is_child=is_child)
    return SpokenDimension(dimension, outcome, tuple(_cited(content, outcome.because)))


def _route(content: AppraisalContent, route: OutcomeRoute, basis: AppraisalBasis) -> SpokenRoute:
    return SpokenRoute(
        route,
        tuple(
            (basis.element(id).title, result_words(rule_outcome(id, content.facts), content.born))
            for id in route.rests_on
        ),
    )


def _cited(
    content: AppraisalContent, reasons: Iterable[Reason], *, about: str = ""
) -> list[CitedReason]:
    facts = {fact.key: fact for fact in content.facts}
    return [
        CitedReason(reason.words, tuple(facts[key] for key in reason.facts), about)
        for reason in reasons
    ]
