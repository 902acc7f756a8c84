"""Act, means and purpose: whether trafficking is established on what is recorded, on one day.

For an adult all three are needed; for a child, under 18, act and purpose. Whether the youngster
agreed is never asked: with a means, or for a child, it does not matter (Palermo Protocol, article
3 b and c). Source: iom-palermo, tpws-2014-30 (content/sources.yaml). What makes it *exploitation*
(nature and duration, restrictions, gain) are questions of their own, which a court weighs together
with all circumstances; no rule adds them up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from uitweg.casework.appraisal.facts.rules.ages import AgeSpan, age_on, days_of
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent
from uitweg.casework.appraisal.law.rules.elements import (
    Reason,
    RuleOutcome,
    RuleResult,
    all_of,
    may_be_used,
    rule_outcome,
)
from uitweg.casework.appraisal.law.rules.law import law_on
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate
from uitweg.platform.content.values.appraisal import LawText, LawTopic

ACT, MEANS, PURPOSE = "act", "means", "purpose"
MISSING_AGE = (
    "De geboortedag, of een preciezer moment: onder de 18 is geen middel nodig, daarna wel."
)
MISSING_LAW = "Welke tekst van de wet op die dag gold."
MEANS_BEFORE_ADULT = (
    "Dit feit over een middel is van voor de achttiende verjaardag. Daarna is er nog een nodig."
)


@dataclass(frozen=True)
class TraffickingOutcome:
    """What the rule says of trafficking on one day, with the parts it was made of.

    `needs_means` is None when the age is not known. `laws` are the texts of that day; without one
    the result is unknown.
    """

    result: RuleResult
    age: AgeSpan | None
    needs_means: bool | None
    parts: tuple[RuleOutcome, ...]
    laws: tuple[LawText, ...]
    warnings: tuple[Reason, ...]
    missing: tuple[str, ...]


def trafficking_result(
    act: RuleResult, means: RuleResult, purpose: RuleResult, *, is_child: bool | None
) -> RuleResult:
    """Return what holds for trafficking; for an unknown age what holds for child and adult."""
    as_child, as_adult = all_of((act, purpose)), all_of((act, means, purpose))
    if is_child is None:
        return as_child if as_child is as_adult else RuleResult.UNKNOWN
    return as_child if is_child else as_adult


def palermo(
    content: AppraisalContent, when: FuzzyDate | date, laws: Iterable[LawText]
) -> TraffickingOutcome:
    """Return what the rule says of trafficking at a moment, under the law of that moment.

    `laws` are the texts of content/law-texts.yaml.
    """
    about = [law for law in laws if law.topic is LawTopic.TRAFFICKING]
    first, last = (law_on(about, day) for day in days_of(when))
    act, means, purpose = (
        rule_outcome(element, content.facts) for element in (ACT, MEANS, PURPOSE)
    )
    age = age_on(content.born, when)
    is_child = age.is_child if age else None
    result = trafficking_result(act.result, means.result, purpose.result, is_child=is_child)
    parts = (act, purpose) if is_child else (act, means, purpose)
    missing = [words for part in parts for words in part.missing]
    # All texts known here ask for the same three parts: two within one moment change nothing.
    has_law = bool(first and last)
    if is_child is None:
        missing.append(MISSING_AGE)
    if not has_law:
        missing.append(MISSING_LAW)
    return TraffickingOutcome(
        result=result if has_law else RuleResult.UNKNOWN,
        age=age,
        needs_means=None if is_child is None else not is_child,
        parts=parts,
        laws=tuple(dict.fromkeys((*first, *last))),
        warnings=_means_before_adult(content) if is_child is False else (),
        missing=tuple(dict.fromkeys(missing)),
    )


def _means_before_adult(content: AppraisalContent) -> tuple[Reason, ...]:
    """Return a warning when each dated fact about a means is from before the 18th birthday."""
    facts = [fact for fact in content.facts if MEANS in fact.supports and may_be_used(fact)]
    dated = sorted(fact.key for fact in facts if fact.at and _is_before_adult(content, fact.at))
    if not dated or len(dated) < len(facts):
        return ()
    return (Reason(MEANS_BEFORE_ADULT, tuple(dated)),)


def _is_before_adult(content: AppraisalContent, at: FuzzyDate) -> bool:
    span = age_on(content.born, days_of(at)[1])
    return span is not None and span.is_child is True
