"""What keeps a case, or the person in it, from destruction; and what a run says of itself."""

from datetime import date, timedelta
from typing import Any

import pytest

from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.retention.rules.case_destruction import (
    DESTRUCTION_TRANSITIONS,
    UNFINISHED_LINE_STATES,
    DestructionFacts,
    DestructionKind,
    DestructionState,
    ListedCaseState,
    StayReason,
    reason_to_stay,
    run_words,
)

TODAY = date(2026, 12, 2)
YESTERDAY = TODAY - timedelta(days=1)
WHOLE_CASE = (DestructionKind.CASES, DestructionKind.CALLS)


def reason(kind: DestructionKind, **other: Any) -> StayReason | None:
    """Return what keeps a case that may go, with what is `other` about it."""
    facts: dict[str, Any] = {
        "state": CaseState.CLOSED,
        "kept_until": YESTERDAY,
        "held_until": None,
        "signed": True,
        "on_request": True,
    }
    return reason_to_stay(kind, DestructionFacts(**facts | other), today=TODAY)


@pytest.mark.parametrize("kind", DestructionKind)
def test_nothing_is_destroyed_by_terms_that_nobody_signed(kind: DestructionKind) -> None:
    assert reason(kind) is None
    assert reason(kind, signed=False) is StayReason.UNSIGNED


@pytest.mark.parametrize("kind", WHOLE_CASE)
@pytest.mark.parametrize("state", [state for state in CaseState if state != CaseState.CLOSED])
def test_a_case_that_is_not_closed_stays(kind: DestructionKind, state: CaseState) -> None:
    assert reason(kind, state=state) is StayReason.NOT_CLOSED


@pytest.mark.parametrize("kind", WHOLE_CASE)
def test_the_last_day_of_the_term_is_still_a_day_of_keeping(kind: DestructionKind) -> None:
    assert reason(kind, kept_until=YESTERDAY) is None
    assert reason(kind, kept_until=TODAY) is StayReason.TERM
    assert reason(kind, kept_until=None) is StayReason.TERM  # no term is known


@pytest.mark.parametrize("kind", DestructionKind)
def test_who_asked_to_keep_a_case_is_obeyed_to_the_last_day(kind: DestructionKind) -> None:
    assert reason(kind, held_until=YESTERDAY) is None
    assert reason(kind, held_until=TODAY) is StayReason.HELD


def test_the_person_goes_on_request_from_an_open_case_and_before_its_term() -> None:
    assert reason(DestructionKind.PERSON, state=CaseState.ACTIVE, kept_until=None) is None


def test_the_person_stays_where_the_ground_gives_no_right_to_removal() -> None:
    assert reason(DestructionKind.PERSON, on_request=False) is StayReason.GROUND
    assert reason(DestructionKind.CASES, on_request=False) is None


def test_of_a_case_that_is_gone_no_person_is_removed() -> None:
    assert reason(DestructionKind.PERSON, state=CaseState.DESTROYED) is StayReason.NOT_CLOSED


def test_a_run_goes_from_proposed_to_approved_to_executed_or_ends_refused() -> None:
    after = DESTRUCTION_TRANSITIONS

    assert after[DestructionState.PROPOSED] == {
        DestructionState.APPROVED,
        DestructionState.REFUSED,
    }
    assert after[DestructionState.APPROVED] == {DestructionState.EXECUTED}
    assert not after[DestructionState.EXECUTED]
    assert not after[DestructionState.REFUSED]


def test_a_case_is_unfinished_until_it_is_gone_or_left() -> None:
    assert set(UNFINISHED_LINE_STATES) == {ListedCaseState.LISTED, ListedCaseState.GOING}


@pytest.mark.parametrize(
    ("state", "destroyed", "words"),
    [
        (DestructionState.PROPOSED, 0, "Voorgesteld"),
        (DestructionState.APPROVED, 2, "Akkoord, gaat nu"),
        (DestructionState.EXECUTED, 0, "Niets vernietigd"),
        (DestructionState.EXECUTED, 2, "2 van 3 vernietigd"),
        (DestructionState.EXECUTED, 3, "Vernietigd"),
    ],
)
def test_destroyed_is_said_only_of_what_was(
    state: DestructionState, destroyed: int, words: str
) -> None:
    assert run_words(state, destroyed=destroyed, proposed=3) == words
