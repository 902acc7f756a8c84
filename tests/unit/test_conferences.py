"""The decisions about a conference: its states, its times, and when the minutes may leave."""

from datetime import UTC, datetime

from uitweg.casework.partners.conferences.rules.states import (
    CONFERENCE_TRANSITIONS,
    WRITABLE_STATES,
    ConferenceState,
    Involvement,
    ItemProgress,
    ItemState,
    MinutesLack,
    item_after,
    item_times,
    lacks_of,
)
from uitweg.casework.partners.dispatch.rules.packages import (
    DECIDING_ANSWERS,
    PackageKind,
    PartnerAnswer,
    ends_reading,
)


def test_each_state_has_its_next_ones_and_what_left_stays() -> None:
    assert set(CONFERENCE_TRANSITIONS) == set(ConferenceState)
    for state in (ConferenceState.SENT, ConferenceState.CLOSED, ConferenceState.CANCELLED):
        assert not CONFERENCE_TRANSITIONS[state] & WRITABLE_STATES


def test_the_minutes_wait_for_what_is_missing() -> None:
    nothing = ItemProgress(ItemState.PLANNED, "", False, 2, 1)

    assert lacks_of(nothing) == tuple(lack for lack in MinutesLack if lack != MinutesLack.WHY_NOT)
    assert lacks_of(ItemProgress(ItemState.DISCUSSED, Involvement.INFORMED, False, 0, 0)) == ()
    assert lacks_of(ItemProgress(ItemState.POSTPONED, "", False, 2, 1)) == ()


def test_who_was_not_told_has_a_reason() -> None:
    without = ItemProgress(ItemState.DISCUSSED, Involvement.NOT, False, 0, 0)
    with_reason = ItemProgress(ItemState.DISCUSSED, Involvement.NOT, True, 0, 0)

    assert lacks_of(without) == (MinutesLack.WHY_NOT,)
    assert lacks_of(with_reason) == ()


def test_the_time_is_shared_out_over_the_items() -> None:
    start, end = datetime(2025, 11, 5, 13, tzinfo=UTC), datetime(2025, 11, 5, 15, tzinfo=UTC)

    assert [f"{t:%H:%M}" for t in item_times(start, end, 3)] == ["13:00", "13:40", "14:20"]
    assert item_times(start, end, 0) == []


def test_after_an_item_comes_the_next() -> None:
    assert [item_after([4, 2, 9], n) for n in (4, 2, 9, 7)] == [2, 9, None, None]


def test_a_promise_of_secrecy_or_that_it_was_read_ends_no_reading_and_any_other_answer_does() -> (
    None
):
    decided = DECIDING_ANSWERS
    ending = {(kind, each) for kind in PackageKind for each in decided if ends_reading(kind, each)}

    assert {(kind, each) for kind in PackageKind for each in decided} - ending == {
        (PackageKind.CONFERENCE, PartnerAnswer.ACCEPT),
        (PackageKind.MINUTES, PartnerAnswer.ACCEPT),
    }
    assert not ends_reading(PackageKind.REFERRAL, PartnerAnswer.QUESTION)


def test_in_an_account_an_action_is_read_until_it_is_done() -> None:
    kept = {
        each
        for each in PartnerAnswer
        if not ends_reading(PackageKind.ACTION, each, has_account=True)
    }

    said = {PartnerAnswer.ACCEPT, PartnerAnswer.QUESTION, PartnerAnswer.STARTED, PartnerAnswer.NOTE}
    assert kept == said
    assert ends_reading(PackageKind.ACTION, PartnerAnswer.ACCEPT)
