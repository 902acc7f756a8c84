"""The worker: one process that runs jobs and sends messages when they are due, until a stop."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import connections
from django.utils import timezone

from uitweg.casework.appraisal.compartment.actions import ends as compartment_ends
from uitweg.casework.appraisal.facts.actions import changed_facts
from uitweg.casework.cases.coding import actions as coding
from uitweg.casework.cases.grants.actions import grants
from uitweg.casework.duty.callouts.actions import audit as page_audit
from uitweg.casework.duty.callouts.actions import calls as page_calls
from uitweg.casework.duty.callouts.actions import ends as page_ends
from uitweg.casework.duty.callouts.actions import sources as page_sources
from uitweg.casework.duty.channels import actions as channels
from uitweg.casework.duty.emergency_access import actions as emergency_ends
from uitweg.casework.duty.handover.actions import handovers
from uitweg.casework.duty.promises import actions as promises
from uitweg.casework.duty.reachability.actions import channel_tests, exchange, synthetic
from uitweg.casework.duty.rota.actions import absences as rota
from uitweg.casework.duty.rota.actions import duty_status, gaps
from uitweg.casework.partners.asked_actions import actions as asked_actions
from uitweg.casework.partners.conferences.actions import conferences
from uitweg.casework.partners.directory.actions import organisations as partner_ends
from uitweg.casework.partners.dispatch.actions import ends as package_ends
from uitweg.casework.partners.door import actions as partner_door
from uitweg.casework.partners.finding import actions as finding
from uitweg.casework.partners.referrals.actions import reminders as referral_reminders
from uitweg.casework.retention.actions import case_destruction, execution, sent_mail, signing
from uitweg.casework.retention.actions import conversations as retained_conversations
from uitweg.casework.spreadsheets.actions import uploads as spreadsheet_uploads
from uitweg.channel.answers.actions import answer_times, junk, new_message_mail, reports
from uitweg.channel.answers.actions.new_message_mail import DANGER_NEWS, NEWS
from uitweg.channel.attachments.actions import leftover_files
from uitweg.channel.deletion.actions.coarsening import coarsen_conversations
from uitweg.figures.actions import extraction
from uitweg.knowledge.guide import actions as page_votes
from uitweg.knowledge.training.actions import feedback as session_feedback
from uitweg.knowledge.training.actions import review as training_review
from uitweg.knowledge.training.actions import sessions as training_sessions
from uitweg.knowledge.training.actions.recordings import remove_ended_recordings
from uitweg.platform import metrics
from uitweg.platform.accounts.actions import account_ends, team
from uitweg.platform.accounts.actions.sessions import remove_expired
from uitweg.platform.alarms import actions as alarms
from uitweg.platform.audit.actions import audit_log, logboek
from uitweg.platform.drafts.actions import drafts
from uitweg.platform.jobs.actions import outside_heartbeat
from uitweg.platform.jobs.actions.timers import (
    HEARTBEAT_TIMER,
    TIMER_LEASE,
    KeptTurn,
    forget_other_timers,
    run_timer,
    timers_due,
)
from uitweg.platform.jobs.rules import Lane
from uitweg.platform.maintenance import maintenance_in
from uitweg.platform.policy import retention
from uitweg.platform.store.outage import OUTAGE
from uitweg.site.operations import door_watch, lanes, worker_metrics
from uitweg.site.operations.materials_watch import keep_materials

log = logging.getLogger("uitweg.worker")
SECOND = timedelta(seconds=1)
PATIENCE_SECONDS = 2.5
OFTEN = 10 * SECOND
"""A step that comes as often is guarded by the lease of its loop, and not by a timer of its own."""
ASK_TIMERS_SECONDS = 4
"""How often a loop asks which of its timers are due; the shortest runs each fifteen seconds."""
PAGE_LEASE = 5 * SECOND
"""A worker that dies holds up pages for no longer."""
REST_AFTER_FAULT_SECONDS = 5
STORE = "the store"
"""In the place of a step's name: every step rests."""
STOPPING = threading.Event()

Work = Callable[[datetime], object]
Steps = dict[str, tuple[Work, timedelta]]
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
    if settings.METRICS_PORT:
        worker_metrics.serve(first_port=settings.METRICS_PORT)
    pages, others = page_loop(), Loop("main", STEPS, pause_seconds=2)
    outside = outside_loop()
    rounds_of = [f"{loop.name}-round" for loop in (pages, others, outside)]
    timers = [name for name, (_, every) in ALL_STEPS.items() if every > OFTEN]
    _when_store_answers(lambda: forget_other_timers([*timers, *rounds_of, NEWS, DANGER_NEWS]))
    senders = {lane: lanes.LaneSenders(lane, STOPPING, is_paused) for lane in Lane}
    pages.after_round = senders[Lane.PAGE].wake.set
    threads = [threading.Thread(target=loop.go, daemon=True) for loop in (pages, others, outside)]
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


def is_paused() -> bool:
    """Return whether maintenance is under way: then no step begins and no message leaves."""
    return maintenance_in(settings.MAINTENANCE_FILE) is not None


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
    The interpreter's own tidying up would take time too, and wait for those threads.
    """
    os._exit(0)


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


def _tend_training(now: datetime) -> None:
    """Note which materials are due, and forget old sessions and who left."""
    from uitweg.knowledge.training.public_views.materials import materials

    today = timezone.localdate(now)
    training_sessions.forget_former_members(today=today)
    training_sessions.delete_old_sessions(
        today=today, kept_days=_retention_number("training-sessions")
    )
    training_review.notice_due(materials(), today=today)


def _delete_old_pages(now: datetime) -> None:
    page_ends.delete_old_pages(now=now, days=_retention_number("pages"))


def _forget_old_shifts(now: datetime) -> None:
    rota.forget_old_shifts(now=now, days=_retention_number("duty-rota"))


def _forget_old_answer_times(now: datetime) -> None:
    answer_times.delete_old(today=timezone.localdate(now), years=_retention_number("answer-times"))


def _forget_ended_partners(now: datetime) -> None:
    partner_ends.forget_ended(now=now, days=_retention_number("partners"))


def _forget_old_codings(now: datetime) -> None:
    coding.delete_old_codings(today=timezone.localdate(now), years=_retention_number("coded-cases"))


def _forget_old_extractions(now: datetime) -> None:
    extraction.delete_old_extractions(
        today=timezone.localdate(now), years=_retention_number("figure-extractions")
    )


def _forget_old_nights(now: datetime) -> None:
    finding.delete_old_counts(
        today=timezone.localdate(now), years=_retention_number("nights-without-place")
    )


def _apply_retention(now: datetime) -> None:
    retained_conversations.delete_ended_holds(today=timezone.localdate(now))
    retained_conversations.set_last_days()
    retained_conversations.warn_team(now=now)
    retained_conversations.destroy_due(now=now)
    case_destruction.delete_ended_holds(today=timezone.localdate(now))
    case_destruction.set_last_days()


STEPS: Steps = {
    "tombstones": (lambda now: reports.execute_tombstones(now=now), 2 * SECOND),
    "junk": (lambda now: junk.restore_reports_written_again(now=now), 5 * SECOND),
    "junk-destruction": (lambda _: junk.finish_destroying_junk(), 60 * SECOND),
    "late-arrivals": (lambda _: reports.delete_late_arrivals(), 3600 * SECOND),
    "uploads": (_remove_unnamed_uploads, 60 * SECOND),
    "upload-room": (_make_room_for_uploads, 10 * SECOND),
    "new-message-mails": (
        lambda now: new_message_mail.enqueue_new_message_mails(now=now),
        5 * SECOND,
    ),
    "coarsening": (
        lambda now: coarsen_conversations(now=now, days=_retention_number("exact-moments")),
        10 * SECOND,
    ),
    "duty-times": (lambda now: page_ends.coarsen_pages(now=now), 60 * SECOND),
    "old-pages": (_delete_old_pages, 3600 * SECOND),
    "door-watch": (lambda now: door_watch.look(now=now), timedelta(minutes=1)),
    "sent-mail": (
        lambda now: sent_mail.delete_old_mail(now=now, days=_retention_number("mail-outbox")),
        60 * SECOND,
    ),
    "retention": (_apply_retention, 60 * SECOND),
    "case-destruction": (lambda now: execution.execute_approved(now=now), 30 * SECOND),
    "imports": (_delete_expired_imports, 60 * SECOND),
    "drafts": (
        lambda now: drafts.discard_expired_drafts(now=now, days=_retention_number("drafts")),
        60 * SECOND,
    ),
    "sessions": (_close_idle_sessions, 60 * SECOND),
    "rota": (lambda now: rota.plan_ahead(now=now), 60 * SECOND),
    "old-shifts": (_forget_old_shifts, 3600 * SECOND),
    "rota-gaps": (lambda now: gaps.warn(now=now), 60 * SECOND),
    "grants": (lambda now: grants.revoke_grants_of_former_members(now=now), 30 * SECOND),
    "emergency-ends": (lambda now: emergency_ends.end_with_shift(now=now), 60 * SECOND),
    "former-members": (
        lambda now: team.forget_contact_of_former_members(now=now),
        60 * SECOND,
    ),
    "partner-actions": (
        lambda now: asked_actions.end_packages_of_ended_actions(now=now),
        15 * SECOND,
    ),
    "partner-accounts": (
        lambda now: partner_door.forget_former_accounts(
            now=now, notes_kept_days=_retention_number("lawyer-notes")
        ),
        60 * SECOND,
    ),
    "lapsed-accounts": (lambda now: account_ends.end_lapsed_accounts(now=now), 60 * SECOND),
    "former-channels": (
        lambda now: channels.forget_channels_of_former_members(now=now),
        60 * SECOND,
    ),
    "channel-tests": (lambda now: channel_tests.send_due_tests(now=now), 60 * SECOND),
    "old-channel-tests": (
        lambda now: channel_tests.delete_old_tests(
            now=now, days=_retention_number("channel-tests")
        ),
        3600 * SECOND,
    ),
    "audit-log": (_cut_audit_log, 3600 * SECOND),
    "logboek": (lambda _: logboek.send_to_logboek(), 30 * SECOND),
    "page-votes": (
        lambda now: page_votes.count_votes(today=timezone.localdate(now)),
        10 * SECOND,
    ),
    "ended-recordings": (
        lambda now: remove_ended_recordings(
            now=now, kept_days=_retention_number("podcast-consents")
        ),
        2 * SECOND,
    ),
    "old-page-votes": (_forget_old_page_votes, 3600 * SECOND),
    "session-answers": (lambda now: session_feedback.count_answers(now=now), 10 * SECOND),
    "training": (_tend_training, 3600 * SECOND),
    "handovers": (lambda now: handovers.prepare_and_remind(now=now), 60 * SECOND),
    "page-waits": (lambda now: promises.keep_page_waits(now=now), 60 * SECOND),
    "old-answer-times": (_forget_old_answer_times, 3600 * SECOND),
    "old-handovers": (
        lambda now: handovers.delete_old_handovers(now=now, days=_retention_number("handovers")),
        3600 * SECOND,
    ),
    "ended-partners": (_forget_ended_partners, 3600 * SECOND),
    "old-coded-cases": (_forget_old_codings, 3600 * SECOND),
    "old-figure-extractions": (_forget_old_extractions, 3600 * SECOND),
    "old-nights-without-place": (_forget_old_nights, 3600 * SECOND),
    "conferences": (lambda now: conferences.close_conferences(now=now), 60 * SECOND),
    "old-conferences": (
        lambda now: conferences.delete_old_conferences(
            now=now, days=_retention_number("conferences")
        ),
        3600 * SECOND,
    ),
    HEARTBEAT_TIMER: (lambda _: None, 15 * SECOND),
}
STEPS |= {
    "packages": (lambda now: package_ends.end_dead_packages(now=now), 5 * SECOND),
    "packages-of-destroyed-cases": (
        lambda _: package_ends.delete_packages_of_destroyed_cases(),
        60 * SECOND,
    ),
}
STEPS |= {
    "referral-reminders": (lambda now: referral_reminders.remind(now=now), 15 * SECOND),
}
STEPS |= {
    "appraisal-facts": (lambda now: changed_facts.mark_changed_facts(now=now), 15 * SECOND),
    "appraisal-grants": (
        lambda now: compartment_ends.end_grants_of_former_members(now=now),
        30 * SECOND,
    ),
}


PAGE_STEPS: Steps = {
    "page-messages": (lambda now: page_sources.page_messages(now=now), SECOND),
    "page-casework": (lambda now: page_sources.page_casework(now=now), 4 * SECOND),
    "pages": (lambda now: page_calls.advance_due_pages(now=now), SECOND),
    "settled-pages": (lambda now: page_ends.close_settled_pages(now=now), SECOND),
    "duty-status": (lambda now: duty_status.publish(now=now), 5 * SECOND),
    "exchange": (lambda now: exchange.forward_line(now=now), 5 * SECOND),
    "page-audit": (lambda now: page_audit.audit(now=now), 30 * SECOND),
    "synthetic-page": (lambda now: synthetic.send_synthetic_page(now=now), 60 * SECOND),
}
"""What keeps pages going: never behind a step that may take long."""

OUTSIDE_STEPS: Steps = {
    "outside-heartbeat": (lambda now: outside_heartbeat.ping(now=now), 60 * SECOND),
}
"""What waits for a server of somebody else."""

ALL_STEPS: Steps = {**PAGE_STEPS, **STEPS, **OUTSIDE_STEPS}


class Loop:
    """Goes round its steps, in a thread of its own, and rests in between.

    Steps that come often are guarded together, by one lease that the loop keeps: taking a lease for
    each would be most of what an idle worker does. Others are guarded each by their own timer.
    """

    def __init__(
        self,
        name: str,
        steps: Steps,
        *,
        pause_seconds: float = 1,
        lease: timedelta = TIMER_LEASE,
        round_lease: timedelta = 15 * SECOND,
    ) -> None:
        self.name, self._pause_seconds, self._lease = name, pause_seconds, lease
        self._often = {name: step for name, step in steps.items() if step[1] <= OFTEN}
        self._others = {name: step for name, step in steps.items() if name not in self._often}
        self._next_at = dict[str, float]()
        self._ask_timers_at = 0.0
        self._turn = KeptTurn(f"{name}-round", lease=round_lease)
        self._resting_until = dict[str, float]()
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
        """Run every step that is due; one that fails does not stop others.

        While the store is away the loop rests: each step would only fail by itself.
        """
        is_our_turn = bool(self._often) and self._try("round", self._is_our_turn)
        for name, (work, every) in self._often.items() if is_our_turn else ():
            if time.monotonic() >= self._next_at.get(name, 0):
                self._next_at[name] = time.monotonic() + every.total_seconds() - self._pause_seconds
                self._try(name, partial(_do, work))
        if time.monotonic() >= self._ask_timers_at:
            self._ask_timers_at = time.monotonic() + ASK_TIMERS_SECONDS
            self._do_what_is_due()

    def _do_what_is_due(self) -> None:
        intervals = {name: every for name, (_, every) in self._others.items()}
        due = self._try("timers", lambda: timers_due(intervals, now=timezone.now())) or set()
        for name, (work, every) in self._others.items():
            if name in due:
                self._try(name, partial(self._do_when_due, name, work, every))

    def _is_our_turn(self) -> bool:
        return self._turn.is_ours(now=timezone.now())

    def _do_when_due(self, name: str, work: Work, every: timedelta) -> None:
        now = timezone.now()
        run_timer(name, partial(work, now), every=every, now=now, lease=self._lease)

    def _try[T](self, name: str, work: Callable[[], T]) -> T | None:
        """Do it, unless it is time to stop or wait, or it or the store failed some seconds ago."""
        resting_until = max(self._resting_until.get(name, 0), self._resting_until.get(STORE, 0))
        if STOPPING.is_set() or is_paused() or time.monotonic() < resting_until:
            return None
        began = time.monotonic()
        try:
            done = work()
        except Exception as error:
            metrics.add("step_failures", name)
            is_outage = OUTAGE.is_one(error)
            if not is_outage:
                # the error's text is not logged, as it may hold content
                log.error("step %s failed: %s", name, type(error).__name__)
            rests = STORE if is_outage else name
            self._resting_until[rests] = time.monotonic() + REST_AFTER_FAULT_SECONDS
            for connection in connections.all(initialized_only=True):
                connection.close()
            return None
        metrics.observe("step_seconds", time.monotonic() - began, name)
        OUTAGE.over()
        return done


def _do(work: Work) -> None:
    work(timezone.now())


def page_loop() -> Loop:
    return Loop("page", PAGE_STEPS, lease=PAGE_LEASE, round_lease=PAGE_LEASE)


def outside_loop() -> Loop:
    return Loop("outside", OUTSIDE_STEPS, pause_seconds=5, lease=15 * SECOND)


def run_due_steps(steps: Steps = ALL_STEPS) -> None:
    """Run every job that is due, once, in this thread."""
    loop = Loop("main", steps)
    loop.go_round()
    loop.give_back()
