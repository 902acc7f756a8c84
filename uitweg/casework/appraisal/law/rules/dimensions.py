"""The ILO-EC rule: whether one dimension of trafficking is established on what is recorded.

Source: ilo-ec-2009 (content/sources.yaml); the rule itself and the strengths come from a summary of
it by others, so they show as to be checked. Our indicators are its dimensions in the words of
criminal exploitation, which nobody validated. An indicator that is not recorded says nothing: so a
dimension is established or unknown, and never the opposite.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from uitweg.casework.appraisal.facts.rules.content import AppraisalFact
from uitweg.casework.appraisal.law.rules.elements import Reason, RuleResult, may_be_used
from uitweg.platform.content.values.appraisal import IndicatorStrength, TraffickingIndicator

NOTHING_RECORDED = "Er is nog geen kenmerk opgeschreven."
NOT_ENOUGH = "Wat is opgeschreven is te weinig voor deze lijst. Dat zegt niet dat het niet zo was."
AGE_DECIDES = "De leeftijd: op de lijst voor kinderen is dit genoeg, op die voor volwassenen niet."


@dataclass(frozen=True)
class DimensionOutcome:
    """What the rule says of one dimension; each reason is an indicator with its facts."""

    dimension: str
    result: RuleResult
    because: tuple[Reason, ...]
    missing: tuple[str, ...]


def dimension_established(strong: int, medium: int, weak: int) -> bool:
    """Whether so many different indicators establish a dimension.

    Two strong; or one strong with one medium or weak; or three medium; or two medium with one weak.
    """
    return (
        strong >= 2
        or (strong >= 1 and medium + weak >= 1)
        or medium >= 3
        or (medium >= 2 and weak >= 1)
    )


def dimension_outcome(
    dimension: str,
    facts: Iterable[AppraisalFact],
    indicators: Iterable[TraffickingIndicator],
    *,
    is_child: bool | None,
) -> DimensionOutcome:
    """Return what the rule says of a dimension; for an unknown age what holds for both lists."""
    usable = [fact for fact in facts if may_be_used(fact)]
    recorded = {
        indicator: keys
        for indicator in indicators
        if indicator.dimension == dimension
        and (keys := tuple(sorted(fact.key for fact in usable if indicator.id in fact.indicators)))
    }
    lists = (True, False) if is_child is None else (is_child,)
    on_lists = [_is_established(recorded, is_child=each) for each in lists]
    if all(on_lists):
        missing: tuple[str, ...] = ()
    elif any(on_lists):
        missing = (AGE_DECIDES,)
    else:
        missing = (NOT_ENOUGH if recorded else NOTHING_RECORDED,)
    ordered = sorted(recorded.items(), key=lambda each: each[0].order)
    return DimensionOutcome(
        dimension=dimension,
        result=RuleResult.ESTABLISHED if all(on_lists) else RuleResult.UNKNOWN,
        because=tuple(Reason(f"{indicator.title}.", keys) for indicator, keys in ordered),
        missing=missing,
    )


def _is_established(recorded: Iterable[TraffickingIndicator], *, is_child: bool) -> bool:
    strengths = [indicator.strength(is_child=is_child) for indicator in recorded]
    return dimension_established(
        strengths.count(IndicatorStrength.STRONG),
        strengths.count(IndicatorStrength.MEDIUM),
        strengths.count(IndicatorStrength.WEAK),
    )
