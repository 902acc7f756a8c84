"""The rota: shifts over both clock changes, hours nobody has, and people asked twice."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.casework.duty.shifts.rules import (
    RepeatingShift,
    StaffedShift,
    TimeSpan,
    double_booked,
    instant_of,
    on_duty,
    shifts_of,
    touching,
    uncovered,
    warnings_due,
)

NIGHT = RepeatingShift(frozenset(range(7)), time(22), time(8), date(2026, 1, 1))
DAY = RepeatingShift(frozenset(range(7)), time(8), time(22), date(2026, 1, 1))
SPRING, AUTUMN = date(2027, 3, 27), date(2026, 10, 24)
"""The evenings before the clock changes."""
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def hours(first: int, last: int) -> TimeSpan:
    return TimeSpan(NOON + timedelta(hours=first), NOON + timedelta(hours=last))


def test_a_night_in_which_the_clock_goes_forward_has_nine_hours() -> None:
    assert [p.lasts for p in shifts_of(NIGHT, first=SPRING, last=SPRING)] == [timedelta(hours=9)]


def test_a_night_in_which_the_clock_goes_back_has_eleven_hours() -> None:
    assert [p.lasts for p in shifts_of(NIGHT, first=AUTUMN, last=AUTUMN)] == [timedelta(hours=11)]


def test_half_past_two_that_does_not_exist_is_half_past_three() -> None:
    assert instant_of(date(2027, 3, 28), time(2, 30)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_half_past_two_that_comes_twice_is_the_first() -> None:
    assert instant_of(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_days_and_nights_of_a_year_leave_no_minute_and_share_none() -> None:
    year = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}
    both = sorted(
        shifts_of(DAY, **year) + shifts_of(NIGHT, **year), key=lambda period: period.starts_at
    )

    assert len(both) == 2 * 365
    assert touching(both)


def test_a_pattern_of_every_other_week_counts_from_its_first() -> None:
    weekend = RepeatingShift(frozenset({5, 6}), time(8), time(22), date(2026, 11, 7), None, 2)
    days = [
        period.starts_at.date().day
        for period in shifts_of(weekend, first=date(2026, 11, 1), last=date(2026, 11, 30))
    ]

    assert days == [7, 8, 21, 22]


def test_an_empty_rota_is_one_gap() -> None:
    assert uncovered([], within=hours(0, 10)) == [hours(0, 10)]


def test_a_shift_that_nobody_took_is_a_gap() -> None:
    shifts = [StaffedShift(hours(0, 4), 1), StaffedShift(hours(4, 8), None, backup=2)]

    assert uncovered(shifts, within=hours(0, 8)) == [hours(4, 8)]


@given(st.lists(st.tuples(st.integers(-3, 12), st.integers(1, 6), st.sampled_from([None, 1, 2]))))
def test_each_hour_is_in_a_gap_or_somebody_has_it(drawn: list[tuple[int, int, int | None]]) -> None:
    shifts = [StaffedShift(hours(at, at + lasts), member) for at, lasts, member in drawn]
    gaps = uncovered(shifts, within=hours(0, 10))
    for hour in range(10):
        in_gap = any(hours(hour, hour + 1).overlaps(gap) for gap in gaps)
        assert in_gap != bool(on_duty(shifts, at=hours(hour, hour).starts_at))


def test_who_is_first_and_back_up_at_once_is_booked_twice() -> None:
    first, second = StaffedShift(hours(0, 4), 1, 2), StaffedShift(hours(3, 6), 3, 1)

    assert double_booked([second, first]) == [(first, second)]
    assert double_booked([first, StaffedShift(hours(4, 6), 1, 2)]) == []


@pytest.mark.parametrize(
    ("before", "told"),
    [(29 * 24, 0), (28 * 24, 1), (7 * 24 + 1, 1), (7 * 24, 2), (13, 2), (12, 3), (-5, 3)],
)
def test_of_a_gap_the_team_hears_four_weeks_a_week_and_twelve_hours_before(
    before: int, told: int
) -> None:
    assert warnings_due(hours(0, 8), now=NOON - timedelta(hours=before)) == told
