"""Costly work at the public door: a few at once, a few waiting, so many a minute; the rest hears it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from uitweg.platform.sandbox import turns
from uitweg.platform.sandbox.turns import NoTurn, Turns


def test_one_has_a_turn_one_waits_and_a_third_is_refused_at_once() -> None:
    of_work, begun, end = Turns(at_once=1, waiting=1, a_minute=9, patience=9), [], threading.Event()
    first_began = threading.Event()

    def work(name: str) -> None:
        with of_work.take():
            begun.append(name)
            first_began.set()
            end.wait(9)

    with ThreadPoolExecutor(2) as pool:
        doing = [pool.submit(work, "first")]
        first_began.wait(9)
        doing.append(pool.submit(work, "second"))
        while of_work._places._value:
            pass
        with pytest.raises(NoTurn), of_work.take():
            pass
        assert begun == ["first"]
        end.set()
        for each in doing:
            each.result(9)
    assert begun == ["first", "second"]


def test_whoever_waits_too_long_is_refused_and_leaves_their_place() -> None:
    of_work = Turns(at_once=1, waiting=1, a_minute=9, patience=0.01)

    for _ in range(3):
        with of_work.take(), pytest.raises(NoTurn), of_work.take():
            pass


def test_a_minute_has_so_many_and_the_next_minute_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(turns.time, "monotonic", lambda: now[0])
    of_work = Turns(at_once=1, waiting=1, a_minute=2, patience=1)
    for _ in range(2):
        with of_work.take():
            pass

    with pytest.raises(NoTurn), of_work.take():
        pass
    now[0] += 61
    with of_work.take():
        pass


def test_a_fault_in_the_work_gives_the_turn_back() -> None:
    of_work = Turns(at_once=1, waiting=0, a_minute=9, patience=0.01)
    with pytest.raises(ZeroDivisionError), of_work.take():
        _ = 1 / 0

    with of_work.take():
        pass
