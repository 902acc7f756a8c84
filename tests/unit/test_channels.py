"""When a member can be reached, when their channels are tested, and what a test says."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.duty.channels import rules as channel_tests
from uitweg.casework.duty.channels import rules as channels
from uitweg.casework.duty.channels.rules import ChannelKind, ProvedChannel
from uitweg.casework.duty.reachability import rules as test_text
from uitweg.platform.identifiers.phones import is_ordinary_line, read_phone

DUTCH = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 5, 12, tzinfo=DUTCH)


def proved(kind: ChannelKind, *, days_ago: float | None) -> ProvedChannel:
    return ProvedChannel(kind, None if days_ago is None else NOW - timedelta(days=days_ago))


@pytest.mark.parametrize(
    ("kinds", "enough"),
    [
        ({ChannelKind.SMS: 1, ChannelKind.VOICE: 1}, False),
        ({ChannelKind.SMS: 1, ChannelKind.MAIL: 1}, True),
        ({ChannelKind.CHAT: 1, ChannelKind.MAIL: 30}, True),
        ({ChannelKind.CHAT: 1, ChannelKind.MAIL: 30.01}, False),
        ({ChannelKind.VOICE: 1, ChannelKind.MAIL: None}, False),
        ({}, False),
    ],
)
def test_two_roads_proved_within_thirty_days_are_enough(
    kinds: dict[ChannelKind, float | None], enough: bool
) -> None:
    own = [proved(kind, days_ago=days) for kind, days in kinds.items()]

    assert channels.is_reachable(own, now=NOW) is enough


@given(
    st.lists(
        st.builds(
            proved,
            st.sampled_from(list(ChannelKind)),
            days_ago=st.none() | st.floats(0, 60),
        )
    )
)
def test_until_when_somebody_is_reachable_agrees_with_whether_they_are(
    own: list[ProvedChannel],
) -> None:
    until = channels.reachable_until(own)

    assert channels.is_reachable(own, now=NOW) == (until is not None and until >= NOW)


@pytest.mark.parametrize(
    ("starts", "tested"),
    [
        ("2026-11-06 17:00", "2026-11-05 17:00"),
        ("2026-11-06 08:00", "2026-11-05 09:00"),
        ("2026-11-06 22:00", "2026-11-05 20:30"),
        ("2026-11-06 00:00", "2026-11-05 09:00"),
        # the clock goes back in the night before, so that 24 hours earlier is an hour later
        ("2026-10-25 20:30", "2026-10-24 20:30"),
    ],
)
def test_a_shift_is_tested_a_day_before_and_never_at_night(starts: str, tested: str) -> None:
    starts_at = datetime.fromisoformat(starts).replace(tzinfo=DUTCH)

    due_at = channel_tests.tested_from(starts_at)

    assert f"{due_at:%Y-%m-%d %H:%M}" == tested


@given(st.integers(0, 2 * 365 * 24 * 60))
def test_a_test_leaves_by_day_with_time_to_answer_before_the_leads_hear(minutes: int) -> None:
    starts_at = NOW.astimezone(UTC) + timedelta(minutes=minutes)
    due_at = channel_tests.tested_from(starts_at)
    before = starts_at - due_at

    assert channel_tests.is_daytime(due_at)
    assert timedelta(hours=14) <= before <= channel_tests.LONGEST_AHEAD


@pytest.mark.parametrize(
    ("at", "may_leave"),
    [("08:59", False), ("09:00", True), ("20:59", True), ("21:00", False), ("03:00", False)],
)
def test_a_test_that_nobody_asked_for_leaves_from_nine_to_nine(at: str, may_leave: bool) -> None:
    now = datetime.fromisoformat(f"2026-11-06 {at}").replace(tzinfo=DUTCH)

    assert channel_tests.is_daytime(now) is may_leave


def test_a_code_of_a_shift_works_until_twelve_hours_before_and_at_least_an_hour() -> None:
    hour = timedelta(hours=1)

    assert channel_tests.code_ends_at(now=NOW) == NOW + timedelta(minutes=10)
    assert channel_tests.code_ends_at(now=NOW, starts_at=NOW + 24 * hour) == NOW + 12 * hour
    assert channel_tests.code_ends_at(now=NOW, starts_at=NOW + 6 * hour) == NOW + hour


@given(st.from_regex(r"[0-9]{6}", fullmatch=True), st.sampled_from(list(ChannelKind)))
def test_a_test_says_its_code_and_nothing_else_that_differs(code: str, kind: ChannelKind) -> None:
    def without(said: str, digits: str) -> str:
        aloud = ", ".join(test_text.DIGITS_ALOUD[int(digit)] for digit in digits)
        return said.replace(aloud, "_").replace(digits, "_")

    said = test_text.code_message(code, kind)

    assert without(said, code) == without(test_text.code_message("102938", kind), "102938")
    assert "http" not in said
    assert len(test_text.code_message(code, ChannelKind.SMS)) <= 160


@pytest.mark.parametrize(
    ("typed", "calls", "texts"),
    [
        ("06 12345678", True, True),
        ("020 624 1111", True, False),
        ("+32 470 12 34 56", True, True),
        ("0900 8844", False, False),
        ("0906 1234", False, False),
        ("0800 1205", False, False),
        ("+882 16 1234 5678", False, False),
    ],
)
def test_a_callout_goes_to_ordinary_telephones_only(typed: str, calls: bool, texts: bool) -> None:
    dialled = read_phone(typed)

    assert bool(dialled and is_ordinary_line(dialled)) is calls
    assert bool(dialled and is_ordinary_line(dialled, takes_texts=True)) is texts
