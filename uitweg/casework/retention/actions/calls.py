"""Destroying the text of call notes that never became a case and whose term is over.

One member proposes and another approves; then the worker empties them. A call note that still
waits (a draft, a signal, one that was passed on, one for the next shift) is never destroyed. The
number, the day and the outcome of each call stay, so that counts do not change.
"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import CallState
from uitweg.casework.retention.actions import signing
from uitweg.casework.retention.actions.case_destruction import RunRefusal
from uitweg.casework.retention.models import Destruction, Run
from uitweg.casework.retention.rules.case_destruction import DestructionKind, DestructionState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act, ActOrigin
from uitweg.platform.policy import retention
from uitweg.platform.store import destroyed
from uitweg.platform.store.locking import lock_for_update, lock_row
from uitweg.platform.ui.moments import local_midnight

PROPOSE_CALL_RUN = Act("run:propose", "Vernietigen voorgesteld")
EXECUTE_CALL_RUN = Act("run:execute", "Lijst uitgevoerd")

CALLS_ROW = "call-notes"
"""The row of the retention table about call notes."""
ENDED_STATES = (CallState.ADVICE, CallState.READ)
CALLS_PER_BATCH = 500


def first_kept_on(today: date) -> date:
    """Return the first day of which the call notes are still within their term."""
    return today - timedelta(days=retention.retention_table().number(CALLS_ROW))


def overdue_calls(*, before: date) -> QuerySet[CallNote]:
    """Return the ended call notes of before that day that still have text."""
    ended = CallNote.objects.filter(state__in=ENDED_STATES, started_at__lt=local_midnight(before))
    return ended.exclude(sealed_text=b"").order_by("id")


def has_unfinished_run() -> bool:
    """Tell whether a run of call notes waits for approval or for the worker."""
    unfinished = (DestructionState.PROPOSED, DestructionState.APPROVED)
    return Run.objects.filter(kind=DestructionKind.CALLS, state__in=unfinished).exists()


def propose_calls(*, by: Actor) -> Run:
    """Propose to destroy all call notes whose term is over; no text is decrypted.

    Raises NotPossible when the retention table is not signed, when no call note is overdue, or
    when there is an unfinished run already.
    """
    require(by, Permission.RETENTION_PROPOSE)
    if not signing.is_signed_on(by.today):
        raise NotPossible(RunRefusal.RUN_UNSIGNED)
    before = first_kept_on(by.today)
    if not (count := overdue_calls(before=before).count()):
        raise NotPossible(RunRefusal.RUN_EMPTY)
    try:
        with transaction.atomic():
            run = Run.objects.create(
                kind=DestructionKind.CALLS,
                before=before,
                calls=count,
                proposed_by=by.member,
                proposed_on=by.today,
            )
            audit_log.record(by.member, PROPOSE_CALL_RUN, run, reason=f"calls:{count}")
    except IntegrityError:
        raise NotPossible(RunRefusal.RUN_LISTED) from None
    return run


def execute_approved_calls(*, now: datetime) -> int:
    """Empty one batch of call notes of each approved run; return how many were emptied.

    A term that got longer since the proposal is respected.
    """
    approved = Run.objects.filter(kind=DestructionKind.CALLS, state=DestructionState.APPROVED)
    if not signing.is_signed_on(timezone.localdate(now)):
        return 0
    return sum(_execute_batch(run, now=now) for run in approved.order_by("id"))


def _execute_batch(run: Run, *, now: datetime) -> int:
    """Empty and count one batch, and finish the run with its last batch, in one transaction."""
    today = timezone.localdate(now)
    assert run.before
    # a longer term that was signed since the proposal counts; a shorter one does not
    before = min(run.before, first_kept_on(today))
    with transaction.atomic():
        locked = lock_row(run)
        batch = list(lock_for_update(overdue_calls(before=before))[:CALLS_PER_BATCH])
        destroyed.note(*map(journal_line, batch))
        emptied = sum(map(delete_text, batch))
        locked.calls_gone += emptied
        if len(batch) < CALLS_PER_BATCH:
            locked.state, locked.done_on = DestructionState.EXECUTED, today
            reason = f"calls:{locked.calls_gone}"
            audit_log.record(None, EXECUTE_CALL_RUN, locked, origin=ActOrigin.WORKER, reason=reason)
        locked.save()
        if emptied:
            term = retention.retention_table().rows[CALLS_ROW].keep
            Destruction.objects.add(CALLS_ROW, term, count=emptied, day=today)
    return emptied


def journal_line(call: CallNote) -> bytes:
    return destroyed.row("call-note", call.form_key)


def delete_text(call: CallNote) -> int:
    """Empty one call note; its number, day and outcome stay. Return how many rows changed.

    That is 0 when a member changed the call note since it was read.
    """
    unchanged = CallNote.objects.filter(pk=call.pk, state=call.state, version=call.version)
    return unchanged.update(
        sealed_text=b"",
        danger_now=False,
        started_at=local_midnight(call.started_at),
        version=F("version") + 1,
    )
