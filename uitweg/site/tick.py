"""The tick: one small process that goes round, second by second, until it is stopped."""

import logging
import signal
import threading
from datetime import timedelta

from django.db import connections
from django.utils import timezone

from uitweg.access.sessions import close_idle
from uitweg.clock.actions import hand_over_mail, take_turn
from uitweg.reports import actions as reports
from uitweg.reports import leftovers

log = logging.getLogger("uitweg.tick")
SECOND = timedelta(seconds=1)


def run(*, rounds: int | None = None) -> int:
    """Go round until SIGTERM or SIGINT, or `rounds` times."""
    stopping = threading.Event()
    if rounds is None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
    done = 0
    while not stopping.is_set() and done != rounds:
        go_round()
        done += 1
        stopping.wait(1)
    return 0


def go_round() -> None:
    """Do what is due: wipes, lost uploads, news, mail, idle sessions; then show a pulse."""
    steps = {
        "tombstones": (lambda: reports.execute_tombstones(now=timezone.now()), SECOND),
        "leftovers": (reports.sweep_wiped, 3600 * SECOND),
        "uploads": (lambda: leftovers.remove_unnamed(timezone.localdate()), 60 * SECOND),
        "news": (lambda: reports.tell_of_new(now=timezone.now()), SECOND),
        "mail": (lambda: hand_over_mail(now=timezone.now()), SECOND),
        "sessions": (lambda: close_idle(now=timezone.now()), 60 * SECOND),
        "pulse": (lambda: None, 5 * SECOND),
    }
    for name, (work, every) in steps.items():
        try:
            take_turn(name, work, every=every, now=timezone.now())
        except Exception as error:
            # the next round tries again; only the kind is said, an error's text may carry values
            log.error("step %s failed: %s", name, type(error).__name__)
            for connection in connections.all(initialized_only=True):
                connection.close()
