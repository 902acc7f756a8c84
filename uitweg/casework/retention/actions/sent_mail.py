"""Mail that went, and mail that is no news any more: what stays of it, and how long."""

import re
from datetime import datetime, timedelta

from uitweg.channel.models import Message
from uitweg.platform.jobs.models import OutgoingMail

MESSAGE_KEY = re.compile(r"message-([0-9]{1,18})-")


def delete_old_mail(*, now: datetime, days: int) -> int:
    """Remove mail whose term is over, and what was not sent about something handled since.

    A mail about a message that still waits stays: without it the same news would go again.
    """
    before = now - timedelta(days=days)
    old = OutgoingMail.objects.filter(sent_at__lt=before) | OutgoingMail.objects.filter(
        sent_at=None, created_at__lt=before
    )
    removed = _remove([row for row in old.values_list("pk", "key") if not _waits(row[1])])
    unsent = OutgoingMail.objects.filter(sent_at=None, key__startswith="message-")
    return removed + _remove([row for row in unsent.values_list("pk", "key") if not _waits(row[1])])


def _waits(key: str) -> bool:
    about = MESSAGE_KEY.match(key)
    return about is not None and Message.objects.filter(pk=about[1], handled_at=None).exists()


def _remove(rows: list[tuple[int, str]]) -> int:
    return sum(OutgoingMail.objects.filter(pk=pk).delete()[0] for pk, _ in rows)
