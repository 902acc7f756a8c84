"""The night: when it is one, what runs out before the morning, until when access and help lines are open."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.browser.test_open_now import MOMENTS
from uitweg.casework.cases.emergency_access.rules import SHORTEST, emergency_end
from uitweg.casework.dashboard.night.rules import is_night, morning_after, runs_out_before
from uitweg.casework.duty.callouts.rules.callouts import (
    CalloutKind,
    minutes_since,
    minutes_until,
    minutes_words,
    read_thing,
)
from uitweg.platform.content import load
from uitweg.platform.days import public_holidays

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOON = datetime(2026, 11, 28, 12, tzinfo=AMSTERDAM)
TERM = timedelta(hours=12)
LINES = ("keerpunt", "crime-tip", "comensha", "childrens-line")


@pytest.mark.parametrize(
    ("at", "night"),
    [("21:59", False), ("22:00", True), ("03:00", True), ("07:59", True), ("08:00", False)],
)
def test_the_night_is_from_ten_to_eight(at, night) -> None:
    assert is_night(datetime.combine(NOON.date(), time.fromisoformat(at), AMSTERDAM)) == night


@pytest.mark.parametrize(("hour", "day"), [(3, 28), (7, 28), (8, 29), (23, 29)])
def test_the_morning_is_the_next_eight_o_clock(hour, day) -> None:
    assert morning_after(NOON.replace(hour=hour)) == datetime(2026, 11, day, 8, tzinfo=AMSTERDAM)


def test_an_answer_of_yesterday_or_of_this_evening_runs_out_before_the_morning() -> None:
    morning = date(2026, 11, 28)

    assert runs_out_before(date(2026, 11, 27), until=morning)
    assert not runs_out_before(morning, until=morning)


@given(st.none() | st.timedeltas(timedelta(hours=-1), timedelta(days=3)))
def test_emergency_access_ends_with_the_shift_within_its_least_and_its_most(shift_lasts) -> None:
    shift_ends_at = None if shift_lasts is None else NOON + shift_lasts
    ends = emergency_end(NOON, term=TERM, shift_ends_at=shift_ends_at)

    assert NOON + SHORTEST <= ends <= NOON + TERM
    if shift_lasts is None:
        assert ends == NOON + TERM
    elif SHORTEST <= shift_lasts <= TERM:
        assert ends == shift_ends_at


def test_whoever_has_a_minute_of_shift_left_still_has_half_an_hour_of_access() -> None:
    soon = NOON + timedelta(minutes=1)

    assert emergency_end(NOON, term=TERM, shift_ends_at=soon) == NOON + timedelta(minutes=30)


def test_a_term_shorter_than_the_least_counts_all_the_same() -> None:
    short = timedelta(minutes=10)

    assert emergency_end(NOON, term=short, shift_ends_at=NOON) == NOON + short


@pytest.mark.parametrize("moment", [each for each in MOMENTS if each < "2036"])
def test_the_server_says_of_a_help_line_what_the_script_of_the_public_pages_says(moment) -> None:
    local = datetime.fromisoformat(moment).astimezone(AMSTERDAM)
    script = [re.match(r"Nu open, tot (\d+)\.00 uur\.", said) for said in MOMENTS[moment]]
    server = [
        load().contact(name).opening.open_until(local, lambda day: day in public_holidays(day.year))
        for name in LINES
    ]

    assert server == [f"{int(said[1]):02}:00" if said else None for said in script]


def test_a_line_that_is_always_open_says_so_and_one_without_hours_is_not_open() -> None:
    never = load().contact("labour-inspectorate").opening

    assert load().contact("safe-at-home").opening.open_until(NOON, lambda _: False) == ""
    assert never.open_until(NOON, lambda _: False) is None


@pytest.mark.parametrize(
    ("seconds", "since", "until"), [(-5, 0, 0), (0, 0, 0), (1, 0, 1), (60, 1, 1), (61, 1, 2)]
)
def test_minutes_that_passed_are_whole_and_of_those_left_the_last_counts(
    seconds, since, until
) -> None:
    now = datetime(2026, 11, 28, tzinfo=UTC)

    assert minutes_since(now - timedelta(seconds=seconds), now) == since
    assert minutes_until(now + timedelta(seconds=seconds), now) == until


def test_minutes_are_said_as_people_do() -> None:
    said = [minutes_words(minutes) for minutes in (0, 1, 12, 119, 120, 185)]

    assert said == ["0 minuten", "1 minuut", "12 minuten", "119 minuten", "2 uur", "3 uur"]


def test_a_thing_is_read_by_its_model_and_number_also_with_more_behind_it() -> None:
    things = [read_thing(thing) for thing in ("message:12", "case:7@2", "", "case:x", "Case:1")]

    assert things == [("message", 12), ("case", 7), ("", 0), ("", 0), ("", 0)]


def test_each_kind_of_callout_has_words() -> None:
    assert all(kind.words for kind in CalloutKind)
