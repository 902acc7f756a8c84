"""How hard the channel is pressed and what that asks, for any counts there could be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.channel.actions.load import Window
from uitweg.channel.rules import load
from uitweg.channel.rules.load import Counts, Level

few = st.integers(0, 5000)
bytes_ = st.integers(0, 2**40)
counts = st.builds(
    Counts,
    asked_minute=st.integers(0, 100_000),
    stored_minute=few,
    stored_hour=st.integers(0, 100_000),
    bytes_hour=bytes_,
    danger_minute=few,
    plain_minute=few,
    waiting=st.integers(0, load.MOST_COUNTED),
    free=bytes_,
)
levels = st.sampled_from(Level)
sizes = st.integers(0, load.LONGEST_STORED)
PLENTY = 2**40


def worse(one: Counts, **more: int) -> Counts:
    said = {name: getattr(one, name) for name in Counts.__slots__}
    return Counts(**{name: value + more.get(name, 0) for name, value in said.items()})


def test_a_class_of_thirty_after_a_lesson_meets_nothing() -> None:
    thirty = Counts(asked_minute=30, stored_minute=30, stored_hour=30, bytes_hour=30 * 13_000)

    assert load.level_after(Level.CALM, thirty) == Level.CALM
    assert load.work_for(Level.CALM, thirty, size=13_000, danger=False) == 0
    assert load.wait_for(Level.CALM, thirty, danger=False) == 0


@given(levels, counts, few)
def test_more_pressure_is_never_a_lower_level(before: Level, now: Counts, more: int) -> None:
    after = worse(now, asked_minute=more, stored_hour=more, bytes_hour=more, waiting=more)

    assert load.level_after(before, after) >= load.level_after(before, now)


@given(levels, counts)
def test_the_level_settles_at_once_and_stays(before: Level, now: Counts) -> None:
    once = load.level_after(before, now)

    assert load.level_after(once, now) == once


@given(counts)
def test_a_level_is_left_only_when_all_is_down_to_half(now: Counts) -> None:
    stays = load.level_after(Level.FLOODED, now) == Level.FLOODED
    mark = load.MARKS[Level.FLOODED]
    half = (
        now.asked_minute * 2 >= mark.asked_minute
        or now.stored_hour * 2 >= mark.stored_hour
        or now.bytes_hour * 2 >= mark.bytes_hour
        or now.free < load.ROOM_LEFT[Level.FLOODED] * 2
    )

    assert stays == half


def test_around_a_mark_the_level_does_not_flutter() -> None:
    level, seen = Level.CALM, []
    for asked in (39, 40, 39, 40, 21, 39, 40, 20, 19, 39):
        level = load.level_after(level, Counts(asked_minute=asked))
        seen.append(level)

    assert seen == [0, 1, 1, 1, 1, 1, 1, 1, 0, 0]


@given(levels, counts, sizes, st.booleans())
def test_work_is_bounded_so_a_cheap_phone_can_do_it(
    level: Level, now: Counts, size: int, danger: bool
) -> None:
    most = load.work_for(level, now, size=size, danger=danger)

    assert 0 <= most <= load.HARDEST
    assert bool(most) == (level > Level.CALM)
    assert load.wait_for(level, now, danger=danger) <= 60


@given(counts, sizes, sizes, st.booleans())
def test_a_longer_text_never_works_less_and_a_higher_level_neither(
    now: Counts, one: int, other: int, danger: bool
) -> None:
    less, more = sorted((one, other))
    work = [
        [load.work_for(level, now, size=size, danger=danger) for size in (less, more)]
        for level in Level
    ]

    assert all(short <= long for short, long in work)
    assert sorted(work) == work


def test_danger_is_not_let_off_but_the_first_few_a_minute_work_least() -> None:
    flood = Counts(asked_minute=5000, danger_minute=5)
    ticked = Counts(asked_minute=5000, danger_minute=6)

    assert load.work_for(Level.FLOODED, flood, size=13_000, danger=True) == load.EASY
    assert load.work_for(Level.FLOODED, ticked, size=13_000, danger=True) == load.HARDEST
    assert load.wait_for(Level.FLOODED, flood, danger=True) == 20
    assert load.wait_for(Level.FLOODED, ticked, danger=True) == 60


def test_without_work_no_more_than_a_fixed_number_and_size_gets_in_an_hour() -> None:
    full = Counts(stored_hour=200)
    large = Counts(bytes_hour=16 * load.MIB)

    assert load.level_after(Level.CALM, full) == Level.BUSY
    assert load.level_after(Level.CALM, large) == Level.BUSY


@given(bytes_)
def test_behind_the_most_of_an_hour_a_thousand_an_hour_still_get_in(free: int) -> None:
    free += load.NO_ROOM
    behind = Counts(bytes_hour=load.most_an_hour(free), free=free)

    assert load.is_last(behind)
    assert load.has_room(behind)
    assert not load.has_room(worse(behind, stored_minute=load.LAST_A_MINUTE))


def test_the_reserve_holds_a_thousand_of_the_longest_messages() -> None:
    free, stored = load.RESERVE - 1, 0
    while load.has_room(Counts(free=free)):
        free, stored = free - load.LONGEST_STORED, stored + 1

    assert stored >= load.LAST_MESSAGES
    assert free > 0


@given(counts)
def test_a_day_of_flood_leaves_room_on_a_disk_that_has_any_to_spare(now: Counts) -> None:
    free = now.free + load.RESERVE + 24 * load.LEAST_AN_HOUR
    last_hour = 60 * load.LAST_A_MINUTE * load.LONGEST_STORED
    for _ in range(24):
        free -= max(load.most_an_hour(free), 0) if free > load.RESERVE else last_hour

    assert free >= load.NO_ROOM


@given(levels, counts)
def test_files_are_refused_before_text_is(level: Level, now: Counts) -> None:
    if load.takes_files(level, now):
        assert load.has_room(now)


@given(levels, counts)
def test_who_waits_gets_in_as_long_as_the_minute_is_not_full(level: Level, now: Counts) -> None:
    quiet = worse(now, plain_minute=-now.plain_minute, stored_minute=-now.stored_minute)

    assert load.has_plain_room(level, quiet) == (now.free >= load.NO_ROOM)


@pytest.mark.parametrize("text", ["", "x", "é" * 3000, "🙂" * 20_000])
def test_the_size_of_a_text_is_told_beforehand(text: str) -> None:
    assert 2 * len(text.encode()) < load.size_of(text) <= load.LONGEST_STORED


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 9)), max_size=60))
def test_a_window_sums_what_came_in_its_last_minute(steps: list[tuple[float, int]]) -> None:
    window, now, came = Window(60), 1000.0, []
    for later, amount in steps:
        now += later
        window.add(amount, now=now)
        came.append((now, amount))
    total = window.turn(now)

    assert sum(n for at, n in came if at > now - 59) <= total
    assert total <= sum(n for at, n in came if at > now - 61)
