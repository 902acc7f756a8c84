"""Eighty cases by three writers who knew neither the questions nor the rules, and what they accept."""

from dataclasses import replace

import pytest

from uitweg.knowledge.signalcheck.rules.advice import advice_for
from uitweg.knowledge.signalcheck.rules.cases import (
    ROUNDS,
    CheckCase,
    cases_report,
    read_cases,
    verdict_on,
)
from uitweg.knowledge.signalcheck.rules.judgement import Strength
from uitweg.platform.content import levels, load

CONTENT = load()
CASES = {case.id: case for round in ROUNDS for case in read_cases(round)}
EVERY_CASE = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
NOT_ACCEPTED = {
    "c01": "gifts from an older friend and secrets: three other writers call that exploitation",
    "c05": "a job that pays for it is said as what it is; the writer accepts 'says little' only",
}
"""Cases whose writer wanted something else, and why the rules stay (docs/adr/0044)."""
KNOWN = {reason.id for reason in CONTENT.known_reasons}


def test_each_round_has_its_cases_each_with_its_own_id() -> None:
    assert [len(read_cases(round)) for round in ROUNDS] == [30, 30, 20]
    assert len(CASES) == 80


@EVERY_CASE
def test_the_writer_accepts_what_the_check_gives(case: CheckCase) -> None:
    verdict = verdict_on(case, CONTENT)

    assert verdict.accepted == (case.id not in NOT_ACCEPTED)
    assert not verdict.harms


def test_a_phrase_is_missing_when_neither_it_nor_each_longer_word_of_it_is_shown() -> None:
    case = replace(next(iter(CASES.values())), must_mention=("paardrijles", "les op een pony"))

    assert verdict_on(case, CONTENT).missing == ("paardrijles",)  # no word of the other is long
    longer = replace(case, must_mention=("gratis paardrijles",))
    assert verdict_on(longer, CONTENT).missing == ("gratis paardrijles",)
    apart = replace(case, must_mention=("coordinator call-112",))  # both are always shown
    assert verdict_on(apart, CONTENT).missing == ()


@EVERY_CASE
def test_what_is_ticked_exists(case: CheckCase) -> None:
    assert case.answers.signals <= CONTENT.signal_by_id.keys()
    assert case.answers.known <= KNOWN


@EVERY_CASE
def test_the_step_is_the_same_at_every_reading_level(case: CheckCase) -> None:
    steps = {advice_for(case.answers, load(level=level.id)).next_step.id for level in levels()}

    assert len(steps) == 1


@EVERY_CASE
def test_one_forgotten_tick_never_hides_danger_that_is_told(case: CheckCase) -> None:
    flags = {signal.id for signal in CONTENT.signals if signal.acute} & case.answers.signals
    for other in case.answers.signals - flags:
        fewer = replace(case.answers, signals=case.answers.signals - {other})

        assert advice_for(fewer, CONTENT).urgent == bool(flags)


def test_the_table_of_cases_says_of_each_what_it_gets() -> None:
    table, harmless = cases_report()

    assert harmless
    assert all(f"\n{id}  " in table for id in CASES)
    assert table.count("30 of 30 accepted.") == 2


def test_no_alarm_for_who_should_get_none() -> None:
    calm = [case for case in CASES.values() if "strong" in case.never]

    assert len(calm) >= 20
    assert not any(
        advice_for(case.answers, CONTENT).strength in (Strength.STRONG, Strength.DANGER)
        for case in calm
    )
