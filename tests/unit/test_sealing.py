"""Sealing to a public key and locking with a symmetric one: what opens, and what never does."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uitweg.platform.sealing import box, envelope, wire
from uitweg.platform.sealing.wire import CannotOpen, Malformed, Suite, context

SEED, OTHER_SEED = bytes(32), bytes([1]) * 32
PUBLIC = envelope.public_key(SEED)
HERE, THERE = context("case", "12", "story"), context("case", "13", "story")
few = settings(max_examples=25, deadline=None)


@dataclass(frozen=True)
class Way:
    """One of the two ways to close, with everything a test needs of it."""

    close: Callable[[bytes, bytes], bytes]
    open: Callable[[bytes, bytes], bytes]
    open_with_other_key: Callable[[bytes, bytes], bytes]
    added: int


WAYS = {
    "sealed": Way(
        close=lambda place, plain: envelope.seal(PUBLIC, place, plain),
        open=lambda place, closed: envelope.unseal(SEED, place, closed),
        open_with_other_key=lambda place, closed: envelope.unseal(OTHER_SEED, place, closed),
        added=11 + 1120 + 16,
    ),
    "locked": Way(
        close=lambda place, plain: box.lock(SEED, place, plain),
        open=lambda place, closed: box.unlock(SEED, place, closed),
        open_with_other_key=lambda place, closed: box.unlock(OTHER_SEED, place, closed),
        added=11 + 12 + 16,
    ),
}
each_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@each_way
@few
@given(content=st.binary(max_size=5000))
def test_what_was_closed_opens_in_its_own_place(way: Way, content: bytes) -> None:
    closed = way.close(HERE, content)

    assert way.open(HERE, closed) == content
    assert len(closed) == len(content) + way.added
    assert wire.inspect(closed).body_length == len(content)


@each_way
@few
@given(data=st.data())
def test_any_changed_bit_stops_it_from_opening(way: Way, data: st.DataObject) -> None:
    closed = bytearray(way.close(HERE, b"hulp"))
    at = data.draw(st.integers(0, len(closed) - 1) | st.integers(0, 38))
    closed[at] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises((CannotOpen, Malformed)):
        way.open(HERE, bytes(closed))


@each_way
@few
@given(data=st.data())
def test_anything_cut_off_or_added_stops_it_from_opening(way: Way, data: st.DataObject) -> None:
    closed = way.close(HERE, b"hulp")
    kept = data.draw(st.integers(0, len(closed) - 1))

    for changed in (closed[:kept], closed[len(closed) - kept :], closed + b"\0"):
        with pytest.raises((CannotOpen, Malformed)):
            way.open(HERE, changed)


@each_way
def test_it_opens_in_no_other_place(way: Way) -> None:
    with pytest.raises(CannotOpen):
        way.open(THERE, way.close(HERE, b"hulp"))


@each_way
def test_another_key_does_not_open_it(way: Way) -> None:
    with pytest.raises(CannotOpen):
        way.open_with_other_key(HERE, way.close(HERE, b"hulp"))


def test_another_key_does_not_open_it_even_under_the_right_key_id() -> None:
    sealed, locked = envelope.seal(PUBLIC, HERE, b"hulp"), box.lock(SEED, HERE, b"hulp")
    other = envelope.key_id(envelope.public_key(OTHER_SEED))

    with pytest.raises(CannotOpen):
        envelope.unseal(OTHER_SEED, HERE, sealed[:3] + other + sealed[11:])
    with pytest.raises(CannotOpen):
        box.unlock(OTHER_SEED, HERE, locked[:3] + box.key_id(OTHER_SEED) + locked[11:])


@each_way
def test_bytes_as_postgresql_gives_them_open_too(way: Way) -> None:
    closed = memoryview(way.close(HERE, b"hulp"))

    assert way.open(HERE, closed) == b"hulp"  # type: ignore[arg-type]
    assert wire.inspect(closed).body_length == 4  # type: ignore[arg-type]


def test_keys_as_postgresql_gives_them_work_too() -> None:
    public = memoryview(PUBLIC)
    sealed = envelope.seal(public, HERE, b"hulp")  # type: ignore[arg-type]

    assert envelope.unseal(memoryview(SEED), HERE, sealed) == b"hulp"  # type: ignore[arg-type]


@each_way
def test_closing_twice_gives_different_bytes(way: Way) -> None:
    first, second = (way.close(HERE, b"hulp") for _ in range(2))

    assert first[:11] == second[:11]
    assert first[11:] != second[11:]


def test_each_way_refuses_what_the_other_closed() -> None:
    with pytest.raises(Malformed):
        box.unlock(SEED, HERE, WAYS["sealed"].close(HERE, b""))
    with pytest.raises(Malformed):
        envelope.unseal(SEED, HERE, WAYS["locked"].close(HERE, b""))


def test_a_secret_that_is_no_secret_does_not_open() -> None:
    """An X25519 point of low order makes both ends agree on zeros: it is refused."""
    sealed = WAYS["sealed"].close(HERE, b"")
    low_order = sealed[: 11 + 1088] + bytes(32) + sealed[11 + 1120 :]

    with pytest.raises(CannotOpen):
        envelope.unseal(SEED, HERE, low_order)


@pytest.mark.parametrize("wrong", [b"", PUBLIC[:-1], PUBLIC + b"\0", b"\xff" * 1216, bytes(1216)])
def test_nothing_is_sealed_to_what_is_no_public_key(wrong: bytes) -> None:
    with pytest.raises(ValueError):
        envelope.seal(wrong, HERE, b"hulp")


def test_keys_of_a_wrong_length_are_refused() -> None:
    with pytest.raises(ValueError):
        envelope.public_key(bytes(31))
    with pytest.raises(ValueError):
        box.lock(bytes(16), HERE, b"")


def test_new_keys_differ() -> None:
    assert (
        len({box.new_key() for _ in range(100)} | {envelope.new_seed() for _ in range(100)}) == 200
    )


def test_an_envelope_shows_version_suite_key_and_length_and_nothing_else() -> None:
    sealed = wire.inspect(WAYS["sealed"].close(HERE, bytes(4096)))
    locked = wire.inspect(WAYS["locked"].close(HERE, b"abc"))

    assert sealed == wire.Header(1, Suite.PUBLIC_KEY, envelope.key_id(PUBLIC), 4096)
    assert locked == wire.Header(1, Suite.SYMMETRIC_KEY, box.key_id(SEED), 3)


@pytest.mark.parametrize(
    "nonsense",
    [b"", bytes(10), b"\2\0\1" + bytes(5000), b"\1\0\3" + bytes(5000), b"\1\0\1" + bytes(1143)],
    ids=["empty", "short", "other version", "other suite", "cut off"],
)
def test_nonsense_is_told_apart_without_a_key(nonsense: bytes) -> None:
    with pytest.raises(Malformed):
        wire.inspect(nonsense)


@given(st.binary(max_size=9000), st.sampled_from([64, 4096]))
def test_padding_comes_off_again(content: bytes, step: int) -> None:
    padded = wire.pad(content, step)

    assert wire.unpad(padded, step) == content
    assert len(padded) % step == 0
    assert len(padded) < len(content) + 4 + step


def test_padding_hides_the_length_within_a_step() -> None:
    lengths = [len(wire.pad(bytes(n))) for n in range(0, 3 * 4096, 7)]

    assert set(lengths) == {4096, 8192, 12288, 16384}
    assert all(before <= after for before, after in pairwise(lengths))


@given(st.binary(max_size=300))
def test_only_padding_made_by_pad_comes_off(padded: bytes) -> None:
    try:
        content = wire.unpad(padded, 16)
    except Malformed:
        return
    assert wire.pad(content, 16) == padded


@pytest.mark.parametrize(
    "padded",
    [b"", b"\0\0\0", b"\0\0\0\x0d" + bytes(12), b"\0\0\0\1" + bytes(11) + b"x", bytes(32)],
    ids=["empty", "short", "too long a length", "not zeros", "a step too many"],
)
def test_wrong_padding_is_refused(padded: bytes) -> None:
    with pytest.raises(Malformed):
        wire.unpad(padded, 16)


def test_only_one_to_so_many_steps_pass_the_door() -> None:
    def passes(length: int) -> bool:
        return wire.padded_length_ok(WAYS["sealed"].close(HERE, bytes(length)), most_steps=2)

    assert [passes(n) for n in (0, 1, 4095, 4096, 4097, 8192, 12288)] == [
        *(False, False, False),
        *(True, False, True, False),
    ]


def test_a_part_of_a_context_may_not_hold_the_bar_between_parts() -> None:
    assert context("a", "b") == b"uitweg/v1|a|b"
    with pytest.raises(ValueError):
        context("a|b")


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_other_parts_always_give_another_context(one: list[str], two: list[str]) -> None:
    if any("|" in part for part in one + two):
        with pytest.raises(ValueError):
            context(*one, *two)
    else:
        assert (context(*one) == context(*two)) == (one == two)
