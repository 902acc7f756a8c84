"""Deleting mail from the outbox: what was sent long ago, and what is not needed any more."""

import re
from datetime import datetime, timedelta

from django.db.models import QuerySet

from uitweg.channel.models import Message
from uitweg.platform.jobs.models import OutgoingMail

MESSAGE_KEY = re.compile(r"message-([0-9]{1,18})-")


def delete_old_mail(*, now: datetime, days: int) -> int:
    """Delete mail older than `days`, and unsent mail about messages that were handled since.

    Mail about a message that still waits stays: without it the same mail would be sent again.
    Return how many were deleted.
    """
    before = now - timedelta(days=days)
    sent = OutgoingMail.objects.filter(sent_at__lt=before)
    never_sent = OutgoingMail.objects.filter(sent_at=None, created_at__lt=before)
    deleted = _delete_unless_waiting(sent | never_sent)
    unsent = OutgoingMail.objects.filter(sent_at=None, key__startswith="message-")
    return deleted + _delete_unless_waiting(unsent)


def _delete_unless_waiting(mails: QuerySet[OutgoingMail]) -> int:
    """Delete each mail that is not about a message that waits for an answer."""
    ids = [pk for pk, key in mails.values_list("pk", "key") if not _is_about_waiting_message(key)]
    return sum(OutgoingMail.objects.filter(pk=pk).delete()[0] for pk in ids)


def _is_about_waiting_message(key: str) -> bool:
    match = MESSAGE_KEY.match(key)
    return match is not None and Message.objects.filter(pk=match[1], handled_at=None).exists()
