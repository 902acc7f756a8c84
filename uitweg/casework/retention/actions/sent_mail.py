"""Deleting mail from the outbox: what was sent long ago, and what is not needed any more."""

import re
from datetime import datetime, timedelta

from django.db.models import QuerySet

from uitweg.channel.models import Message
from uitweg.platform.jobs.models import OutgoingMail

MESSAGES_KEY = re.compile(r"messages-([0-9]{1,18})\.([0-9]{1,18})-")


def delete_old_mail(*, now: datetime, days: int) -> int:
    """Delete mail older than `days`, and unsent mail about messages that were handled since.

    Mail of which a message still waits stays. Return how many were deleted.
    """
    before = now - timedelta(days=days)
    sent = OutgoingMail.objects.filter(sent_at__lt=before)
    never_sent = OutgoingMail.objects.filter(sent_at=None, created_at__lt=before)
    deleted = _delete_unless_waiting(sent | never_sent)
    unsent = OutgoingMail.objects.filter(sent_at=None, key__startswith="messages-")
    return deleted + _delete_unless_waiting(unsent)


def _delete_unless_waiting(mails: QuerySet[OutgoingMail]) -> int:
    """Delete each mail that is about no message that waits for an answer."""
    ids = [pk for pk, key in mails.values_list("pk", "key") if not _is_about_waiting_message(key)]
    return sum(OutgoingMail.objects.filter(pk=pk).delete()[0] for pk in ids)


def _is_about_waiting_message(key: str) -> bool:
    match = MESSAGES_KEY.match(key)
    if match is None:
        return False
    return Message.objects.filter(pk__range=match.groups(), handled_at=None).exists()
