"""What the worker does: hand over mail once, take turns on timers, show a pulse."""

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
MOST_MAIL_TRIES = 12
MAILS_PER_TURN = 50


def enqueue_mail(*, key: str, to: str, subject: str, body: str, now: datetime) -> None:
    """Queue one mail; the same key again changes nothing."""
    OutgoingMail.objects.get_or_create(
        key=key,
        defaults={"to": to, "subject": subject, "body": body, "created_at": now, "due_at": now},
    )


def send_due_mail(*, now: datetime, go_on: Callable[[], bool] = lambda: True) -> int:
    """Send what is due; one failing address does not hold up the others. Returns how many went.

    `go_on` is asked before each: a slow server keeps no wish to delete waiting, and no stop.
    """
    if not settings.MAILERS:
        return 0
    sent = 0
    for mail in OutgoingMail.objects.filter(sent_at=None, due_at__lte=now).order_by("due_at")[
        :MAILS_PER_TURN
    ]:
        if not go_on():
            break
        # claimed before it is sent: a tick killed in between sends late, never twice at once
        later = now + timedelta(seconds=30 * 2 ** min(mail.tries, 7))
        claimed = OutgoingMail.objects.filter(pk=mail.pk, tries=mail.tries, sent_at=None)
        if mail.tries >= MOST_MAIL_TRIES or not claimed.update(tries=mail.tries + 1, due_at=later):
            continue
        try:
            EmailMessage(mail.subject, mail.body, to=[mail.to]).send()
        except (OSError, smtplib.SMTPException) as error:
            log.warning("mail not handed over: %s", type(error).__name__)
            continue
        # a mail tells when something came in: once it went, its moments are days
        created, gone = local_midnight(mail.created_at), local_midnight(now)
        OutgoingMail.objects.filter(pk=mail.pk).update(
            created_at=created, due_at=gone, sent_at=gone
        )
        sent += 1
    return sent


def run_timer(name: str, work: Callable[[], object], *, every: timedelta, now: datetime) -> bool:
    """Do `work` if its time has come and no other tick is at it; returns whether it was done."""
    timer, _ = Timer.objects.get_or_create(name=name, defaults={"next_at": now})
    free = Q(lease_until=None) | Q(lease_until__lt=now)
    mine = Timer.objects.filter(free, pk=timer.pk, next_at__lte=now).update(
        lease_until=now + TIMER_LEASE
    )
    if not mine:
        return False
    work()
    with transaction.atomic():
        Timer.objects.filter(pk=timer.pk).update(next_at=now + every, lease_until=None, done_at=now)
    return True


def last_heartbeat() -> datetime | None:
    """Return when the worker last went round, or None if it never did."""
    timer = Timer.objects.filter(name="pulse").first()
    return timer.done_at if timer else None
