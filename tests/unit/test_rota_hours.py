"""The hours of shifts against a library made for them, the table of a month, and long runs."""

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest
from whenever import PlainDateTime

from uitweg.casework.duty.rota.rules import (
    MonthSpan,
    NamedPeriod,
    columns_of,
    day_in_table,
    hours_of,
    odd_length,
    split_by_day,
)
from uitweg.casework.duty.rota.tags import night_words
from uitweg.casework.duty.shifts.rules import (
    RepeatingShift,
    StaffedShift,
    TimeSpan,
    days_of,
    double_booked,
    first_of_each_run,
    instant_of,
    shifts_of,
    stretch_with,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
CHANGES = [date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2028, 3, 26)]


def oracle(day: date, at: time) -> datetime:
    """Return what `whenever` says; "compatible" is how RFC 5545 reads a time that is not there."""
    plain = PlainDateTime(day.year, day.month, day.day, at.hour, at.minute)
    return plain.assume_tz("Europe/Amsterdam", disambiguation="compatible").to_instant().to_stdlib()


def a_pattern(draw: random.Random) -> RepeatingShift:
    return RepeatingShift(
        weekdays=frozenset(draw.sample(range(7), draw.randint(1, 7))),
        begins=time(draw.randrange(24), draw.choice([0, 15, 30, 59])),
        ends=time(draw.randrange(24), draw.choice([0, 15, 30, 59])),
        first_day=date(2026, 9, 1) + draw.randrange(400) * DAY,
        last_day=None,
        every_weeks=draw.randint(1, 4),
    )


def test_two_thousand_patterns_have_the_hours_that_another_library_gives() -> None:
    draw = random.Random(54)
    for _ in range(2000):
        pattern, change = a_pattern(draw), draw.choice(CHANGES)
        over_midnight = int(pattern.ends <= pattern.begins)
        days = [change + number * DAY for number in range(-3, 4)]
        expected = [
            TimeSpan(oracle(day, pattern.begins), oracle(day + over_midnight * DAY, pattern.ends))
            for day in days
            if day >= pattern.first_day
            and day.weekday() in pattern.weekdays
            and _weeks_between(pattern.first_day, day) % pattern.every_weeks == 0
        ]
        found = shifts_of(pattern, first=days[0], last=days[-1])

        assert found == [p for p in expected if p.starts_at < p.ends_at], (pattern, change)


def _weeks_between(first: date, day: date) -> int:
    """Count by the numbers of Mondays since the year 1, not as the rule does."""
    return (day.toordinal() - 1) // 7 - (first.toordinal() - 1) // 7


@pytest.mark.parametrize("change", CHANGES)
def test_every_quarter_of_a_day_on_which_the_clock_changes(change: date) -> None:
    for quarter in range(96):
        at = time(quarter // 4, quarter % 4 * 15)
        assert instant_of(change, at) == oracle(change, at)


def test_a_shift_in_an_hour_that_is_skipped_does_not_take_place() -> None:
    night = RepeatingShift(frozenset({6}), time(2), time(3), date(2027, 1, 1))
    odd = RepeatingShift(frozenset({6}), time(2, 30), time(3, 15), date(2027, 1, 1))
    spring = date(2027, 3, 28)

    assert shifts_of(night, first=spring, last=spring) == []
    assert shifts_of(odd, first=spring, last=spring) == []
    assert len(shifts_of(night, first=spring, last=spring + 7 * DAY)) == 1


# the table of a month


def test_a_night_after_midnight_stands_with_the_evening_before() -> None:
    assert day_in_table(instant_of(date(2026, 12, 6), time(1))) == date(2026, 12, 5)
    assert day_in_table(instant_of(date(2026, 12, 5), time(8))) == date(2026, 12, 5)
    assert day_in_table(instant_of(date(2026, 10, 25), time(2, 30))) == date(2026, 10, 24)


def test_it_is_known_of_which_night_a_shift_after_midnight_is() -> None:
    night, day = instant_of(date(2026, 12, 6), time(1)), instant_of(date(2026, 12, 6), time(8))

    assert night_words(night) == ", de nacht van zaterdag op zondag"
    assert night_words(day) == ""


def test_a_month_has_whole_weeks() -> None:
    span = MonthSpan(date(2026, 12, 1))

    assert (span.previous, span.next) == (date(2026, 11, 1), date(2027, 1, 1))
    assert (span.mondays[0], span.mondays[-1]) == (date(2026, 11, 30), date(2026, 12, 28))
    assert MonthSpan(date(2026, 2, 1)).last_day == date(2026, 2, 28)


def test_the_columns_follow_the_day_from_six_o_clock() -> None:
    day = date(2026, 12, 5)
    shifts = [
        NamedPeriod(
            "nacht", TimeSpan(instant_of(day + DAY, time(1)), instant_of(day + DAY, time(8)))
        ),
        NamedPeriod("avond", TimeSpan(instant_of(day, time(17)), instant_of(day + DAY, time(1)))),
        NamedPeriod("dag", TimeSpan(instant_of(day, time(8)), instant_of(day, time(17)))),
        NamedPeriod("dag", TimeSpan(instant_of(day, time(9)), instant_of(day, time(17)))),
    ]

    assert [(c.name, c.hours) for c in columns_of(shifts)] == [
        ("dag", ""),
        ("avond", "17:00 tot 01:00"),
        ("nacht", "01:00 tot 08:00"),
    ]


def test_only_a_shift_in_which_the_clock_changes_says_how_long_it_is() -> None:
    def night(day: date) -> TimeSpan:
        return TimeSpan(instant_of(day, time(22)), instant_of(day + DAY, time(8)))

    assert odd_length(night(date(2027, 3, 27))) == "9 uur"
    assert odd_length(night(date(2026, 10, 24))) == "11 uur"
    assert odd_length(night(date(2026, 11, 1))) == ""
    half = TimeSpan(
        instant_of(date(2026, 10, 25), time(0, 30)), instant_of(date(2026, 10, 25), time(8))
    )
    assert odd_length(half) == "8,5 uur"
    assert hours_of(half) == "00:30 tot 08:00"


def test_a_long_gap_is_split_by_day() -> None:
    gap = TimeSpan(
        instant_of(date(2026, 10, 24), time(22)), instant_of(date(2026, 10, 26), time(3))
    )
    parts = split_by_day(gap)

    assert [day.day for day, _ in parts] == [24, 25]
    assert sum((part.lasts for _, part in parts), timedelta()) == gap.lasts


# runs, stretches, double bookings


def hours(first: float, last: float) -> TimeSpan:
    return TimeSpan(NOON + first * HOUR, NOON + last * HOUR)


def test_gaps_within_a_day_of_each_other_are_told_together() -> None:
    run = [hours(0, 8), hours(24, 32), hours(48, 56)]

    assert first_of_each_run(run) == run[:1]
    assert first_of_each_run([hours(0, 8), hours(33, 40)]) == [hours(0, 8), hours(33, 40)]
    assert first_of_each_run([]) == []


def test_a_run_that_goes_on_is_told_again_each_week() -> None:
    nights = [hours(24 * n, 24 * n + 8) for n in range(21)]  # from a Monday on

    assert first_of_each_run(nights) == [nights[0], nights[7], nights[14]]


def test_how_long_somebody_is_on_in_a_row() -> None:
    assert stretch_with(hours(0, 8), []) == 8 * HOUR
    assert stretch_with(hours(0, 8), [hours(8, 17), hours(-9, 0), hours(30, 40)]) == 26 * HOUR
    assert stretch_with(hours(0, 8), [hours(8.5, 17)]) == 8 * HOUR
    assert stretch_with(hours(0, 8), [hours(-20, 20), hours(19, 30)]) == 50 * HOUR
    assert stretch_with(hours(0, 8), [hours(-9, 0), hours(-30, -5)]) == 38 * HOUR


def test_the_days_of_a_shift_are_those_it_has_a_moment_of() -> None:
    until_midnight = TimeSpan(
        instant_of(date(2026, 12, 5), time(17)), instant_of(date(2026, 12, 6), time(0))
    )

    assert days_of(until_midnight) == (date(2026, 12, 5), date(2026, 12, 5))


def test_a_year_of_shifts_is_looked_through_at_once() -> None:
    year = [StaffedShift(hours(8 * n, 8 * n + 8), n % 5) for n in range(1100)]
    extra = StaffedShift(hours(804, 806), 0)

    assert double_booked(year) == []
    assert double_booked([*year, extra]) == [(year[100], extra)]
