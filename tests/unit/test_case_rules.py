"""What may follow what in a case, and how two edits of one sheet become one."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.cases.case.rules.contents import Risk, merge_fields
from uitweg.casework.cases.case.rules.workflow import (
    TRANSITIONS,
    CaseState,
    Ending,
    LegalGround,
    Requirement,
    TransitionFacts,
    missing_for,
    missing_for_closing,
    reason_required,
    states_after,
)

TODAY = date(2026, 11, 25)
READY = TransitionFacts(
    risk=Risk.HIGH,
    ground=LegalGround.WMO,
    has_safety_card=True,
    goals=1,
    planned_actions=1,
    open_actions=0,
    late_actions=0,
    review_on=TODAY + timedelta(days=7),
)


@pytest.mark.parametrize("then", list(CaseState))
def test_nothing_is_missing_for_a_case_that_has_everything(then: CaseState) -> None:
    assert missing_for(CaseState.PLAN, then, READY, today=TODAY) == ()


@pytest.mark.parametrize(
    ("then", "without", "missing"),
    [
        (CaseState.PLAN, {"risk": Risk.UNKNOWN}, ("risk",)),
        (CaseState.PLAN, {"ground": LegalGround.NOT_CHOSEN}, ("ground",)),
        (CaseState.ACTIVE, {"goals": 0}, ("goal",)),
        (CaseState.ACTIVE, {"planned_actions": 0}, ("action",)),
        (CaseState.ACTIVE, {"has_safety_card": False}, ("card",)),
        (CaseState.ACTIVE, {"has_safety_card": False, "risk": Risk.LOW}, ()),
        (CaseState.MONITORING, {"late_actions": 1}, ("late",)),
        (CaseState.MONITORING, {"review_on": None}, ("look-on",)),
        (CaseState.MONITORING, {"review_on": TODAY - timedelta(days=1)}, ("look-on",)),
        (CaseState.CLOSING, {"open_actions": 1}, ("open-actions",)),
    ],
)
def test_what_is_missing_is_named(then: CaseState, without: dict, missing: tuple) -> None:  # type: ignore[type-arg]
    found = missing_for(CaseState.PLAN, then, replace(READY, **without), today=TODAY)

    assert found == missing
    assert set(found) <= set(Requirement)


def test_going_back_to_work_asks_nothing() -> None:
    bare = replace(READY, goals=0, planned_actions=0, has_safety_card=False)

    assert missing_for(CaseState.CLOSED, CaseState.ACTIVE, bare, today=TODAY) == ()


def test_a_case_can_end_from_every_state_and_is_destroyed_only_when_closed() -> None:
    working = set(CaseState) - {CaseState.CLOSING, CaseState.CLOSED, CaseState.DESTROYED}

    assert all(CaseState.CLOSING in TRANSITIONS[state] for state in working)
    assert [s for s in CaseState if CaseState.DESTROYED in TRANSITIONS[s]] == [CaseState.CLOSED]
    assert [s for s in CaseState if CaseState.CLOSED in TRANSITIONS[s]] == [CaseState.CLOSING]


def test_edits_of_different_fields_are_both_kept() -> None:
    base = {"where": "bij oma", "school": ""}
    mine, theirs = base | {"school": "weet niets"}, base | {"where": "bij tante"}

    assert merge_fields(base, mine, theirs) == (
        {"where": "bij tante", "school": "weet niets"},
        frozenset(),
    )


def test_edits_of_one_field_are_shown_to_a_person() -> None:
    result, both = merge_fields({"where": "a"}, {"where": "mijn"}, {"where": "hun"})

    assert (result, both) == ({"where": "mijn"}, {"where"})


SHEETS = st.fixed_dictionaries({"where": st.sampled_from("abc"), "no": st.sampled_from("abc")})


@given(SHEETS, SHEETS, SHEETS)
def test_no_word_typed_is_dropped_without_being_shown(base, mine, theirs) -> None:  # type: ignore[no-untyped-def]
    result, both = merge_fields(base, mine, theirs)
    for name in base:
        if mine[name] != base[name]:
            assert result[name] == mine[name]
        if theirs[name] != base[name] and name not in both:
            assert result[name] == theirs[name]


@pytest.mark.parametrize(
    ("current", "to", "risk", "asked"),
    [
        (CaseState.ACTIVE, CaseState.MONITORING, Risk.HIGH, Requirement.WHY_MONITORING),
        (CaseState.ACTIVE, CaseState.MONITORING, Risk.ACUTE, Requirement.WHY_MONITORING),
        (CaseState.ACTIVE, CaseState.MONITORING, Risk.LOW, None),
        (CaseState.MONITORING, CaseState.ACTIVE, Risk.ACUTE, None),
        (CaseState.CLOSED, CaseState.ACTIVE, Risk.LOW, Requirement.WHY),
    ],
)
def test_a_reason_is_asked_for_monitoring_what_is_unsafe_and_for_opening_again(
    current, to, risk, asked
) -> None:
    assert reason_required(current, to, risk) is asked


@pytest.mark.parametrize(
    ("risk", "why", "missing"),
    [
        (Risk.ACUTE, "", (Requirement.WHY_CLOSING,)),
        (Risk.HIGH, "  ", (Requirement.WHY_CLOSING,)),
        (Risk.HIGH, "De voogd let op.", ()),
        (Risk.LOW, "", ()),
        (Risk.UNKNOWN, "", ()),
    ],
)
def test_closing_what_is_unsafe_takes_a_reason(risk, why, missing) -> None:
    fields = {"told": "yes", "still_unsafe": why}

    assert missing_for_closing(Ending.SAFE, fields, risk) == missing


WORKING = [CaseState.INTAKE, CaseState.TRIAGE, CaseState.PLAN, CaseState.ACTIVE]
any_facts = st.builds(
    TransitionFacts,
    risk=st.sampled_from(Risk),
    ground=st.sampled_from(LegalGround),
    has_safety_card=st.booleans(),
    goals=st.integers(0, 1),
    planned_actions=st.integers(0, 1),
    open_actions=st.integers(0, 1),
    late_actions=st.integers(0, 1),
    review_on=st.sampled_from([None, TODAY, TODAY - timedelta(days=1)]),
    running_periods=st.integers(0, 1),
    open_elsewhere=st.integers(0, 1),
)


def straight_on(facts: TransitionFacts) -> set[CaseState]:
    """Return the states that a case reaches step by step, without ever closing."""
    reached = {CaseState.INTAKE}
    for before, after in pairwise([*WORKING, CaseState.MONITORING]):
        if before in reached and not missing_for(before, after, facts, today=TODAY):
            reached.add(after)
    return reached


@given(any_facts)
def test_no_way_round_reaches_a_state_that_the_straight_way_refuses(facts: TransitionFacts) -> None:
    start = (CaseState.INTAKE, CaseState.INTAKE)
    seen, todo = {start}, [start]
    while todo:
        current, came_from = todo.pop()
        for to in states_after(current, came_from):
            if missing_for(current, to, facts, today=TODAY):
                continue
            step = (to, current if to is CaseState.CLOSING else came_from)
            if step not in seen:
                seen.add(step)
                todo.append(step)
    reached = {state for state, _ in seen}

    assert reached & {*WORKING, CaseState.MONITORING} == straight_on(facts)


@pytest.mark.parametrize("came_from", [*WORKING, CaseState.MONITORING])
@pytest.mark.parametrize("current", [CaseState.CLOSING, CaseState.CLOSED])
def test_who_does_not_close_after_all_goes_back_to_where_it_was(
    current: CaseState, came_from: CaseState
) -> None:
    assert states_after(current, came_from) & {*WORKING, CaseState.MONITORING} == {came_from}
    assert missing_for(current, came_from, READY, today=TODAY) == ()
