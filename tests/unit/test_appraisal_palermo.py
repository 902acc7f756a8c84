"""Act, means and purpose by age and date: every combination, and facts that make them."""

from datetime import date, timedelta
from itertools import product

import pytest

from tests.support.appraisal_facts import a_fact, on
from uitweg.casework.appraisal.facts.rules.content import AppraisalContent, AppraisalFact
from uitweg.casework.appraisal.law.rules.elements import RuleResult
from uitweg.casework.appraisal.law.rules.palermo import (
    MEANS_BEFORE_ADULT,
    MISSING_AGE,
    MISSING_LAW,
    TraffickingOutcome,
    palermo,
    trafficking_result,
)
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision
from uitweg.platform.content import load

YES, MAYBE, NO = RuleResult.ESTABLISHED, RuleResult.UNKNOWN, RuleResult.NOT_ESTABLISHED
LAWS = load().appraisal.laws
BORN = date(2008, 3, 14)
BEFORE, BIRTHDAY = on(2026, 2, 22), on(2026, 3, 14)


def facts_for(element: str, result: RuleResult) -> list[AppraisalFact]:
    """Return facts on which the rule gives this result for this question."""
    return {
        YES: [a_fact(f"{element}-for", supports={element}, at=on(2026, 2, 20))],
        MAYBE: [],
        NO: [a_fact(f"{element}-against", against={element})],
    }[result]


def weigh(
    act: RuleResult,
    means: RuleResult,
    purpose: RuleResult,
    *,
    born: date | None = BORN,
    when: FuzzyDate | date = BEFORE,
) -> TraffickingOutcome:
    facts = [*facts_for("act", act), *facts_for("means", means), *facts_for("purpose", purpose)]
    return palermo(AppraisalContent(facts=tuple(facts), born=born), when, LAWS)


def least(*results: RuleResult) -> RuleResult:
    return next((each for each in (NO, MAYBE) if each in results), YES)


@pytest.mark.parametrize(("act", "means", "purpose"), list(product(RuleResult, repeat=3)))
def test_a_child_needs_act_and_purpose(
    act: RuleResult, means: RuleResult, purpose: RuleResult
) -> None:
    outcome = weigh(act, means, purpose, when=BEFORE)

    assert outcome.result is least(act, purpose)
    assert outcome.result is trafficking_result(act, means, purpose, is_child=True)
    assert outcome.needs_means is False
    assert [part.element for part in outcome.parts] == ["act", "purpose"]


@pytest.mark.parametrize(("act", "means", "purpose"), list(product(RuleResult, repeat=3)))
def test_an_adult_needs_a_means_as_well(
    act: RuleResult, means: RuleResult, purpose: RuleResult
) -> None:
    outcome = weigh(act, means, purpose, when=BIRTHDAY)

    assert outcome.result is least(act, means, purpose)
    assert outcome.needs_means is True


@pytest.mark.parametrize(("act", "means", "purpose"), list(product(RuleResult, repeat=3)))
def test_an_unknown_age_has_what_holds_for_both(
    act: RuleResult, means: RuleResult, purpose: RuleResult
) -> None:
    as_child, as_adult = least(act, purpose), least(act, means, purpose)
    expected = as_child if as_child is as_adult else MAYBE

    for outcome in (
        weigh(act, means, purpose, born=None),
        weigh(act, means, purpose, when=FuzzyDate(date(2026, 3, 1), Precision.MONTH)),
    ):
        assert outcome.result is expected
        assert outcome.needs_means is None
        assert MISSING_AGE in outcome.missing


@pytest.mark.parametrize(
    ("act", "means", "purpose", "born"),
    list(product(RuleResult, RuleResult, RuleResult, [BORN, None])),
)
@pytest.mark.parametrize("day", [date(1999, 1, 1), date(2004, 12, 31)])
def test_before_the_first_known_text_the_rule_says_nothing(
    act: RuleResult, means: RuleResult, purpose: RuleResult, born: date | None, day: date
) -> None:
    outcome = weigh(act, means, purpose, born=born, when=day)

    assert outcome.result is MAYBE
    assert outcome.laws == ()
    assert MISSING_LAW in outcome.missing


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2005, 1, 1), "text-273f-2005"),
        (date(2013, 11, 14), "text-273f-2005"),
        (date(2013, 11, 15), "text-273f-2013"),
        (date(2026, 11, 28), "text-273f-2013"),
    ],
)
def test_the_text_of_the_day_counts(day: date, text: str) -> None:
    assert [law.id for law in weigh(YES, YES, YES, when=day).laws] == [text]


def test_a_month_in_which_the_text_changed_names_both() -> None:
    outcome = weigh(YES, YES, YES, when=FuzzyDate(date(2013, 11, 1), Precision.MONTH))

    assert [law.id for law in outcome.laws] == ["text-273f-2005", "text-273f-2013"]
    assert MISSING_LAW not in outcome.missing


def test_a_year_that_began_before_the_first_text_is_unknown() -> None:
    around = FuzzyDate(date(2004, 1, 1), Precision.YEAR, is_approximate=True)

    assert weigh(YES, YES, YES, when=around).result is MAYBE


def test_the_day_before_and_of_the_birthday() -> None:
    assert weigh(YES, MAYBE, YES, when=BORN.replace(year=2026) - timedelta(days=1)).result is YES
    assert weigh(YES, MAYBE, YES, when=BORN.replace(year=2026)).result is MAYBE


def test_a_means_from_before_the_birthday_is_pointed_out() -> None:
    (warning,) = weigh(YES, YES, YES, when=on(2026, 8, 12)).warnings

    assert warning.words == MEANS_BEFORE_ADULT
    assert warning.facts == ("means-for",)
    assert weigh(YES, YES, YES, when=BEFORE).warnings == ()


def test_a_later_or_undated_means_takes_the_warning_away() -> None:
    for at in (on(2026, 5, 1), None):
        later = a_fact("later", supports={"means"}, at=at)
        facts = (*facts_for("means", YES), later)

        outcome = palermo(AppraisalContent(facts=facts, born=BORN), on(2026, 8, 12), LAWS)

        assert outcome.warnings == ()


def test_no_facts_is_unknown_for_every_age_and_day() -> None:
    for born, when in product([BORN, None], [BEFORE, BIRTHDAY, date(2000, 1, 1)]):
        assert weigh(MAYBE, MAYBE, MAYBE, born=born, when=when).result is MAYBE
