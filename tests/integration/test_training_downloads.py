"""Files of training at the public door: made once, and never so many at once that others wait."""

import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from tests.support import people
from uitweg.knowledge.training.public_views import answers, published
from uitweg.knowledge.training.public_views.everything import downloads
from uitweg.platform.sandbox.turns import Turns
from uitweg.platform.sandbox.typeset.run import CannotTypeset

PAPERS = [path for path in downloads() if path.endswith(".pdf")]


class Press:
    """Makes a file when it is let go, and counts how many it makes at once."""

    def __init__(self) -> None:
        self.go, self.lock = threading.Event(), threading.Lock()
        self.now = self.most = self.made = 0

    def __call__(self) -> bytes:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.go.wait(60)
        with self.lock:
            self.now, self.made = self.now - 1, self.made + 1
        return b"%PDF-"


@pytest.fixture
def press(monkeypatch: pytest.MonkeyPatch) -> Press:
    press = Press()
    fresh = {path: replace(file, make=press) for path, file in downloads().items()}
    monkeypatch.setattr(answers, "downloads", lambda: fresh)
    turns = Turns(at_once=1, waiting=2, a_minute=600, patience=60)
    monkeypatch.setattr(published, "MAKING_TURNS", turns)
    return press


def ask_together(paths: list[str], press: Press) -> list[Any]:
    got: list[Any] = []
    asking = [
        threading.Thread(target=lambda path=path: got.append(people.PublicClient().get(path)))
        for path in paths
    ]
    for each in asking:
        each.start()
    until = time.monotonic() + 60
    while len(got) < len(paths) - 3 and time.monotonic() < until:
        time.sleep(0.01)
    press.go.set()
    for each in asking:
        each.join()
    return got


def test_who_asks_for_all_files_at_once_has_one_made_at_a_time(press: Press) -> None:
    answered = ask_together(PAPERS[:10], press)

    assert press.most == 1
    assert sorted(each.status_code for each in answered) == [200] * 3 + [503] * 7
    busy = next(each for each in answered if each.status_code == 503)
    assert (busy["Retry-After"], busy["Cache-Control"]) == ("60", "no-store")
    assert "veel bestanden tegelijk" in busy.content.decode()


def test_one_file_asked_by_many_is_made_once_and_then_waits_for_nobody(press: Press) -> None:
    answered = ask_together(PAPERS[:1] * 3, press)
    press.go.clear()
    other = threading.Thread(target=people.PublicClient().get, args=(PAPERS[1],))
    other.start()
    again = people.PublicClient().get(PAPERS[0])
    press.go.set()
    other.join()

    assert [each.status_code for each in answered] == [200] * 3
    assert again.status_code == 200
    assert press.made == 2


@pytest.mark.parametrize("level", ["/makkelijk", "/en"])
def test_a_file_that_cannot_be_made_is_said_in_a_sentence(
    level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bytes:
        raise CannotTypeset

    path = next(path for path in PAPERS if path.startswith(level))
    monkeypatch.setattr(answers, "downloads", lambda: {path: replace(downloads()[path], make=fail)})

    answered = people.PublicClient().get(path)

    assert answered.status_code == 503
    assert "minu" in answered.content.decode()
