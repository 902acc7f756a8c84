"""Values that rules decide with, where a wrong one would hurt somebody before anybody saw it."""

from datetime import UTC, datetime, timedelta

import pytest

from uitweg.casework.appraisal.compartment.rules.grants import LONGEST_GRANT
from uitweg.casework.calls.rules import STATES_WITH_CASE, CallState
from uitweg.casework.cases.case.rules.contents import (
    TIMELINE_FILTERS,
    UNSAFE_RISKS,
    EntryKind,
    Risk,
)
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.emergency_access.rules import emergency_end
from uitweg.casework.documents.rules import PRESET_GROUPS, DocumentRecipient
from uitweg.casework.duty.callouts.rules.callouts import FOR_LEADS, URGENCY_OF, CalloutKind, Urgency
from uitweg.casework.duty.callouts.rules.texts import NUMBER, NUMBER_LENGTH
from uitweg.casework.duty.channels import rules as channel_tests
from uitweg.casework.search.rules.case_numbers import numbers_in
from uitweg.casework.search.rules.weighing import MIN_WEIGHT, weight
from uitweg.platform.accounts.rules import draft_saves_left
from uitweg.platform.identifiers import IdentifierKind

NOW = datetime(2026, 12, 2, 22, 0, tzinfo=UTC)


def test_a_youngster_at_high_risk_counts_as_unsafe_as_one_in_acute_danger_does() -> None:
    assert {Risk.HIGH, Risk.ACUTE} == UNSAFE_RISKS


@pytest.mark.parametrize(
    ("recipient", "out"),
    [
        (DocumentRecipient.OWN, set()),
        (DocumentRecipient.LAWYER, {DataGroup.HEALTH, DataGroup.SHELTER}),
        (
            DocumentRecipient.POLICE,
            ALL_GROUPS - {DataGroup.SAFETY, DataGroup.LAW_POLICE, DataGroup.NETWORK},
        ),
        (DocumentRecipient.YOUNGSTER, {DataGroup.NETWORK}),
        (
            DocumentRecipient.PARTNER,
            ALL_GROUPS - {DataGroup.CONTACT, DataGroup.SAFETY, DataGroup.SITUATION},
        ),
    ],
)
def test_what_stays_out_of_a_document_unless_its_maker_ticks_it(
    recipient: DocumentRecipient, out: set[DataGroup]
) -> None:
    assert ALL_GROUPS - PRESET_GROUPS[recipient] == out


def test_what_cannot_wait_for_the_morning_is_urgent() -> None:
    urgent = {kind for kind in CalloutKind if URGENCY_OF[kind] is Urgency.URGENT}

    assert urgent == {
        CalloutKind.DANGER,
        CalloutKind.ACUTE_CASE,
        CalloutKind.URGENT_ACTION,
        CalloutKind.PUBLIC_SITE,
        CalloutKind.REFERRAL,
        CalloutKind.DELIVERY,
    }


def test_of_what_is_wrong_with_the_duty_itself_the_leads_hear() -> None:
    assert {
        CalloutKind.PUBLIC_SITE,
        CalloutKind.EMERGENCY_ACCESS,
        CalloutKind.HANDOVER,
        CalloutKind.ROTA_GAP,
        CalloutKind.UNREACHABLE,
        CalloutKind.DELIVERY,
    } == FOR_LEADS


def test_a_callout_has_a_number_of_three_that_can_be_read_aloud() -> None:
    assert NUMBER_LENGTH == 3
    assert NUMBER.fullmatch("7K4")
    assert not NUMBER.fullmatch("7K4C")


def test_who_takes_emergency_access_at_the_end_of_a_shift_has_half_an_hour() -> None:
    ends = emergency_end(NOW, term=timedelta(hours=12), shift_ends_at=NOW + timedelta(minutes=1))

    assert ends == NOW + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("utc", "leaves"), [("07:59", False), ("08:00", True), ("19:59", True), ("20:00", False)]
)
def test_a_test_that_nobody_asked_for_leaves_between_nine_and_nine(utc: str, leaves: bool) -> None:
    hour, minute = map(int, utc.split(":"))

    assert (
        channel_tests.is_daytime(NOW.replace(hour=hour, minute=minute)) is leaves
    )  # an hour later here


def test_no_test_of_a_channel_is_due_longer_before_its_shift_than_is_looked_ahead() -> None:
    starts = [NOW + timedelta(minutes=15 * n) for n in range(4 * 24)]

    longest = max(start - channel_tests.tested_from(start) for start in starts)
    assert longest <= channel_tests.LONGEST_AHEAD == timedelta(hours=28)


def test_access_to_a_compartment_ends_within_half_a_year() -> None:
    assert timedelta(days=183) == LONGEST_GRANT


def test_a_call_that_became_a_case_or_was_passed_on_names_its_case() -> None:
    assert {CallState.CASE, CallState.PASSED} == STATES_WITH_CASE


@pytest.mark.parametrize(
    "kind",
    [IdentifierKind.NUMBER, IdentifierKind.PHONE, IdentifierKind.PLATE, IdentifierKind.PAIR],
)
def test_one_number_that_only_one_person_has_shows_a_case(kind: IdentifierKind) -> None:
    found = (kind, "0655501234")

    assert weight([found], {found: "06-55501234"}, {found: 1000}) == MIN_WEIGHT


def test_of_a_text_the_first_five_numbers_are_looked_up() -> None:
    typed = " ".join(f"M-{number:04}" for number in range(1, 8))

    assert numbers_in(typed, "M") == [1, 2, 3, 4, 5]


def test_who_saved_all_the_drafts_that_may_be_saved_at_once_may_save_two_a_second_again() -> None:
    assert draft_saves_left(None, timedelta(0)) == 60
    assert draft_saves_left(0, timedelta(seconds=10)) == 20
    assert draft_saves_left(0, timedelta(hours=1)) == 60
    assert draft_saves_left(5, timedelta(seconds=-10)) == 5  # the clock was put back


def test_each_filter_of_the_timeline_shows_these_kinds_and_a_note_stands_under_all_alone() -> None:
    shown = {name: kinds for name, (_, kinds) in TIMELINE_FILTERS.items()}

    assert shown == {
        "gesprekken": {EntryKind.CALL, EntryKind.REPORT},
        "gebeurd": {EntryKind.EVENT},
        "signalen": {EntryKind.OBSERVATION},
        "besluiten": {EntryKind.DECISION, EntryKind.STEP},
        "termijnen": {EntryKind.PERIOD},
        "partners": {EntryKind.PARTNER},
        "mail": {EntryKind.MAIL, EntryKind.FILE},
    }
    assert EntryKind.NOTE not in set().union(*shown.values())
