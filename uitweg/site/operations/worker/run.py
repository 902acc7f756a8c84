"""Running the worker: its loops and senders in threads, and how it stops."""

import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings

from uitweg.channel.answers.actions.new_message_mail import DANGER_NEWS, NEWS
from uitweg.platform.jobs.actions.timers import forget_other_timers
from uitweg.platform.jobs.rules import Lane
from uitweg.platform.jobs.rules.job import JobLoop
from uitweg.platform.store.outage import OUTAGE
from uitweg.site.operations.declared import all_jobs
from uitweg.site.operations.materials_watch import keep_materials
from uitweg.site.operations.worker import lanes, metrics
from uitweg.site.operations.worker.loop import (
    OFTEN,
    REST_AFTER_FAULT_SECONDS,
    STOPPING,
    Loop,
    is_paused,
)

PATIENCE_SECONDS = 2.5
CALLOUT_LEASE = timedelta(seconds=5)
"""A worker that dies holds up callouts for no longer."""
OUTSIDE_LEASE = timedelta(seconds=15)


def run(*, rounds: int | None = None) -> int:
    """Run due jobs until SIGTERM or SIGINT, or `rounds` times.

    Jobs of callouts have a loop of their own, and each lane of messages its own senders, so that
    nothing slow holds a callout up. A loop that ends for whatever reason ends the worker, so that
    whoever supervises it starts it anew.
    """
    STOPPING.clear()
    if rounds is not None:
        for _ in range(rounds):
            run_due_jobs()
        return 0
    signal.signal(signal.SIGALRM, _abort)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    if settings.METRICS_PORT:
        metrics.serve(first_port=settings.METRICS_PORT)
    loops = _loops()
    rounds_of = [f"{loop.name}-round" for loop in loops]
    timers = [job.name for job in all_jobs().values() if job.every > OFTEN]
    _when_store_answers(lambda: forget_other_timers([*timers, *rounds_of, NEWS, DANGER_NEWS]))
    senders = {lane: lanes.LaneSenders(lane, STOPPING, is_paused) for lane in Lane}
    loops[0].after_round = senders[Lane.PAGE].wake.set
    threads = [threading.Thread(target=loop.go, daemon=True) for loop in loops]
    threads.append(threading.Thread(target=keep_materials, args=(STOPPING,), daemon=True))
    threads += [thread for lane in senders.values() for thread in lane.threads]
    for thread in threads:
        thread.start()
    while all(thread.is_alive() for thread in threads) and not STOPPING.wait(1):
        pass
    was_asked_to_stop = STOPPING.is_set()
    STOPPING.set()
    for lane in senders.values():
        lane.wake.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return 0 if was_asked_to_stop else 1


def run_due_jobs() -> None:
    """Run every job that is due, of all loops, once, in this thread."""
    loop = Loop("main", all_jobs().values())
    loop.go_round()
    loop.give_back()


def _loops() -> list[Loop]:
    """Return a loop for each kind of job, that of callouts first."""
    jobs = {kind: [job for job in all_jobs().values() if job.loop is kind] for kind in JobLoop}
    return [
        Loop("page", jobs[JobLoop.CALLOUT], lease=CALLOUT_LEASE, round_lease=CALLOUT_LEASE),
        Loop("main", jobs[JobLoop.MAIN], pause_seconds=2),
        Loop("outside", jobs[JobLoop.OUTSIDE], pause_seconds=5, lease=OUTSIDE_LEASE),
    ]


def _when_store_answers(work: Callable[[], object]) -> None:
    """Do it, as soon as there is a store to do it in, and nobody puts another in its place."""
    while not STOPPING.is_set():
        try:
            if not is_paused():
                work()
                OUTAGE.over()
                return
        except Exception as error:
            if not OUTAGE.is_one(error):
                raise
        STOPPING.wait(REST_AFTER_FAULT_SECONDS)


def _stop(*_: object) -> None:
    """Stop after the current job, or in the middle of it when it takes too long."""
    STOPPING.set()
    signal.setitimer(signal.ITIMER_REAL, PATIENCE_SECONDS)


def _abort(*_: object) -> None:
    """End the process though a job or a try goes on, such as one whose server does not answer.

    An open transaction is rolled back; a message that was claimed is taken over later, and marked.
    The interpreter's own tidying up would take time too, and wait for those threads. The exit code
    is that of a stop that was asked for: another would look to systemd like a fault.
    """
    os._exit(0)
