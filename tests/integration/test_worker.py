"""The worker's jobs: one worker does each at a time, and one that fails stops no other."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from tests.support.clock import really_now
from uitweg.platform.jobs.actions import timers
from uitweg.platform.jobs.actions.timers import last_heartbeat, run_timer, timers_due
from uitweg.platform.jobs.models import Timer
from uitweg.platform.jobs.rules.job import Job
from uitweg.platform.store import outage
from uitweg.site.operations.declared import all_jobs
from uitweg.site.operations.worker import loop as worker_loop
from uitweg.site.operations.worker.loop import Loop
from uitweg.site.operations.worker.run import run_due_jobs

pytestmark = pytest.mark.postgres

HOUR = timedelta(hours=1)


def end_leases() -> None:
    """As if the worker that holds them was gone for long; a lease ends by the store's clock."""
    Timer.objects.update(lease_until=really_now() - HOUR)


def test_a_turn_is_taken_by_one_worker_and_given_back(db_both) -> None:
    done: list[int] = []
    now = timezone.now()

    def work() -> None:
        done.append(1)
        assert not run_timer("x", lambda: done.append(2), every=HOUR, now=now)

    assert run_timer("x", work, every=HOUR, now=now)
    assert not run_timer("x", work, every=HOUR, now=now)
    assert run_timer("x", lambda: done.append(3), every=HOUR, now=now + HOUR)
    assert done == [1, 3]


def test_a_turn_whose_worker_died_is_taken_over_when_its_lease_is_over(db_both) -> None:
    now = timezone.now()
    Timer.objects.create(name="x", next_at=now - HOUR, lease_until=really_now() + HOUR)

    assert not run_timer("x", lambda: None, every=HOUR, now=now)
    # a worker whose own clock runs ahead takes nothing over: the store's clock counts
    assert not run_timer("x", lambda: None, every=HOUR, now=now + 2 * HOUR)
    end_leases()
    assert run_timer("x", lambda: None, every=HOUR, now=now)


def test_an_overtaken_worker_neither_clears_the_new_lease_nor_says_it_was_done(db_both) -> None:
    now, lease_of_the_other = timezone.now(), really_now() + HOUR

    def slow() -> None:
        end_leases()
        # another worker takes the turn over, and is still at it when the slow one ends
        Timer.objects.update(fence=2, lease_until=lease_of_the_other)

    run_timer("x", slow, every=HOUR, now=now)
    timer = Timer.objects.get()

    assert (timer.fence, timer.lease_until, timer.done_at) == (2, lease_of_the_other, None)


def test_a_clock_that_ran_ahead_leaves_no_job_waiting(db_both) -> None:
    now = timezone.now()
    run_timer("x", lambda: None, every=HOUR, now=now + timedelta(days=400))

    assert timers_due({"x": HOUR}, now=now) == {"x"}
    assert run_timer("x", lambda: None, every=HOUR, now=now)
    assert timers_due({"x": HOUR}, now=now) == set()


def test_a_job_that_there_is_no_more_is_not_late_for_ever(db_both) -> None:
    now = timezone.now()
    for name in ("x", "gone"):
        Timer.objects.create(name=name, next_at=now - HOUR)
    timers.forget_other_timers(["x", "news"])

    assert [timer.name for timer in Timer.objects.all()] == ["x"]
    assert timers.oldest_due(apart_from=[], now=now) == now - HOUR
    assert timers.oldest_due(apart_from=["x"], now=now) is None


def test_a_failing_step_does_not_stop_the_others(team, monkeypatch, caplog) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("een geheim")

    failing = replace(all_jobs()["new-message-mails"], work=broken)
    monkeypatch.setitem(all_jobs(), failing.name, failing)
    monkeypatch.setattr(worker_loop, "connections", _NoConnections())
    run_due_jobs()

    assert last_heartbeat() is not None
    assert "RuntimeError" in caplog.text
    assert "een geheim" not in caplog.text


def test_while_the_store_is_away_every_step_rests_and_the_log_says_it_once(
    db_both, monkeypatch, caplog
) -> None:
    def away(**_: object) -> None:
        raise OperationalError("een geheim")

    done: list[int] = []
    monkeypatch.setattr(worker_loop, "connections", _NoConnections())
    monkeypatch.setattr(worker_loop, "OUTAGE", outage.StoreOutage())
    monkeypatch.setattr(outage, "_what_is_wrong", lambda _alias: outage.DOES_NOT_ANSWER)
    others = Job("y", lambda **_: done.append(1), HOUR)
    loop = Loop("main", [Job("x", away, HOUR), others])
    for _ in range(3):
        loop.go_round()

    assert done == []
    assert caplog.text.count("the store does not answer") == 1
    assert "failed" not in caplog.text
    assert "een geheim" not in caplog.text


class _NoConnections:
    def all(self, **_: object) -> list[object]:
        return []


def test_what_is_done_each_second_is_one_workers_until_it_stops_or_dies(db_both) -> None:
    now = timezone.now()
    first, second = (timers.KeptTurn("r", lease=timedelta(seconds=5)) for _ in range(2))
    assert [first.is_ours(now=now), second.is_ours(now=now)] == [True, False]
    assert first.is_ours(now=now)
    end_leases()  # the first was paused for long; the second has not looked again yet
    second = timers.KeptTurn("r", lease=timedelta(seconds=5))
    assert second.is_ours(now=now)
    first.give_back()  # changes nothing: it is not the first one's any more
    third = timers.KeptTurn("r", lease=timedelta(seconds=5))
    assert not third.is_ours(now=now)
    second.give_back()

    assert timers.KeptTurn("r", lease=timedelta(seconds=5)).is_ours(now=now)
