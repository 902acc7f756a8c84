"""Claim a message that is due, hand it over, and write down how that ended.

A claim is a lease with a fencing number, on the store's own clock. A worker that was stopped,
paused or cut off keeps neither: another claims the message, and marks that it may arrive twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from uitweg.platform.jobs.actions.handing_over import configured_channels, hand_over
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules.messages import (
    LONGEST_PAUSE,
    Lane,
    MessageState,
    TryResult,
    pause_after,
)
from uitweg.platform.store.locking import lock_first_free
from uitweg.platform.ui.moments import local_midnight

log = logging.getLogger("uitweg.platform.jobs")

LEASE = timedelta(seconds=15)
"""Three times as long as a try takes."""


def deliver_due(*, lane: Lane, now: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Hand over, one after the other, what is due in this lane; return how many went."""
    handed_over = 0
    while go_on() and (message := claim_message(lane, now=now)):
        handed_over += deliver(message, now=now) is TryResult.HANDED_OVER
    return handed_over


def claim_message(lane: Lane, *, now: datetime) -> OutgoingMessage | None:
    """Claim the message of this lane that is due and was tried least; None when there is none.

    One that another worker held and did not finish counts too: whether it went is unknown.
    """
    may_leave = (MessageState.WAITING, MessageState.SENDING)
    if not OutgoingMessage.objects.filter(lane=lane, state__in=may_leave).exists():
        return None  # nearly always, and asked each second
    due, late = _due(now), Q(_waits(), give_up_at__lte=now)
    if not OutgoingMessage.objects.filter(due | late, lane=lane).exists():
        return None
    _give_up(OutgoingMessage.objects.filter(late, lane=lane), now)
    with transaction.atomic():
        due_here = OutgoingMessage.objects.filter(due, lane=lane)
        message = lock_first_free(due_here.order_by("tries", "due_at", "id"))
        if message is None:
            return None
        message.is_uncertain |= message.state == MessageState.SENDING
        message.state = MessageState.SENDING
        message.fence += 1
        message.tries = min(message.tries + 1, MOST_TRIES)
        OutgoingMessage.objects.filter(pk=message.pk).update(
            state=message.state,
            fence=message.fence,
            tries=message.tries,
            is_uncertain=message.is_uncertain,
            lease_until=Now() + LEASE,
        )
    return message


MOST_TRIES = 32_000
"""As many as the column holds."""


def deliver(message: OutgoingMessage, *, now: datetime) -> TryResult:
    """Hand a claimed message over and record how that ended, unless another took it over."""
    result, why = hand_over(message)
    if result is not TryResult.HANDED_OVER:
        log.warning("%s not handed over: %s", message.channel, why)
    _record(message, result, now)
    return result


def _record(message: OutgoingMessage, result: TryResult, now: datetime) -> None:
    ours = OutgoingMessage.objects.filter(pk=message.pk, fence=message.fence)
    is_uncertain = message.is_uncertain or result is TryResult.UNKNOWN
    if result is TryResult.HANDED_OVER:
        # also one that was cancelled meanwhile: it went
        is_ours = ours.filter(state__in=(MessageState.SENDING, MessageState.CANCELLED))
        is_ours.update(
            state=MessageState.HANDED_OVER,
            is_uncertain=message.is_uncertain,
            **end_of(message, now),
        )
        return
    again_at = now + pause_after(message.tries, Lane(message.lane))
    unsent = ours.filter(state=MessageState.SENDING)
    if message.give_up_at is not None and again_at >= message.give_up_at:
        unsent.update(state=MessageState.FAILED, is_uncertain=is_uncertain, **end_of(message, now))
        return
    unsent.update(
        state=MessageState.WAITING,
        due_at=again_at,
        is_uncertain=is_uncertain,
        lease_until=None,
    )


def end_of(message: OutgoingMessage, now: datetime) -> dict[str, datetime | bytes | None]:
    """Return the moments of a message that ended now; what was secret in it is forgotten.

    They show when a report came in, so only the days stay; of a message that belongs to a group
    only once `coarsen_messages` says that nothing in it waits any more.
    """
    if message.group:
        return {"lease_until": None, "ended_at": now, "sealed_body": b""}
    return {
        "sealed_body": b"",
        "lease_until": None,
        "created_at": local_midnight(message.created_at),
        "due_at": local_midnight(now),
        "ended_at": local_midnight(now),
    }


def _due(now: datetime) -> Q:
    """Return what may be claimed now; a pause that a wrong clock made too long is over at once."""
    is_due = Q(due_at__lte=now) | Q(tries__gt=0, due_at__gt=now + LONGEST_PAUSE)
    may_go = Q(state=MessageState.WAITING) & is_due | _cut_off()
    return may_go & Q(channel__in=configured_channels())


def _waits() -> Q:
    return Q(state=MessageState.WAITING) | _cut_off()


def _cut_off() -> Q:
    return Q(state=MessageState.SENDING, lease_until__lt=Now())


def _give_up(late: QuerySet[OutgoingMessage], now: datetime) -> None:
    """End what is too late to send: FAILED, which the pages and /health tell."""
    for message in late.order_by("id"):
        was_sending = message.state == MessageState.SENDING
        ours = OutgoingMessage.objects.filter(
            pk=message.pk, fence=message.fence, state=message.state
        )
        ours.update(
            state=MessageState.FAILED,
            is_uncertain=message.is_uncertain or was_sending,
            fence=message.fence + 1,
            **end_of(message, now),
        )
