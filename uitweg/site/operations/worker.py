"""The worker: one process that runs the jobs that are due, every second, until it is stopped."""

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
from uitweg.casework.duty.actions import (
    emergency_ends,
    page_audit,
    page_calls,
    page_ends,
    page_sources,
)
from uitweg.casework.retention.actions import case_destruction, execution, sent_mail, signing
from uitweg.casework.retention.actions import conversations as retained_conversations
from uitweg.casework.spreadsheets.actions import uploads as spreadsheet_uploads
from uitweg.channel.actions import junk, leftover_files, new_message_mail, reports
from uitweg.channel.actions.coarsening import coarsen_conversations
from uitweg.knowledge.guide import actions as page_votes
from uitweg.platform.accounts.actions import team
from uitweg.platform.accounts.actions.sessions import remove_expired
from uitweg.platform.alarms import actions as alarms
from uitweg.platform.audit.actions import audit_log, logboek
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.jobs.actions.timers import HEARTBEAT_TIMER, run_timer, send_due_mail
from uitweg.platform.policy import retention
from uitweg.site.operations import door_watch

log = logging.getLogger("uitweg.worker")
SECOND = timedelta(seconds=1)
PATIENCE_SECONDS = 3
MAIL_SECONDS = 10
STOPPING = threading.Event()


def run(*, rounds: int | None = None) -> int:
    """Run due jobs until SIGTERM or SIGINT, or `rounds` times."""
    STOPPING.clear()
    if rounds is None:
        signal.signal(signal.SIGALRM, _abort)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _stop)
    done = 0
    while not STOPPING.is_set() and done != rounds:
        run_due_steps()
        done += 1
        STOPPING.wait(1)
    return 0


def _stop(*_: object) -> None:
    """Stop after the current job, or in the middle of it when it takes too long."""
    STOPPING.set()
    signal.setitimer(signal.ITIMER_REAL, PATIENCE_SECONDS)


def _abort(*_: object) -> None:
    """End the process during a job, such as waiting for a mail server that does not answer.

    An open transaction is rolled back; a mail that was claimed is retried later.
    """
    raise SystemExit(0)


def _send_mail(now: datetime) -> None:
    deadline = time.monotonic() + MAIL_SECONDS
    send_due_mail(now=now, go_on=lambda: time.monotonic() < deadline and not STOPPING.is_set())


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


def _delete_old_pages(now: datetime) -> None:
    page_ends.delete_old_pages(now=now, days=_retention_number("pages"))


def _apply_retention(now: datetime) -> None:
    retained_conversations.delete_ended_holds(today=timezone.localdate(now))
    retained_conversations.set_last_days()
    retained_conversations.warn_team(now=now)
    retained_conversations.destroy_due(now=now)
    case_destruction.delete_ended_holds(today=timezone.localdate(now))
    case_destruction.set_last_days()


STEPS: dict[str, tuple[Callable[[datetime], object], timedelta]] = {
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
    "page-sources": (lambda now: page_sources.open_pages(now=now), SECOND),
    "pages": (lambda now: page_calls.advance_due_pages(now=now), SECOND),
    "settled-pages": (lambda now: page_ends.close_settled_pages(now=now), SECOND),
    "page-audit": (lambda now: page_audit.audit(now=now), 30 * SECOND),
    "duty-times": (lambda now: page_ends.coarsen_pages(now=now), 60 * SECOND),
    "old-pages": (_delete_old_pages, 3600 * SECOND),
    "mail": (_send_mail, SECOND),
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
    "emergency-ends": (lambda now: emergency_ends.end_with_shift(now=now), 60 * SECOND),
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


def run_due_steps() -> None:
    """Run every job that is due, each guarded by its timer; one that fails does not stop others."""
    for name, (work, every) in STEPS.items():
        if STOPPING.is_set():
            return
        now = timezone.now()
        try:
            run_timer(name, partial(work, now), every=every, now=now)
        except Exception as error:
            # retried in the next round; the error's text is not logged, as it may hold content
            log.error("step %s failed: %s", name, type(error).__name__)
            for connection in connections.all(initialized_only=True):
                connection.close()
