"""The worker: one process that runs jobs and sends messages when they are due, until a stop."""

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import connections
from django.utils import timezone

from uitweg.casework.cases.actions import grants
from uitweg.casework.duty.actions import synthetic
from uitweg.casework.retention.actions import case_destruction, execution, sent_mail, signing
from uitweg.casework.retention.actions import conversations as retained_conversations
from uitweg.casework.spreadsheets.actions import uploads as spreadsheet_uploads
from uitweg.channel.actions import junk, leftover_files, new_message_mail, reports
from uitweg.channel.actions.coarsening import coarsen_conversations
from uitweg.channel.actions.new_message_mail import DANGER_NEWS, NEWS
from uitweg.knowledge.guide import actions as page_votes
from uitweg.platform.accounts.actions import team
from uitweg.platform.accounts.actions.sessions import remove_expired
from uitweg.platform.alarms import actions as alarms
from uitweg.platform.audit.actions import audit_log, logboek
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.jobs.actions import outside_heartbeat
from uitweg.platform.jobs.actions.timers import (
    HEARTBEAT_TIMER,
    TIMER_LEASE,
    forget_other_timers,
    run_timer,
    timers_due,
)
from uitweg.platform.jobs.rules import Lane
from uitweg.platform.policy import retention
from uitweg.site.operations import door_watch, lanes

log = logging.getLogger("uitweg.worker")
SECOND = timedelta(seconds=1)
PATIENCE_SECONDS = 3
STEPS_PAUSE_SECONDS = 1
PAGE_LEASE = 5 * SECOND
"""A worker that dies in a step of pages holds up nobody for longer."""
STOPPING = threading.Event()

Steps = dict[str, tuple[Callable[[datetime], object], timedelta]]
"""By name: what to do, given the moment, and how often."""


def run(*, rounds: int | None = None) -> int:
    """Run due jobs until SIGTERM or SIGINT, or `rounds` times.

    Jobs of pages have a loop of their own, and each lane of messages its own senders, so that
    nothing slow holds a page up. A loop that ends for whatever reason ends the worker, so that
    whoever supervises it starts it anew.
    """
    STOPPING.clear()
    if rounds is not None:
        for _ in range(rounds):
            run_due_steps()
        return 0
    signal.signal(signal.SIGALRM, _abort)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    forget_other_timers([*ALL_STEPS, NEWS, DANGER_NEWS])
    senders = [lanes.LaneSenders(lane, STOPPING) for lane in Lane]
    threads = [
        *(threading.Thread(target=_loop, args=(group,), daemon=True) for group in OTHER_LOOPS),
        *(thread for lane in senders for thread in lane.threads),
    ]
    for thread in threads:
        thread.start()
    while not STOPPING.is_set() and all(thread.is_alive() for thread in threads):
        run_due_steps(STEPS)
        STOPPING.wait(STEPS_PAUSE_SECONDS)
    was_asked_to_stop = STOPPING.is_set()
    STOPPING.set()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return 0 if was_asked_to_stop else 1


def _loop(group: "StepGroup") -> None:
    while not STOPPING.is_set():
        run_due_steps(group.steps, lease=group.lease)
        STOPPING.wait(group.pause_seconds)
    connections.close_all()


def _stop(*_: object) -> None:
    """Stop after the current job, or in the middle of it when it takes too long."""
    STOPPING.set()
    signal.setitimer(signal.ITIMER_REAL, PATIENCE_SECONDS)


def _abort(*_: object) -> None:
    """End the process during a job, such as waiting for a server that does not answer.

    An open transaction is rolled back; a message that was claimed is taken over later, and marked.
    """
    raise SystemExit(0)


def _retention_number(row: str) -> int:
    """Return the days or minutes of a row of policy/retention.yaml."""
    return retention.retention_table().number(row)


def _close_idle_sessions(now: datetime) -> None:
    remove_expired(
        now=now,
        attempts_kept=timedelta(minutes=_retention_number("login-counts")),
        challenges_kept=timedelta(minutes=_retention_number("answered-challenges")),
    )


def _remove_unnamed_uploads(now: datetime) -> None:
    leftover_files.remove_unnamed_uploads(
        timezone.localdate(now), kept_days=_retention_number("unnamed-uploads")
    )


def _make_room_for_uploads(now: datetime) -> None:
    leftover_files.make_room_for_uploads(timezone.localdate(now))


def _delete_expired_imports(now: datetime) -> None:
    spreadsheet_uploads.delete_expired(
        now=now,
        upload_days=_retention_number("uploaded-spreadsheets"),
        import_days=_retention_number("imports"),
    )


def _cut_audit_log(now: datetime) -> None:
    """Delete old audit entries, if the retention table has been signed by both signatories."""
    if signing.is_signed_on(timezone.localdate(now)):
        years = _retention_number("audit-log")
        before = timezone.localtime(now) - timedelta(days=366 * years)
        alarms.delete_settled_alarms(before=before)
        audit_log.cut_old_entries(before=before, unread_stays=settings.LOGBOOK is not None)


def _forget_old_page_votes(now: datetime) -> None:
    page_votes.delete_old_counts(
        today=timezone.localdate(now), kept_days=_retention_number("page-votes")
    )


def _apply_retention(now: datetime) -> None:
    retained_conversations.delete_ended_holds(today=timezone.localdate(now))
    retained_conversations.set_last_days()
    retained_conversations.warn_team(now=now)
    retained_conversations.destroy_due(now=now)
    case_destruction.delete_ended_holds(today=timezone.localdate(now))
    case_destruction.set_last_days()


STEPS: Steps = {
    "tombstones": (lambda now: reports.execute_tombstones(now=now), SECOND),
    "junk": (lambda now: junk.restore_reports_written_again(now=now), 5 * SECOND),
    "junk-destruction": (lambda _: junk.finish_destroying_junk(), 60 * SECOND),
    "late-arrivals": (lambda _: reports.delete_late_arrivals(), 3600 * SECOND),
    "uploads": (_remove_unnamed_uploads, 60 * SECOND),
    "upload-room": (_make_room_for_uploads, 10 * SECOND),
    "new-message-mails": (
        lambda now: new_message_mail.enqueue_new_message_mails(now=now),
        SECOND,
    ),
    "coarsening": (
        lambda now: coarsen_conversations(now=now, days=_retention_number("exact-moments")),
        10 * SECOND,
    ),
    "door-watch": (lambda now: door_watch.look(now=now), timedelta(minutes=1)),
    "sent-mail": (
        lambda now: sent_mail.delete_old_mail(now=now, days=_retention_number("mail-outbox")),
        60 * SECOND,
    ),
    "retention": (_apply_retention, 60 * SECOND),
    "case-destruction": (lambda now: execution.execute_approved(now=now), 5 * SECOND),
    "imports": (_delete_expired_imports, 60 * SECOND),
    "drafts": (
        lambda now: drafts.discard_expired_drafts(now=now, days=_retention_number("drafts")),
        60 * SECOND,
    ),
    "sessions": (_close_idle_sessions, 60 * SECOND),
    "grants": (lambda now: grants.revoke_grants_of_former_members(now=now), 30 * SECOND),
    "former-members": (
        lambda now: team.forget_contact_of_former_members(now=now),
        60 * SECOND,
    ),
    "audit-log": (_cut_audit_log, 3600 * SECOND),
    "logboek": (lambda _: logboek.send_to_logboek(), 5 * SECOND),
    "page-votes": (
        lambda now: page_votes.count_votes(today=timezone.localdate(now)),
        10 * SECOND,
    ),
    "old-page-votes": (_forget_old_page_votes, 3600 * SECOND),
    HEARTBEAT_TIMER: (lambda _: None, 5 * SECOND),
}


PAGE_STEPS: Steps = {
    "synthetic-page": (lambda now: synthetic.send_synthetic_page(now=now), 60 * SECOND),
}
"""What keeps pages going: never behind a step that may take long."""

OUTSIDE_STEPS: Steps = {
    "outside-heartbeat": (lambda now: outside_heartbeat.ping(now=now), 60 * SECOND),
}
"""What waits for a server of somebody else."""

ALL_STEPS: Steps = {**PAGE_STEPS, **STEPS, **OUTSIDE_STEPS}


@dataclass(frozen=True)
class StepGroup:
    """Steps with a loop of their own: how long it rests, and how long one step is another's."""

    steps: Steps
    pause_seconds: float
    lease: timedelta


OTHER_LOOPS = (
    StepGroup(PAGE_STEPS, pause_seconds=0.5, lease=PAGE_LEASE),
    StepGroup(OUTSIDE_STEPS, pause_seconds=5, lease=15 * SECOND),
)


def run_due_steps(steps: Steps = ALL_STEPS, *, lease: timedelta = TIMER_LEASE) -> None:
    """Run every job that is due, each guarded by its timer; one that fails does not stop others."""
    try:
        intervals = {name: every for name, (_, every) in steps.items()}
        due = timers_due(intervals, now=timezone.now())
    except Exception as error:
        _failed("looking what is due", error)
        return
    for name, (work, every) in steps.items():
        if STOPPING.is_set():
            return
        if name not in due:
            continue
        now = timezone.now()
        try:
            run_timer(name, partial(work, now), every=every, now=now, lease=lease)
        except Exception as error:
            _failed(f"step {name}", error)


def _failed(what: str, error: Exception) -> None:
    """Say so, without the error's text, which may hold content; the lease sets when to go on."""
    log.error("%s failed: %s", what, type(error).__name__)
    for connection in connections.all(initialized_only=True):
        connection.close()
