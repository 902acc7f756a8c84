"""Mails to members: without content, with the address of the page that tells the rest."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.actions.outbox import enqueue_message
from uitweg.platform.jobs.rules import Channel


@dataclass(frozen=True)
class MemberMail:
    """What every member who gets this mail reads; {address} in `body` is the staff door's."""

    subject: str
    body: str


def mail_member(member: Member, mail: MemberMail, *, key: str, now: datetime) -> None:
    """Queue this mail for a member, once for each `key`, whatever calls again.

    Nothing is queued for who wants no mail, has no mail address, was not admitted, or is no member
    today.
    """
    is_in_team = member.is_admitted and member.is_active_on(timezone.localdate(now))
    if member.wants_mail and member.mail and is_in_team:
        enqueue_message(
            key=f"{key}-{member.pk}",
            channel=Channel.MAIL,
            to=member.mail,
            subject=mail.subject,
            body=mail.body.format(address=settings.STAFF_URL),
            now=now,
        )
