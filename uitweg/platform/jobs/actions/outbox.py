"""The outbox: queue a message, cancel what is not needed any more, ask how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Case, Count, F, Min, Q, Value, When

from uitweg.platform.jobs.actions import secret_bodies
from uitweg.platform.jobs.actions.handing_over import configured_channels
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel, Lane, MessageState
from uitweg.platform.store.locking import lock_for_update
from uitweg.platform.ui.moments import local_midnight

__all__ = [
    "Outcome",
    "cancel_messages",
    "coarsen_messages",
    "configured_channels",
    "due_by_channel",
    "enqueue_message",
    "failed_count",
    "oldest_due",
    "outcomes_by_group",
    "outcomes_of",
    "outcomes_of_group",
]


@dataclass(frozen=True)
class Outcome:
    """How a message stands. `is_uncertain`: it may have left, and may have left twice."""

    key: str
    state: MessageState
    tries: int
    is_uncertain: bool
    ended_at: datetime | None


def enqueue_message(
    *,
    key: str,
    channel: Channel,
    to: str,
    body: str,
    now: datetime,
    is_secret: bool = False,
    subject: str = "",
    group: str = "",
    lane: Lane = Lane.MAIL,
    due_at: datetime | None = None,
    give_up_at: datetime | None = None,
) -> None:
    """Queue a message; idempotent: a second call with the same key does nothing.

    Without `give_up_at` it is tried until its retention term is over; that it then ended is an
    audit entry. The body of a secret message never lies open in the store.
    """
    OutgoingMessage.objects.get_or_create(
        key=key,
        defaults={
            "group": group,
            "lane": lane,
            "channel": channel,
            "to": to,
            "subject": subject,
            "body": "" if is_secret else body,
            "sealed_body": secret_bodies.seal_body(key, body) if is_secret else b"",
            "created_at": now,
            "due_at": due_at or now,
            "give_up_at": give_up_at,
        },
    )


def cancel_messages(*, group: str, now: datetime) -> None:
    """Cancel every message of this group that did not leave yet.

    One that is being sent at this moment is not tried again; if it still arrives it says so.
    """
    may_leave = OutgoingMessage.objects.filter(
        group=group, state__in=(MessageState.WAITING, MessageState.SENDING)
    )
    # one statement, so that none slips from one state into the other meanwhile
    was_sending = When(state=MessageState.SENDING, then=Value(True))
    may_leave.update(
        state=MessageState.CANCELLED,
        is_uncertain=Case(was_sending, default=F("is_uncertain")),
        sealed_body=b"",
        ended_at=now,
    )


@transaction.atomic
def coarsen_messages(*, group: str) -> None:
    """Leave only the days of what ended in this group: nothing it was about waits any more."""
    ended = ~Q(state__in=(MessageState.WAITING, MessageState.SENDING))
    messages = lock_for_update(OutgoingMessage.objects.filter(ended, group=group))
    for message in messages:
        day = local_midnight(message.ended_at or message.due_at)
        message.created_at = local_midnight(message.created_at)
        message.due_at = message.ended_at = day
        message.save(update_fields=["created_at", "due_at", "ended_at"])


def outcomes_of(keys: Iterable[str]) -> dict[str, Outcome]:
    """Return by key how these messages stand; a key without a message is left out."""
    rows = OutgoingMessage.objects.filter(key__in=list(keys)).order_by("id")
    return {row.key: _outcome(row) for row in rows}


def outcomes_of_group(group: str) -> list[Outcome]:
    """Return how every message of a group stands."""
    return outcomes_by_group([group]).get(group, [])


def outcomes_by_group(groups: Iterable[str]) -> dict[str, list[Outcome]]:
    """Return by group how each of its messages stands, for the groups that have any."""
    rows = OutgoingMessage.objects.filter(group__in=list(groups)).order_by("id")
    outcomes = dict[str, list[Outcome]]()
    for row in rows:
        outcomes.setdefault(row.group, []).append(_outcome(row))
    return outcomes


def oldest_due(lane: Lane, *, now: datetime) -> datetime | None:
    """Return since when the message of this lane that waits longest is due; None when none is.

    One that is being sent counts too, until its try is over.
    """
    may_leave = (MessageState.WAITING, MessageState.SENDING)
    due = OutgoingMessage.objects.filter(lane=lane, state__in=may_leave, due_at__lte=now)
    return due.order_by("due_at").values_list("due_at", flat=True).first()


def due_by_channel(*, now: datetime) -> dict[Channel, tuple[int, datetime]]:
    """Return by channel how many messages are due, and since when the oldest is."""
    may_leave = (MessageState.WAITING, MessageState.SENDING)
    due = OutgoingMessage.objects.filter(state__in=may_leave, due_at__lte=now)
    rows = due.values_list("channel").annotate(Count("id"), Min("due_at")).order_by("channel")
    return {Channel(channel): (count, oldest) for channel, count, oldest in rows}


def failed_count() -> int:
    """Return how many messages were given up, of those not yet deleted."""
    return OutgoingMessage.objects.filter(state=MessageState.FAILED).count()


def _outcome(row: OutgoingMessage) -> Outcome:
    return Outcome(row.key, MessageState(row.state), row.tries, row.is_uncertain, row.ended_at)
