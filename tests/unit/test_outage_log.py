"""An outage in the log: once when it begins, seldom while it lasts, once when it is over."""

import logging

import pytest
from django.db import OperationalError

from uitweg.platform.store import outage
from uitweg.platform.store.outage import StoreOutage
from uitweg.site.web.quiet_log import Damped, QuietFormatter


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def line(words: str) -> logging.LogRecord:
    return logging.LogRecord("uitweg.x", logging.ERROR, "x.py", 1, words, None, None, "f")


def test_a_line_that_comes_again_is_left_out_for_five_minutes_and_then_counted() -> None:
    clock = Clock()
    damped = Damped(clock=clock)
    let_through = [damped.filter(line("kapot")) for _ in range(1000)]
    clock.now = 301
    again = line("kapot")

    assert let_through == [True, *[False] * 999]
    assert damped.filter(line("iets anders"))
    assert damped.filter(again)
    assert QuietFormatter().format(again) == "ERROR uitweg.x:f kapot (999 more such lines left out)"


def test_an_outage_is_told_once_then_each_five_minutes_and_once_when_it_is_over(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(outage, "_what_is_wrong", lambda _alias: outage.DOES_NOT_ANSWER)
    clock = Clock()
    store = StoreOutage(clock=clock)
    for clock.now in range(700):
        assert store.is_one(OperationalError("een geheim"))
    store.over()
    store.over()

    assert [record.getMessage().partition(",")[0] for record in caplog.records] == [
        *["the store does not answer; trying again until that is over"] * 3,
        "the store answers again",
    ]
    assert "een geheim" not in caplog.text


def test_an_error_of_one_step_is_no_outage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outage, "_what_is_wrong", lambda _alias: "")

    assert not StoreOutage().is_one(OperationalError("lock timeout"))
    assert not StoreOutage().is_one(RuntimeError())
