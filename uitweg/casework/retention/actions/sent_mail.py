"""Deleting messages from the outbox: what ended long ago, and what is not needed any more."""

import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from uitweg.casework.retention.actions.conversations import GIVE_UP_MESSAGE
from uitweg.channel.conversation.models import Message
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.jobs.models import OutgoingMessage
from uitweg.platform.jobs.rules import MessageState
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.ui.moments import local_midnight

MESSAGES_KEY = re.compile(r"messages-([0-9]{1,18})\.([0-9]{1,18})-")
ENDED = (MessageState.HANDED_OVER, MessageState.FAILED, MessageState.CANCELLED)


@job("sent-mail", every=timedelta(minutes=1))
def delete_old_mail(*, now: datetime) -> int:
    """Delete what ended before its term, and unsent mail about messages handled since.

    What could not be sent for so long is given up. Mail of which a message still waits stays.
    Return how many were deleted.
    """
    before = now - timedelta(days=retention.retention_table().number("mail-outbox"))
    ended = OutgoingMessage.objects.filter(state__in=ENDED, ended_at__lt=before)
    deleted = _delete_unless_waiting(ended)
    unsent = OutgoingMessage.objects.filter(state=MessageState.WAITING)
    deleted += _delete_unless_waiting(unsent.filter(key__startswith="messages-"))
    _give_up(unsent.filter(created_at__lt=before), now)
    return deleted


def _delete_unless_waiting(messages: QuerySet[OutgoingMessage]) -> int:
    """Delete each that is about no message that waits for an answer."""
    ids = [
        pk for pk, key in messages.values_list("pk", "key") if not _is_about_waiting_message(key)
    ]
    return sum(messages.filter(pk=pk).delete()[0] for pk in ids)


@transaction.atomic
def _give_up(messages: QuerySet[OutgoingMessage], now: datetime) -> None:
    """End these and say so in the audit log and on /health; address and text go at once."""
    ids = [
        pk for pk, key in messages.values_list("pk", "key") if not _is_about_waiting_message(key)
    ]
    if not ids:
        return
    day = local_midnight(now)
    gone = {
        "to": "",
        "subject": "",
        "body": "",
        "sealed_body": b"",
        "created_at": day,
        "due_at": day,
        "ended_at": day,
    }
    given_up = [
        pk for pk in ids if messages.filter(pk=pk).update(state=MessageState.FAILED, **gone)
    ]
    things = [f"outgoingmessage:{pk}" for pk in given_up]
    audit_log.record_all(None, GIVE_UP_MESSAGE, things)


def _is_about_waiting_message(key: str) -> bool:
    match = MESSAGES_KEY.match(key)
    if match is None:
        return False
    return Message.objects.filter(pk__range=match.groups(), handled_at=None).exists()
