"""Pages that say what holds by the minute: nothing is said after its moment, whatever fails."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from uitweg.knowledge.guide.rules import FARTHEST_BELIEVED, DutyState, duty_state_at
from uitweg.site.server.doors import FreshShelf
from uitweg.site.web.published import SOONEST, Shelf, publish

NOW = datetime(2026, 11, 5, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def a_shelf(_quality: int = SOONEST) -> Shelf:
    silent = publish({"/hulp/": "quiet", "/": "start"}, {}, quality=SOONEST)
    said = publish({"/hulp/": "somebody"}, {}, quality=SOONEST).published
    return Shelf(silent.published, {"somebody": said})


def a_fresh_shelf(
    monkeypatch: pytest.MonkeyPatch, state: Callable[[], tuple[str, float]]
) -> FreshShelf:
    monkeypatch.setattr(FreshShelf, "_watch", lambda _: None)
    return FreshShelf(make=a_shelf, version=lambda: 1, state=state)


def body(shelf: Shelf, path: str = "/hulp/") -> bytes:
    answer = shelf.answer("GET", path, "", "")
    assert answer
    return answer.body


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (FARTHEST_BELIEVED, DutyState.SOMEBODY),
        (SECOND, DutyState.SOMEBODY),
        (timedelta(), DutyState.UNSAID),
        (-SECOND, DutyState.UNSAID),
        (FARTHEST_BELIEVED + SECOND, DutyState.UNSAID),  # one of the two clocks is wrong
    ],
)
def test_a_state_holds_until_its_moment_and_never_long(ahead: timedelta, said: DutyState) -> None:
    assert duty_state_at(NOW, state=DutyState.SOMEBODY, until=NOW + ahead) is said


def test_a_state_changes_the_pages_that_say_it_and_no_other() -> None:
    shelf = a_shelf()

    assert body(shelf.saying("somebody")) == b"somebody"
    assert body(shelf.saying("somebody"), "/") == b"start"
    assert shelf.saying("nobody") is shelf.saying("") is shelf


def test_a_door_says_it_until_its_moment_though_nothing_looks_any_more(monkeypatch) -> None:
    clock = time.time()
    monkeypatch.setattr(time, "time", lambda: clock)
    shelf = a_fresh_shelf(monkeypatch, lambda: ("somebody", clock + 60))
    assert body(shelf()) == b"quiet"

    shelf.take_state()
    assert body(shelf()) == b"somebody"
    clock += 60
    assert body(shelf()) == b"quiet"


def test_a_database_that_fails_lets_what_was_said_lapse(monkeypatch) -> None:
    clock, works = time.time(), True
    monkeypatch.setattr(time, "time", lambda: clock)

    def state() -> tuple[str, float]:
        if not works:
            raise OSError
        return "somebody", clock + 60

    shelf = a_fresh_shelf(monkeypatch, state)
    shelf.take_state()
    works = False
    with pytest.raises(OSError):
        shelf.take_state()

    assert body(shelf()) == b"somebody"
    clock += 60
    assert body(shelf()) == b"quiet"
