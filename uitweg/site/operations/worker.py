"""The tick: one small process that goes round, second by second, until it is stopped."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import connections
from django.utils import timezone

from uitweg.casework.cases.actions import grants
from uitweg.casework.retention.actions import case_destruction, destruction, sent_mail
from uitweg.casework.retention.actions import conversations as keeping
from uitweg.casework.spreadsheets.actions import uploads as lists
from uitweg.channel.actions import junk, leftover_files, reports
from uitweg.channel.actions.coarsening import to_days
from uitweg.platform.accounts.actions.sessions import close_idle
from uitweg.platform.audit.actions import audit_log, logboek
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.jobs.actions import hand_over_mail, take_turn
from uitweg.platform.policy import retention

log = logging.getLogger("uitweg.tick")
SECOND = timedelta(seconds=1)
PATIENCE_SECONDS = 3
MAIL_SECONDS = 10
STOPPING = threading.Event()


def run(*, rounds: int | None = None) -> int:
    """Go round until SIGTERM or SIGINT, or `rounds` times."""
    STOPPING.clear()
    if rounds is None:
        signal.signal(signal.SIGALRM, _leave)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
    done = 0
    while not STOPPING.is_set() and done != rounds:
        go_round()
        done += 1
        STOPPING.wait(1)
    return 0


def _stop(*_: object) -> None:
    """Finish the step under way, and no other; one that does not finish is left."""
    STOPPING.set()
    signal.setitimer(signal.ITIMER_REAL, PATIENCE_SECONDS)


def _leave(*_: object) -> None:
    """Break off, as a mail server that does not answer would have us wait for minutes.

    What is in a transaction is undone; a letter that was claimed goes out later.
    """
    raise SystemExit(0)


def _mail(now: datetime) -> None:
    until = time.monotonic() + MAIL_SECONDS
    hand_over_mail(now=now, go_on=lambda: time.monotonic() < until and not STOPPING.is_set())


def _kept(row: str) -> int:
    """Return the days or minutes of a row of policy/retention.yaml."""
    return retention.table().number(row)


def _close_idle(now: datetime) -> None:
    close_idle(
        now=now,
        counts=timedelta(minutes=_kept("login-counts")),
        questions=timedelta(minutes=_kept("answered-questions")),
    )


def _uploads(now: datetime) -> None:
    leftover_files.remove_unnamed(timezone.localdate(now), kept_days=_kept("unnamed-uploads"))


def _lists(now: datetime) -> None:
    lists.forget(now=now, upload_days=_kept("lists"), import_days=_kept("imports"))


def _trail(now: datetime) -> None:
    """Take off what is over, if both signed for the table that says so."""
    if retention.table().is_signed_on(timezone.localdate(now)):
        years = _kept("trail")
        before = timezone.localtime(now) - timedelta(days=366 * years)
        audit_log.cut(before=before, unread_stays=settings.LOGBOOK is not None)


def _terms(now: datetime) -> None:
    keeping.forget_holds(today=timezone.localdate(now))
    keeping.give_dates()
    keeping.warn(now=now)
    keeping.destroy(now=now)
    case_destruction.forget_holds(today=timezone.localdate(now))
    case_destruction.give_dates()


STEPS: dict[str, tuple[Callable[[datetime], object], timedelta]] = {
    "tombstones": (lambda now: reports.execute_tombstones(now=now), SECOND),
    "laid aside": (lambda now: junk.bring_back_who_wrote(now=now), 5 * SECOND),
    "destroying": (lambda _: junk.finish_destroying(), 60 * SECOND),
    "leftovers": (lambda _: reports.sweep_wiped(), 3600 * SECOND),
    "uploads": (_uploads, 60 * SECOND),
    "news": (lambda now: reports.tell_of_new(now=now), SECOND),
    "mail": (_mail, SECOND),
    "days": (lambda now: to_days(now=now, days=_kept("exact-moments")), 10 * SECOND),
    "outbox": (lambda now: sent_mail.forget(now=now, days=_kept("mail-outbox")), 60 * SECOND),
    "terms": (_terms, 60 * SECOND),
    "cases": (lambda now: destruction.execute(now=now), 5 * SECOND),
    "lists": (_lists, 60 * SECOND),
    "unsent": (lambda now: drafts.forget(now=now, days=_kept("unsent")), 60 * SECOND),
    "sessions": (_close_idle, 60 * SECOND),
    "grants": (lambda now: grants.end_of_who_left(now=now), 30 * SECOND),
    "trail": (_trail, 3600 * SECOND),
    "logbook": (lambda _: logboek.hand_over(), 5 * SECOND),
    "pulse": (lambda _: None, 5 * SECOND),
}


def go_round() -> None:
    """Do what is due: wipes, uploads, news, mail, terms, sessions, grants; then show a pulse."""
    for name, (work, every) in STEPS.items():
        if STOPPING.is_set():
            return
        now = timezone.now()
        try:
            take_turn(name, partial(work, now), every=every, now=now)
        except Exception as error:
            # the next round tries again; only the kind is said, an error's text may carry values
            log.error("step %s failed: %s", name, type(error).__name__)
            for connection in connections.all(initialized_only=True):
                connection.close()
