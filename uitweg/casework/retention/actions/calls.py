"""Call notes that never became a case and whose term is over: one proposes, another approves.

What waits (a draft, a signal, one passed on, one for the next shift) is never on such a list. The
tick takes the words away; the number, the day and where the call went stay, so counts stay equal.
"""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from uitweg.casework.calls.models import CallNote
from uitweg.casework.calls.rules import CallState
from uitweg.casework.retention.models import Destruction, Run
from uitweg.casework.retention.rules.case_destruction import DestructionKind, DestructionState
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import ActOrigin
from uitweg.platform.policy import retention
from uitweg.platform.store.locking import lock_row
from uitweg.platform.ui.moments import local_midnight

CALLS_ROW = "call-notes"
ENDED_STATES = (CallState.ADVICE, CallState.READ)
CALLS_PER_TURN = 500


def first_kept_on(today: date) -> date:
    """Return the day from which calls stay."""
    return today - timedelta(days=retention.retention_table().number(CALLS_ROW))


def overdue_calls(*, before: date) -> QuerySet[CallNote]:
    """Return the calls of before that day that went nowhere further and still have words."""
    ended = CallNote.objects.filter(state__in=ENDED_STATES, started_at__lt=local_midnight(before))
    return ended.exclude(sealed_text=b"").order_by("id")


def has_open_list() -> bool:
    waits = (DestructionState.PROPOSED, DestructionState.APPROVED)
    return Run.objects.filter(kind=DestructionKind.CALLS, state__in=waits).exists()


def propose_calls(
    *,
    by: Actor,
) -> Run:
    """Put all calls whose term is over on a list; nothing is opened. Raises NotPossible."""
    require(by.member, Permission.RETENTION_PROPOSE)
    today = by.today
    if not retention.retention_table().is_signed_on(today):
        raise NotPossible("run-unsigned")
    before = first_kept_on(today)
    if not (many := overdue_calls(before=before).count()):
        raise NotPossible("run-empty")
    listed = {"kind": DestructionKind.CALLS, "before": before, "calls": many}
    try:
        with transaction.atomic():
            run = Run.objects.create(**listed, proposed_by=by.member, proposed_on=today)
            audit_log.record(by.member, "run:propose", run, reason=f"calls:{many}")
    except IntegrityError:
        raise NotPossible("run-listed") from None
    return run


def execute_approved_calls(*, now: datetime) -> int:
    """Take away what two people agreed on and what is still over; returns how many went."""
    approved = Run.objects.filter(kind=DestructionKind.CALLS, state=DestructionState.APPROVED)
    if not retention.retention_table().is_signed_on(timezone.localdate(now)):
        return 0
    return sum(_execute_turn(run, now=now) for run in approved.order_by("id"))


def _execute_turn(run: Run, *, now: datetime) -> int:
    """Take away some, count them, and close the list with the last: one commit."""
    today = timezone.localdate(now)
    assert run.before
    # a longer term that was signed since counts; a shorter one does not
    before = min(run.before, first_kept_on(today))
    with transaction.atomic():
        locked = lock_row(run)
        some = list(overdue_calls(before=before)[:CALLS_PER_TURN])
        gone = sum(map(_delete_text, some))
        locked.calls_gone += gone
        if len(some) < CALLS_PER_TURN:
            locked.state, locked.done_on = DestructionState.EXECUTED, today
            audit_log.record(
                None, "run:execute", locked, origin=ActOrigin.WORKER, reason=f"calls:{gone}"
            )
        locked.save()
        if gone:
            term = retention.retention_table().rows[CALLS_ROW].keep
            proof, _ = Destruction.objects.get_or_create(day=today, row=CALLS_ROW, term=term)
            Destruction.objects.filter(pk=proof.pk).update(count=F("count") + gone)
    return gone


def _delete_text(call: CallNote) -> int:
    """Leave number, day and where it went; who moves it at this very moment is first."""
    day = local_midnight(call.started_at)
    rows = CallNote.objects.filter(pk=call.pk, state=call.state, version=call.version)
    return rows.update(sealed_text=b"", danger_now=False, started_at=day, version=F("version") + 1)
