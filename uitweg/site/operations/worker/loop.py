"""A loop of the worker: a thread that does its jobs in rounds, each when it is due."""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import connections
from django.utils import timezone

from uitweg.platform import metrics
from uitweg.platform.jobs.actions.timers import TIMER_LEASE, KeptTurn, run_timer, timers_due
from uitweg.platform.jobs.rules.job import Job
from uitweg.platform.maintenance import maintenance_in
from uitweg.platform.store.outage import OUTAGE

log = logging.getLogger("uitweg.worker")
OFTEN = timedelta(seconds=10)
"""A job that comes as often is guarded by the lease of its loop, and not by a timer of its own."""
ASK_TIMERS_SECONDS = 4
"""How often a loop asks which of its timers are due; the shortest runs each fifteen seconds."""
REST_AFTER_FAULT_SECONDS = 5
STOPPING = threading.Event()


def is_paused() -> bool:
    """Return whether maintenance is under way: then no job begins and no message leaves."""
    return maintenance_in(settings.MAINTENANCE_FILE) is not None


class Loop:
    """Goes round its jobs, in a thread of its own, and rests in between.

    Jobs that come often are guarded together, by one lease that the loop keeps: taking a lease for
    each would be most of what an idle worker does. Others are guarded each by their own timer.
    """

    def __init__(
        self,
        name: str,
        jobs: Iterable[Job],
        *,
        pause_seconds: float = 1,
        lease: timedelta = TIMER_LEASE,
        round_lease: timedelta = timedelta(seconds=15),
    ) -> None:
        self.name, self._pause_seconds, self._lease = name, pause_seconds, lease
        jobs = list(jobs)
        self._often = [job for job in jobs if job.every <= OFTEN]
        self._others = [job for job in jobs if job.every > OFTEN]
        self._next_at = dict[str, float]()
        self._ask_timers_at = 0.0
        self._turn = KeptTurn(f"{name}-round", lease=round_lease)
        self._resting_until = dict[str, float]()
        self._store_rests_until = 0.0
        self.after_round: Callable[[], object] = lambda: None

    def go(self) -> None:
        """Go round until the worker stops."""
        while not STOPPING.is_set():
            if is_paused():
                connections.close_all()  # so that a store may be put in another's place
            else:
                self.go_round()
                self.after_round()
            STOPPING.wait(self._pause_seconds)
        self.give_back()
        connections.close_all()

    def give_back(self) -> None:
        """Let the loop of another worker go on at once."""
        with suppress(Exception):
            self._turn.give_back()

    def go_round(self) -> None:
        """Do every job that is due; one that fails does not stop others.

        While the store is away the loop rests: each job would only fail by itself.
        """
        is_ours = partial(self._turn.is_ours, now=timezone.now())
        is_our_turn = bool(self._often) and self._try("round", is_ours)
        for job in self._often if is_our_turn else ():
            self._do_when_its_time_came(job)
        if time.monotonic() >= self._ask_timers_at:
            self._ask_timers_at = time.monotonic() + ASK_TIMERS_SECONDS
            self._do_what_timers_say()

    def _do_when_its_time_came(self, job: Job) -> None:
        if time.monotonic() >= self._next_at.get(job.name, 0):
            seconds = job.every.total_seconds() - self._pause_seconds
            self._next_at[job.name] = time.monotonic() + seconds
            self._try(job.name, lambda: job.work(now=timezone.now()))

    def _do_what_timers_say(self) -> None:
        intervals = {job.name: job.every for job in self._others}
        due = self._try("timers", lambda: timers_due(intervals, now=timezone.now())) or set()
        for job in self._others:
            if job.name in due:
                self._try(job.name, partial(self._do_under_timer, job))

    def _do_under_timer(self, job: Job) -> None:
        now = timezone.now()
        work = partial(job.work, now=now)
        run_timer(job.name, work, every=job.every, now=now, lease=self._lease)

    def _try[T](self, name: str, work: Callable[[], T]) -> T | None:
        """Do it, unless it is time to stop or wait, or it or the store failed some seconds ago."""
        resting_until = max(self._resting_until.get(name, 0), self._store_rests_until)
        if STOPPING.is_set() or is_paused() or time.monotonic() < resting_until:
            return None
        began = time.monotonic()
        try:
            done = work()
        except Exception as error:
            metrics.add("step_failures", name)
            rests_until = time.monotonic() + REST_AFTER_FAULT_SECONDS
            if OUTAGE.is_one(error):
                self._store_rests_until = rests_until
            else:
                # the error's text is not logged, as it may hold content
                log.error("step %s failed: %s", name, type(error).__name__)
                self._resting_until[name] = rests_until
            for connection in connections.all(initialized_only=True):
                connection.close()
            return None
        metrics.observe("step_seconds", time.monotonic() - began, name)
        OUTAGE.over()
        return done
