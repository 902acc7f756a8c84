"""Outgoing mail, timers for recurring jobs, and the worker's heartbeat."""

import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q

from uitweg.platform.jobs.models import OutgoingMail, Timer
from uitweg.platform.ui.moments import local_midnight

log = logging.getLogger("uitweg.platform.jobs")

TIMER_LEASE = timedelta(seconds=60)
MAILS_PER_TURN = 50
HEARTBEAT_TIMER = "heartbeat"
"""The timer of the worker's last job, which does nothing but record that a round was finished."""


def enqueue_mail(*, key: str, to: str, subject: str, body: str, now: datetime) -> None:
    """Queue a mail; idempotent: a second call with the same key does nothing."""
    OutgoingMail.objects.get_or_create(
        key=key,
        defaults={"to": to, "subject": subject, "body": body, "created_at": now, "due_at": now},
    )


def send_due_mail(*, now: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Send the mails that are due; return how many were sent.

    A failed mail is retried, in the end each hour, until the worker deletes it as too old.
    `go_on` is asked before each mail, so that a slow mail server does not delay the worker's
    other jobs or its stop.
    """
    if not settings.MAILERS:
        return 0
    sent = 0
    for mail in OutgoingMail.objects.filter(sent_at=None, due_at__lte=now).order_by("due_at", "id")[
        :MAILS_PER_TURN
    ]:
        if not go_on():
            break
        # claimed before sending: a worker killed in between retries later, and no two send at once
        retry_at = now + timedelta(seconds=30 * 2 ** min(mail.tries, 7))
        unclaimed = OutgoingMail.objects.filter(pk=mail.pk, tries=mail.tries, sent_at=None)
        if not unclaimed.update(tries=mail.tries + 1, due_at=retry_at):
            continue
        try:
            EmailMessage(mail.subject, mail.body, to=[mail.to]).send()
        except (OSError, smtplib.SMTPException) as error:
            log.warning("mail not handed over: %s", type(error).__name__)
            continue
        # its times show when a report came in, so after sending only the days are kept
        created_on, sent_on = local_midnight(mail.created_at), local_midnight(now)
        OutgoingMail.objects.filter(pk=mail.pk).update(
            created_at=created_on, due_at=sent_on, sent_at=sent_on
        )
        sent += 1
    return sent


def run_timer(name: str, work: Callable[[], object], *, every: timedelta, now: datetime) -> bool:
    """Do `work` if it is due and no other worker is doing it; return whether it was done.

    A lease of a minute guards it: when the worker dies meanwhile, another may start after that.
    """
    timer, _ = Timer.objects.get_or_create(name=name, defaults={"next_at": now})
    is_free = Q(lease_until=None) | Q(lease_until__lt=now)
    has_lease = Timer.objects.filter(is_free, pk=timer.pk, next_at__lte=now).update(
        lease_until=now + TIMER_LEASE
    )
    if not has_lease:
        return False
    work()
    with transaction.atomic():
        Timer.objects.filter(pk=timer.pk).update(next_at=now + every, lease_until=None, done_at=now)
    return True


def forget_timer(name: str, *, now: datetime) -> None:
    """Delete a timer that is due again, with the moment at which its work was last done."""
    if Timer.objects.filter(name=name, next_at__lte=now).exists():
        Timer.objects.filter(name=name, next_at__lte=now, lease_until=None).delete()


def last_heartbeat() -> datetime | None:
    """Return when the worker last finished a round of its jobs, or None if it never did."""
    timer = Timer.objects.filter(name=HEARTBEAT_TIMER).first()
    return timer.done_at if timer else None
