"""Take the steps of callouts that are due: call who is on the step, by every way it names."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import count

from django.db import transaction
from django.db.models import F, QuerySet

from uitweg.casework.duty.callouts.actions.people import (
    WayToReach,
    called_in_round,
    everybody,
    not_yet_called,
    people_of,
    ways_to_reach,
)
from uitweg.casework.duty.callouts.models import Callout, CalloutCall
from uitweg.casework.duty.callouts.rules import steps as callout_steps
from uitweg.casework.duty.callouts.rules.callouts import CalloutState, Urgency
from uitweg.casework.duty.callouts.rules.steps import GIVES_UP_AFTER, CalloutProgress
from uitweg.casework.duty.callouts.rules.texts import callout_message
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.actions.outbox import enqueue_message, outcomes_of
from uitweg.platform.jobs.rules import Channel, Lane, MessageState
from uitweg.platform.jobs.rules.job import JobLoop, job
from uitweg.platform.policy.callout_steps import CalloutStep, StepTable
from uitweg.platform.policy.escalation import step_table
from uitweg.platform.store.locking import lock_for_update

log = logging.getLogger("uitweg.duty")


def callout_group(callout_id: int) -> str:
    """Return the group of a callout's messages in the outbox."""
    return f"page:{callout_id}"


@job("pages", every=timedelta(seconds=1), loop=JobLoop.CALLOUT, after=("page-casework",))
def advance_due_callouts(*, now: datetime) -> int:
    """Take each step that is due, urgent callouts first; return how many.

    A callout whose messages all failed goes to its next step at once. One that cannot go on does
    not stop the others.
    """
    _hurry_what_failed(now)
    taken = 0
    for callout_id in Callout.objects.due(now).values_list("pk", flat=True):
        try:
            taken += _take_due_step(callout_id, now)
        except Exception as error:
            # tried again in the next round; the error's text may hold an address
            log.error("a step of callout %s failed: %s", callout_id, type(error).__name__)
    return taken


@transaction.atomic
def _take_due_step(callout_id: int, now: datetime) -> bool:
    """Take the step of one callout, if it is still due; whoever comes second finds it taken."""
    callout = lock_for_update(Callout.objects.due(now).filter(pk=callout_id)).first()
    if callout is None:
        return False
    progress = callout.progress
    if progress.state is CalloutState.ACKNOWLEDGED:
        progress = callout_steps.came_back(progress, now=now)
    table, calls, is_last = step_table(), list[CalloutCall](), False
    # a step for which nobody is there is passed over at once
    while not calls and not is_last:
        is_last = callout_steps.is_at_last_step(progress, table)
        calls = _calls_of_step(callout, progress, table, now)
        progress = callout_steps.step_taken(progress, table, now=now)
        if not calls and not is_last:
            progress = callout_steps.hurried(progress, table, now=now)
    callout.follow(progress)
    callout.save()
    return True


def _calls_of_step(
    callout: Callout, progress: CalloutProgress, table: StepTable, now: datetime
) -> list[CalloutCall]:
    """Queue the messages of the next step, and return the tries that they are."""
    step = callout_steps.next_step(progress, table)
    members = people_of(step.who, callout, now=now)
    if not callout_steps.is_at_last_step(progress, table):
        called = called_in_round(callout, progress.round)
        members = not_yet_called(members, step, progress, called)
    calls = _call(members, step, callout, progress, table, now)
    if not calls and callout_steps.is_at_last_step(progress, table):
        calls = _call(everybody(now=now), step, callout, progress, table, now)
    return calls


def _call(
    members: Iterable[Member],
    step: CalloutStep,
    callout: Callout,
    progress: CalloutProgress,
    table: StepTable,
    now: datetime,
) -> list[CalloutCall]:
    tries = table.classes[callout.urgency]
    calls = []
    for member in members:
        attempts: defaultdict[ChannelKind, Iterator[int]] = defaultdict(count)
        for way in ways_to_reach(member, step.by, now=now):
            for nth in range(tries.voice_tries if way.kind is ChannelKind.VOICE else 1):
                call = CalloutCall(
                    callout=callout,
                    round=progress.round,
                    step=progress.step,
                    attempt=next(attempts[way.kind]),
                    member=member,
                    channel=way.kind,
                    due_at=now + nth * tries.voice_every,
                )
                call.key = call.own_key
                _enqueue(call, way, now)
                calls.append(call)
    return CalloutCall.objects.bulk_create(calls)


def _enqueue(call: CalloutCall, way: WayToReach, now: datetime) -> None:
    urgency = Urgency(call.callout.urgency)
    text = callout_message(urgency, call.callout.number, way.kind)
    enqueue_message(
        key=call.key,
        channel=Channel(way.kind.value),
        to=way.address,
        subject=text.subject,
        body=text.body,
        now=now,
        group=callout_group(call.callout_id),
        lane=Lane.PAGE,
        due_at=call.due_at,
        give_up_at=call.due_at + GIVES_UP_AFTER[urgency],
    )


def _last_calls(now: datetime) -> QuerySet[CalloutCall]:
    """Return the calls of the last step of each open callout, as far as they are due."""
    return CalloutCall.objects.filter(
        callout__state=CalloutState.OPEN,
        callout__next_at__gt=now,
        round=F("callout__round"),
        step=F("callout__step") - 1,
        due_at__lte=now,
    )


def failed_last_calls(*, now: datetime) -> dict[int, str]:
    """Return the open callouts whose last calls were all given up, each with one of those calls."""
    keys = defaultdict[int, list[str]](list)
    for callout_id, key in _last_calls(now).order_by("id").values_list("callout_id", "key"):
        keys[callout_id].append(key)
    if not keys:
        return {}
    outcomes = outcomes_of(key for of_one in keys.values() for key in of_one)
    return {
        callout_id: of_one[0]
        for callout_id, of_one in keys.items()
        if {outcomes[key].state for key in of_one if key in outcomes} == {MessageState.FAILED}
    }


def _hurry_what_failed(now: datetime) -> None:
    """Make the next step due of each callout whose last calls were all given up."""
    for callout_id, key in failed_last_calls(now=now).items():
        _hurry(callout_id, key, now)


@transaction.atomic
def _hurry(callout_id: int, key: str, now: datetime) -> None:
    """Hurry a callout whose last step is still that of this call: one failure hurries it once."""
    callout = lock_for_update(Callout.objects.open().filter(pk=callout_id, next_at__gt=now)).first()
    if callout is None or not _last_calls(now).filter(callout=callout, key=key).exists():
        return
    progress = callout_steps.hurried(callout.progress, step_table(), now=now)
    if progress != callout.progress:
        callout.follow(progress)
        callout.save()
