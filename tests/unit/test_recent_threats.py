"""Which threats are so recent that a reader is asked whether the youngster is safe now."""

from datetime import date, timedelta

import pytest

from tests.support.appraisal_facts import TODAY, a_fact, on
from uitweg.casework.appraisal.axis.rules.recent_threats import recent_threats
from uitweg.casework.appraisal.facts.rules.content import AppraisalFact, FactLane
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision, parse


def keys(*facts: AppraisalFact, today: date = TODAY) -> list[str]:
    return [threat.fact.key for threat in recent_threats(facts, today=today)]


@pytest.mark.parametrize(("days_ago", "found"), [(0, ["f1"]), (14, ["f1"]), (15, [])])
def test_a_threat_is_recent_for_fourteen_days(days_ago: int, found: list[str]) -> None:
    at = FuzzyDate(TODAY - timedelta(days=days_ago), Precision.DAY)

    assert keys(a_fact(at=at)) == found


@pytest.mark.parametrize("lane", [lane for lane in FactLane if lane is not FactLane.THREAT])
def test_only_threats_ask_it(lane: FactLane) -> None:
    assert keys(a_fact(lane=lane, at=on(2026, 11, 27))) == []


@pytest.mark.parametrize(
    ("typed", "last_recent_day"),
    [
        ("oktober 2026", date(2026, 11, 14)),
        ("november 2026", date(2026, 12, 14)),
        ("rond 1 november 2026", date(2026, 11, 22)),
        ("herfst 2026", date(2026, 12, 14)),
        ("2026", date(2027, 1, 14)),
    ],
)
def test_of_a_moment_that_is_not_exact_the_last_day_counts(
    typed: str, last_recent_day: date
) -> None:
    fact = a_fact(at=parse(typed, today=TODAY))

    assert keys(fact, today=last_recent_day) == ["f1"]
    assert keys(fact, today=last_recent_day + timedelta(days=1)) == []


def test_a_threat_that_lasted_is_as_recent_as_its_end() -> None:
    assert keys(a_fact(at=on(2026, 5, 1), until=on(2026, 11, 20))) == ["f1"]
    assert keys(a_fact(at=None, until=on(2026, 11, 20))) == ["f1"]
    assert keys(a_fact(at=on(2026, 5, 1), until=on(2026, 6, 1))) == []


def test_a_threat_of_which_nobody_knows_the_day_is_as_recent_as_its_first_hearing() -> None:
    assert keys(a_fact(at=None, first_heard_on=on(2026, 11, 26))) == ["f1"]
    assert keys(a_fact(at=None, first_heard_on=on(2026, 2, 20))) == []
    assert keys(a_fact(at=None, first_heard_on=None)) == []


def test_the_latest_comes_first_with_its_day_in_words() -> None:
    older, latest = a_fact("old", at=on(2026, 11, 20)), a_fact("new", at=on(2026, 11, 27))
    latest_of_all = recent_threats([older, latest], today=TODAY)[0]

    assert keys(older, latest) == ["new", "old"]
    assert latest_of_all.when == "27 november 2026"


def test_without_a_day_it_says_when_it_was_first_heard() -> None:
    (threat,) = recent_threats([a_fact(at=None, first_heard_on=on(2026, 11, 26))], today=TODAY)

    assert threat.when == "dag niet bekend, eerst gehoord 26 november 2026"
