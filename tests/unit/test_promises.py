"""How well promises were kept: medians, nine of ten, and where an hour stands in the drawing."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.duty.promises.rules import (
    BOTTOM,
    LEFT,
    TOP,
    WIDTH,
    HourRow,
    Spread,
    Wait,
    by_hour,
    drawing_of,
    misses_by_reason,
    spread_of,
)
from uitweg.casework.duty.promises.tags import minutes as minutes_in_words
from uitweg.channel.answers.rules import month_of, months_back, waited_minutes

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "spread"),
    [
        ([], None),
        ([5], Spread(1, 5, 5, 5)),
        ([5, 15], Spread(2, 10, 14, 15)),
        ([5, 10, 15], Spread(3, 10, 14, 15)),
        (list(range(0, 101, 10)), Spread(11, 50, 90, 100)),
    ],
)
def test_the_middle_and_nine_of_ten(values: list[float], spread: Spread | None) -> None:
    assert spread_of(values) == spread


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=60))
def test_the_spread_never_leaves_the_numbers(values: list[float]) -> None:
    spread = spread_of(values)

    assert spread
    assert min(values) <= spread.median <= spread.p90 + 1e-6
    assert spread.p90 <= spread.worst + 1e-6
    assert spread.worst == max(values)


def test_an_hour_with_few_answers_tells_no_median() -> None:
    waits = [Wait(3, 10, kept=True), Wait(3, 20, kept=False), *[Wait(23, 30, kept=True)] * 3]
    rows = by_hour(waits)

    assert [row.hour for row in rows] == list(range(24))
    assert rows[3] == HourRow(3, 2, 1, None)
    assert rows[23] == HourRow(23, 3, 3, Spread(3, 30, 30, 30))
    assert rows[0] == HourRow(0, 0, 0, None)


def test_reasons_are_counted_of_late_answers_alone() -> None:
    waits = [
        Wait(1, 5, kept=True),
        Wait(1, 5, kept=False),
        Wait(2, 5, kept=False, reason="no-duty"),
        Wait(3, 5, kept=False, reason="no-duty"),
    ]

    assert misses_by_reason(waits) == [("no-duty", 2), ("", 1)]


def test_reasons_that_were_given_as_often_stand_by_name() -> None:
    waits = [Wait(1, 5, kept=False, reason=each) for each in ("waited", "no-duty", "other")]

    assert misses_by_reason(waits) == [("no-duty", 1), ("other", 1), ("waited", 1)]


def test_a_longer_wait_is_drawn_higher_and_within_the_drawing() -> None:
    rows = by_hour([*[Wait(0, 1, kept=True)] * 3, *[Wait(1, 60, kept=True)] * 3])
    rows[2] = HourRow(2, 3, 0, Spread(3, 10**6, 10**6, 10**6))
    drawn = drawing_of(rows).hours

    assert drawn[0].median_y == BOTTOM
    assert drawn[1].median_y == drawn[1].p90_y
    assert TOP == drawn[2].median_y < (drawn[1].median_y or 0) < BOTTOM
    assert drawn[3].median_y is None
    heights = [y for y, _ in drawing_of(rows).lines]
    assert heights == sorted(heights, reverse=True)


def test_five_minutes_and_less_lie_at_the_bottom_a_week_and_more_at_the_top() -> None:
    def height(minutes: int) -> float | None:
        rows = by_hour([Wait(0, minutes, kept=True)] * 3)
        return drawing_of(rows).hours[0].median_y

    assert height(1) == height(5) == BOTTOM
    assert (height(6) or 0) < BOTTOM
    assert (height(7 * 24 * 60 - 30) or 0) > TOP
    assert height(7 * 24 * 60) == height(8 * 24 * 60) == TOP


def test_the_hours_stand_beside_each_other_within_the_drawing() -> None:
    hours = drawing_of(by_hour([])).hours

    assert hours[0].x > LEFT
    for hour, following in pairwise(hours):
        assert hour.x < hour.x + hour.width < following.x
    assert hours[23].x + hours[23].width < WIDTH


def test_the_lines_are_at_the_terms_that_they_name() -> None:
    minutes = {"15 min": 15, "1 uur": 60, "4 uur": 240, "1 dag": 1440, "3 dagen": 4320}
    lines = {words: y for y, words in drawing_of([]).lines}

    assert list(lines) == list(minutes)
    for words, term in minutes.items():
        row = HourRow(0, 3, 3, Spread(3, term, term, term))
        assert drawing_of([row]).hours[0].median_y == lines[words]


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(0, 5), (-60, 5), (1, 5), (300, 5), (301, 10), (3600, 60), (3601, 75), (14401, 300)],
)
def test_a_wait_is_rounded_up_to_five_minutes_or_more(seconds: int, minutes: int) -> None:
    assert waited_minutes(NOON, NOON + timedelta(seconds=seconds)) == minutes


def test_months_go_back_over_the_new_year() -> None:
    assert month_of(date(2026, 2, 28)) == date(2026, 2, 1)
    assert months_back(date(2026, 2, 1), 1) == date(2026, 1, 1)
    assert months_back(date(2026, 2, 1), 2) == date(2025, 12, 1)
    assert months_back(date(2026, 12, 1), 36) == date(2023, 12, 1)
    assert months_back(date(2026, 12, 1), 0) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (0, "1 min"),
        (44.2, "45 min"),
        (59.5, "1 uur"),
        (170, "2 uur 50 min"),
        (2879, "47 uur 59 min"),
        (2880, "2 dagen"),
        (2881, "3 dagen"),
    ],
)
def test_how_long_is_said_rounded_up(number: float, says: str) -> None:
    assert minutes_in_words(number) == says
