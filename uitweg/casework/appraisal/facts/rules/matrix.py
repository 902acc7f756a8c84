"""The order of facts, and which of them do not tell the scenarios apart.

Scenarios stand in rows and facts in columns: people who saw it that way clung less to one
explanation than with the matrix turned (dhami-2024 in docs/weighing.md). Nothing is added up.
"""

from collections.abc import Collection, Iterable

from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalFact,
    Fit,
    FitKind,
    Scenario,
    Weight,
)

_PLACES = {Weight.HIGH: 0, Weight.MIDDLE: 1, Weight.LOW: 2}
_LAST = len(_PLACES)


def ordered_facts(facts: Iterable[AppraisalFact]) -> tuple[AppraisalFact, ...]:
    """Return facts in the order to read them: the most relevant first.

    Then the most objective, then with the least power to bias; ties by key, so the order in which
    they were written does not matter. A fact that was not placed comes last.
    """

    def place(fact: AppraisalFact) -> tuple[int, int, int, str]:
        biasing = _LAST if fact.biasing is None else _LAST - 1 - _PLACES[fact.biasing]
        return _place(fact.relevance), _place(fact.objectivity), biasing, fact.key

    return tuple(sorted(facts, key=place))


def is_ordered(facts: Collection[AppraisalFact]) -> bool:
    """Whether there are facts, and each was placed."""
    return bool(facts) and all(fact.is_placed for fact in facts)


def distinguishes(fact_key: str, scenarios: Iterable[Scenario], fits: Iterable[Fit]) -> bool:
    """Whether a fact tells the scenarios apart.

    False only when it was held beside all of at least two, and fits each in the same way.
    """
    kinds = _kinds(fact_key, scenarios, fits)
    return len(kinds) < 2 or None in kinds or len(set(kinds)) > 1


def fits_nowhere(fact_key: str, scenarios: Iterable[Scenario], fits: Iterable[Fit]) -> bool:
    """Whether a fact fits none of the scenarios, so that one may be missing."""
    kinds = _kinds(fact_key, scenarios, fits)
    return bool(kinds) and set(kinds) == {FitKind.DOES_NOT_FIT}


def _kinds(
    fact_key: str, scenarios: Iterable[Scenario], fits: Iterable[Fit]
) -> list[FitKind | None]:
    by_scenario = {fit.scenario: fit.kind for fit in fits if fit.fact == fact_key}
    return [by_scenario.get(scenario.key) for scenario in scenarios]


def _place(weight: Weight | None) -> int:
    return _LAST if weight is None else _PLACES[weight]
