"""What is recorded of callouts and of signing their steps."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from uitweg.casework.duty.callouts.actions.calls import callout_group, failed_last_calls
from uitweg.casework.duty.callouts.models import Callout, CalloutCall
from uitweg.casework.duty.callouts.rules.callouts import CalloutState
from uitweg.casework.duty.callouts.rules.steps import longest_wait
from uitweg.casework.retention.actions.signed_text import SignedText
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.rules import Act
from uitweg.platform.choices import Refusal
from uitweg.platform.jobs.actions.outbox import cancel_messages, outcomes_of
from uitweg.platform.jobs.actions.outside_heartbeat import record_audit
from uitweg.platform.jobs.rules import MessageState
from uitweg.platform.jobs.rules.job import JobLoop, job
from uitweg.platform.policy.escalation import step_table
from uitweg.platform.store.locking import lock_for_update

SIGN_STEPS = Act("page:sign", "Stappen van een oproep getekend")

log = logging.getLogger("uitweg.duty")

MOST_LATE = timedelta(seconds=60)
LOOKS_BACK = timedelta(hours=1)
"""Of calls and handled callouts from before that, the messages may be deleted by their term."""
CALLS_AT_ONCE = 500
NOT_HANDED_OVER = "none of its last calls could be handed over"


@job("page-audit", every=timedelta(seconds=30), loop=JobLoop.CALLOUT)
def audit(*, now: datetime) -> list[str]:
    """Look at all open callouts and what was just handled; record and return the faults."""
    faults = [
        *_faults_of_steps(now),
        *_faults_of_calls(now),
        *_faults_after_handling(now),
    ]
    if faults:
        log.error("callout audit: %s faults, the first: %s", len(faults), faults[0])
    record_audit(clean=not faults, faults=len(faults), now=now)
    return faults


def _faults_of_steps(now: datetime) -> Iterator[str]:
    for callout in Callout.objects.unhandled().order_by("id"):
        wait = callout.next_at - now if callout.next_at else None
        if wait is None or wait > longest_wait(callout.progress, step_table()):
            _make_due(callout.pk, now)
            yield f"callout {callout.pk}: its next step was missing or too far ahead"
        elif wait < -MOST_LATE:
            yield f"callout {callout.pk}: its next step is too late"
        if callout.state == CalloutState.ACKNOWLEDGED and callout.acknowledged_by_id is None:
            _make_due(callout.pk, now)
            yield f"callout {callout.pk}: taken by nobody"
    for callout in Callout.objects.calling_nobody(now):
        yield f"callout {callout.pk}: nobody can be reached"
    for callout_id in failed_last_calls(now=now):
        yield f"callout {callout_id}: {NOT_HANDED_OVER}"


@transaction.atomic
def _make_due(callout_id: int, now: datetime) -> None:
    callout = lock_for_update(Callout.objects.unhandled().filter(pk=callout_id)).first()
    if callout is not None:
        callout.next_at = now
        callout.save(update_fields=["next_at"])


def _faults_of_calls(now: datetime) -> Iterator[str]:
    """Yield the calls of open callouts without a message, or whose message nothing ever sent."""
    calls = CalloutCall.objects.filter(
        callout__state__in=[CalloutState.OPEN, CalloutState.ACKNOWLEDGED],
        due_at__range=(now - LOOKS_BACK, now - MOST_LATE),
    )
    keys = list(calls.order_by("-id").values_list("key", flat=True)[:CALLS_AT_ONCE])
    outcomes = outcomes_of(keys)
    for key in keys:
        outcome = outcomes.get(key)
        if outcome is None:
            yield f"{key}: its message is not there"
        elif outcome.state is MessageState.WAITING and not outcome.tries:
            yield f"{key}: its message is not being sent"


def _faults_after_handling(now: datetime) -> Iterator[str]:
    """Yield the handled callouts of which a message can still leave, and cancel it."""
    lately = Callout.objects.filter(state=CalloutState.HANDLED, handled_at__gte=now - LOOKS_BACK)
    for callout_id in lately.order_by("id").values_list("pk", flat=True):
        calls = CalloutCall.objects.filter(callout=callout_id, due_at__gte=now - LOOKS_BACK)
        outcomes = outcomes_of(calls.order_by("id").values_list("key", flat=True))
        if any(outcome.state == MessageState.WAITING for outcome in outcomes.values()):
            cancel_messages(group=callout_group(callout_id), now=now)
            yield f"callout {callout_id}: handled, and a message could still leave"


class StepsRefusal(Refusal):
    STEPS_CHANGED = "De stappen zijn net veranderd. Lees ze opnieuw en teken dan."


STEPS = SignedText(
    table="page-steps",
    thing="page-steps",
    permission=Permission.CALLOUT_SIGN,
    act=SIGN_STEPS,
    changed=StepsRefusal.STEPS_CHANGED,
    text_hash=lambda: step_table().text_hash,
)
