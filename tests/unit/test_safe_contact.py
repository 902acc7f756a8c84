"""Whom to call and when, as a safety card says it; and what a machine does not guess at."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.cases.sheets.rules import hours_said_in, read_safe_call, read_safe_hours


@pytest.mark.parametrize(
    ("text", "name", "dialled"),
    [
        ("Moeder, 06-555 012 61", "Moeder", "0655501261"),
        ("De groep (020 624 1111)", "De groep", "0206241111"),
        ("06-555 012 61", "", "0655501261"),
        ("Tante Els: +31 6 5550 1261, of oom 06-555 012 62", "Tante Els", "+31655501261"),
    ],
)
def test_the_name_stands_before_the_first_number(text: str, name: str, dialled: str) -> None:
    call = read_safe_call(text)

    assert call is not None
    assert (call.name, call.dialled) == (name, dialled)


@pytest.mark.parametrize("text", ["", "Moeder", "Moeder, 06-5550", "27-11-2026", "800 euro"])
def test_without_a_number_there_is_nobody_to_call(text: str) -> None:
    assert read_safe_call(text) is None


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("10:00 tot 14:30", time(10), time(14, 30)),
        ("van 10.00 tot 14.30.", time(10), time(14, 30)),
        ("Tussen 9 en 17 uur", time(9), time(17)),
        ("22:00-06:00", time(22), time(6)),
    ],
)
def test_times_are_read_as_people_write_them(text: str, begin: time, end: time) -> None:
    hours = read_safe_hours(text)

    assert hours is not None
    assert (hours.begin, hours.end) == (begin, end)


@pytest.mark.parametrize(
    "text",
    ["", "na school", "10:00", "10:00 tot 14:30, niet op woensdag", "25:00 tot 26:00", "9 tot 9"],
)
def test_what_needs_a_person_is_not_guessed_at(text: str) -> None:
    assert read_safe_hours(text) is None


def test_a_window_holds_its_begin_and_not_its_end() -> None:
    day, night = read_safe_hours("10:00 tot 14:30"), read_safe_hours("22:00 tot 06:00")
    assert day
    assert night

    said = [day.includes(time(*at)) for at in ((9, 59), (10, 0), (14, 29), (14, 30))]
    assert said == [False, True, True, False]
    said = [night.includes(time(*at)) for at in ((21, 59), (22, 0), (3, 0), (6, 0))]
    assert said == [False, True, True, False]


@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    hours_said_in(text)
    read_safe_call(text)
    read_safe_hours(text)


@pytest.mark.parametrize("said", ["Alleen overdag, op school", "overdag", "Overdag."])
def test_daytime_is_from_eight_to_six(said: str) -> None:
    hours = hours_said_in(said)

    assert hours is not None
    assert hours.includes(time(8))
    assert not hours.includes(time(18))
    assert not hours.includes(time(3, 5))


@pytest.mark.parametrize(
    "said", ["niet overdag", "overdag ben ik bij hen", "overdag, maar niet thuis", "na school", ""]
)
def test_what_is_not_certain_is_no_hours(said: str) -> None:
    assert hours_said_in(said) is None


def test_hours_that_somebody_wrote_are_those_hours() -> None:
    assert hours_said_in("10 tot 14 uur") == read_safe_hours("10 tot 14 uur")
