"""How hard the channel is pressed and what that asks, for any counts there could be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uitweg.channel.admission.actions.load import SlidingSum
from uitweg.channel.admission.rules import load
from uitweg.channel.admission.rules.load import LoadCounts, LoadLevel

few = st.integers(0, 5000)
bytes_ = st.integers(0, 2**40)
counts = st.builds(
    LoadCounts,
    requests_per_minute=st.integers(0, 100_000),
    stored_per_minute=few,
    stored_per_hour=st.integers(0, 100_000),
    bytes_per_hour=bytes_,
    bytes_per_minute=bytes_,
    danger_per_minute=few,
    plain_per_minute=few,
    waiting=st.integers(0, load.MOST_WAITING_COUNTED),
    free_bytes=bytes_,
)
levels = st.sampled_from(LoadLevel)
sizes = st.integers(0, load.LARGEST_STORED_MESSAGE_BYTES)
PLENTY = 2**40


def worse(one: LoadCounts, **more: int) -> LoadCounts:
    said = {name: getattr(one, name) for name in LoadCounts.__slots__}
    return LoadCounts(**{name: value + more.get(name, 0) for name, value in said.items()})


def test_a_class_of_thirty_after_a_lesson_meets_nothing() -> None:
    thirty = LoadCounts(
        requests_per_minute=30, stored_per_minute=30, stored_per_hour=30, bytes_per_hour=30 * 13_000
    )

    assert load.next_load_level(LoadLevel.CALM, thirty) == LoadLevel.CALM
    assert load.required_work(LoadLevel.CALM, thirty, size=13_000, danger=False) == 0
    assert load.required_wait_seconds(LoadLevel.CALM, thirty, danger=False) == 0


@given(levels, counts, few)
def test_more_pressure_is_never_a_lower_level(
    before: LoadLevel, now: LoadCounts, more: int
) -> None:
    after = worse(
        now, requests_per_minute=more, stored_per_hour=more, bytes_per_hour=more, waiting=more
    )

    assert load.next_load_level(before, after) >= load.next_load_level(before, now)


@given(levels, counts)
def test_the_level_settles_at_once_and_stays(before: LoadLevel, now: LoadCounts) -> None:
    once = load.next_load_level(before, now)

    assert load.next_load_level(once, now) == once


@given(counts)
def test_a_level_is_left_only_when_all_is_down_to_half(now: LoadCounts) -> None:
    stays = load.next_load_level(LoadLevel.FLOODED, now) == LoadLevel.FLOODED
    mark = load.LEVEL_THRESHOLDS[LoadLevel.FLOODED]
    half = (
        now.requests_per_minute * 2 >= mark.requests_per_minute
        or now.stored_per_hour * 2 >= mark.stored_per_hour
        or now.bytes_per_hour * 2 >= mark.bytes_per_hour
        or now.free_bytes < load.FREE_BYTES_THRESHOLDS[LoadLevel.FLOODED] * 2
    )

    assert stays == half


def test_around_a_mark_the_level_does_not_flutter() -> None:
    level, seen = LoadLevel.CALM, []
    for asked in (39, 40, 39, 40, 21, 39, 40, 20, 19, 39):
        level = load.next_load_level(level, LoadCounts(requests_per_minute=asked))
        seen.append(level)

    assert seen == [0, 1, 1, 1, 1, 1, 1, 1, 0, 0]


@given(levels, counts, sizes, st.booleans())
def test_work_is_bounded_so_a_cheap_phone_can_do_it(
    level: LoadLevel, now: LoadCounts, size: int, danger: bool
) -> None:
    most = load.required_work(level, now, size=size, danger=danger)

    assert 0 <= most <= (load.HARDEST_WORK if size <= load.LONG_BYTES else load.LONGEST_WORK)
    assert bool(most) == (level > LoadLevel.CALM)
    assert load.required_wait_seconds(level, now, danger=danger) <= 60


@given(counts, sizes, sizes, st.booleans())
def test_a_longer_text_never_works_less_and_a_higher_level_neither(
    now: LoadCounts, one: int, other: int, danger: bool
) -> None:
    less, more = sorted((one, other))
    work = [
        [load.required_work(level, now, size=size, danger=danger) for size in (less, more)]
        for level in LoadLevel
    ]

    assert all(short <= long for short, long in work)
    assert sorted(work) == work


def test_danger_is_not_let_off_but_the_first_few_a_minute_work_least() -> None:
    flood = LoadCounts(requests_per_minute=5000, danger_per_minute=5)
    ticked = LoadCounts(requests_per_minute=5000, danger_per_minute=6)

    assert load.required_work(LoadLevel.FLOODED, flood, size=13_000, danger=True) == load.EASY_WORK
    assert (
        load.required_work(LoadLevel.FLOODED, ticked, size=13_000, danger=True) == load.HARDEST_WORK
    )
    assert load.required_wait_seconds(LoadLevel.FLOODED, flood, danger=True) == 20
    assert load.required_wait_seconds(LoadLevel.FLOODED, ticked, danger=True) == 60


def test_without_work_no_more_than_a_fixed_number_and_size_gets_in_an_hour() -> None:
    full = LoadCounts(stored_per_hour=200)
    large = LoadCounts(bytes_per_hour=16 * load.MIB)

    assert load.next_load_level(LoadLevel.CALM, full) == LoadLevel.BUSY
    assert load.next_load_level(LoadLevel.CALM, large) == LoadLevel.BUSY


@given(bytes_)
def test_behind_the_most_of_an_hour_each_minute_still_takes_a_sixtieth_of_it(free: int) -> None:
    free += load.RESERVED_BYTES
    limit = load.bytes_per_hour_limit(free)
    behind = LoadCounts(bytes_per_hour=limit, free_bytes=free, stored_per_minute=10_000)

    assert load.is_using_reserve(behind)
    assert load.has_room(behind, size=load.LARGEST_STORED_MESSAGE_BYTES)
    assert not load.has_room(worse(behind, bytes_per_minute=limit // 60 + 1), size=1)


@given(bytes_)
def test_long_messages_leave_room_for_short_ones_in_the_same_minute(free: int) -> None:
    free += load.RESERVED_BYTES
    limit = load.bytes_per_hour_limit(free)
    taken = LoadCounts(bytes_per_hour=limit, bytes_per_minute=limit * 4 // 300, free_bytes=free)
    sizes = (load.SHORT_BYTES, load.LONG_BYTES, load.LARGEST_STORED_MESSAGE_BYTES)

    assert [load.has_room(taken, size=size) for size in sizes] == [True, False, False]


@given(bytes_)
def test_in_the_last_room_of_the_disk_a_few_a_minute_get_in(free: int) -> None:
    free = load.DISK_FULL_BELOW_BYTES + free % (load.RESERVED_BYTES - load.DISK_FULL_BELOW_BYTES)
    last = LoadCounts(free_bytes=free, bytes_per_hour=2**40)

    assert load.has_room(last)
    assert not load.has_room(worse(last, stored_per_minute=load.RESERVED_PER_MINUTE))


def test_work_grows_dear_long_before_the_hour_is_full_also_at_a_level_fixed_by_hand() -> None:
    free = 63 * 2**30
    limit = load.bytes_per_hour_limit(free)
    work = []
    for part in (0, 0.2, 0.25, 0.5, 0.75, 1):
        now = LoadCounts(bytes_per_hour=int(part * limit) + 1, free_bytes=free)
        level = load.level_for_room(now)
        work.append(load.required_work(level, now, size=load.SHORT_BYTES, danger=False))

    assert limit > 1024 * load.MIB  # the bound follows what is free
    assert work == [0, 0, 1250, 2500, 5000, load.HARDEST_WORK]


@given(counts)
def test_without_a_script_some_places_are_left_whatever_is_solved_beside_it(
    now: LoadCounts,
) -> None:
    behind = worse(now, bytes_per_hour=2**41, bytes_per_minute=2**41, free_bytes=2**30)
    quiet = worse(behind, plain_per_minute=-now.plain_per_minute)

    assert load.has_room_for_plain(LoadLevel.FLOODED, quiet)


def test_the_reserve_holds_a_thousand_of_the_longest_messages() -> None:
    free, stored = load.RESERVED_BYTES - 1, 0
    while load.has_room(LoadCounts(free_bytes=free)):
        free, stored = free - load.LARGEST_STORED_MESSAGE_BYTES, stored + 1

    assert stored >= load.RESERVED_MESSAGES
    assert free > 0


@given(counts)
def test_a_day_of_flood_leaves_room_on_a_disk_that_has_any_to_spare(now: LoadCounts) -> None:
    forms = 60 * load.RESERVED_PLAIN_PER_MINUTE * load.LARGEST_STORED_MESSAGE_BYTES
    free = now.free_bytes + load.RESERVED_BYTES + 5 * 2**30
    last_hour = 60 * load.RESERVED_PER_MINUTE * load.LARGEST_STORED_MESSAGE_BYTES
    for _ in range(24):
        limit = load.bytes_per_hour_limit(free)
        an_hour = 2 * limit + max(forms, limit // 4)  # at once, each minute, and without a script
        free -= an_hour if free > load.RESERVED_BYTES else last_hour

    assert free >= load.DISK_FULL_BELOW_BYTES


@given(counts, sizes)
def test_files_are_refused_before_text_is(now: LoadCounts, size: int) -> None:
    if load.accepts_files(now):
        assert load.has_room(now, size=size)


@given(levels, counts)
def test_who_waits_gets_in_as_long_as_the_minute_is_not_full(
    level: LoadLevel, now: LoadCounts
) -> None:
    quiet = worse(
        now, plain_per_minute=-now.plain_per_minute, stored_per_minute=-now.stored_per_minute
    )

    assert load.has_room_for_plain(level, quiet) == (now.free_bytes >= load.DISK_FULL_BELOW_BYTES)


@pytest.mark.parametrize("text", ["", "x", "é" * 3000, "🙂" * 20_000])
def test_the_size_of_a_text_is_told_beforehand(text: str) -> None:
    assert 2 * len(text.encode()) < load.stored_size(text) <= load.LARGEST_STORED_MESSAGE_BYTES


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 9)), max_size=60))
def test_a_window_sums_what_came_in_its_last_minute(steps: list[tuple[float, int]]) -> None:
    window, now, came = SlidingSum(60), 1000.0, []
    for later, amount in steps:
        now += later
        window.add(amount, now=now)
        came.append((now, amount))
    total = window.turn(now)

    assert sum(n for at, n in came if at > now - 59) <= total
    assert total <= sum(n for at, n in came if at > now - 61)
