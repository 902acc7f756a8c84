"""The outbox: queue a message, cancel what is not needed any more, ask how it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import Channel, Lane, MessageState


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
    subject: str = "",
    group: str = "",
    lane: Lane = Lane.MAIL,
    due_at: datetime | None = None,
    give_up_at: datetime | None = None,
) -> None:
    """Queue a message; idempotent: a second call with the same key does nothing.

    Without `give_up_at` it is tried until the worker deletes it as too old.
    """
    OutgoingMessage.objects.get_or_create(
        key=key,
        defaults={
            "group": group,
            "lane": lane,
            "channel": channel,
            "to": to,
            "subject": subject,
            "body": body,
            "created_at": now,
            "due_at": due_at or now,
            "give_up_at": give_up_at,
        },
    )


def cancel_messages(*, group: str, now: datetime) -> None:
    """Cancel every message of this group that did not leave yet."""
    waiting = OutgoingMessage.objects.filter(group=group, state=MessageState.WAITING)
    waiting.update(state=MessageState.CANCELLED, ended_at=now)


def outcomes_of(keys: Iterable[str]) -> dict[str, Outcome]:
    """Return by key how these messages stand; a key without a message is left out."""
    rows = OutgoingMessage.objects.filter(key__in=list(keys)).order_by("id")
    return {
        row.key: Outcome(
            row.key, MessageState(row.state), row.tries, row.is_uncertain, row.ended_at
        )
        for row in rows
    }


def configured_channels() -> frozenset[Channel]:
    """Return the channels that this installation can send by."""
    return frozenset()
