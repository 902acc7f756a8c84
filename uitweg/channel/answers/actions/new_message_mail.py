"""Mail to members about new messages: the first at once, what follows collected; danger sooner.

A message is told once (`Message.is_told`), to everybody who may read it. It is marked after its
mail is in the outbox: killed in between, the worker does the same again, under the same key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from uitweg.channel.conversation.models import Message
from uitweg.platform.accounts.actions.mail import MemberMail, mail_member
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.actions.timers import forget_timers, run_timer
from uitweg.platform.jobs.rules.job import job

NEWS, NEWS_EVERY = "news", timedelta(minutes=15)
DANGER_NEWS, DANGER_NEWS_EVERY = "danger-news", timedelta(minutes=2)
MOST_TOLD_AT_ONCE = 20_000
MESSAGES_PER_UPDATE = 500
ONE_MESSAGE, MANY_MESSAGES = (
    "Er is iets nieuws in Uitweg.",
    "Er zijn {} nieuwe berichten in Uitweg.",
)


@dataclass(frozen=True)
class UntoldMessage:
    """A message that waits and that no mail was about yet: its id, its report's, and its mark."""

    pk: int
    report_id: int
    danger_now: bool


@job("new-message-mails", every=timedelta(seconds=5), after=("junk",))
def enqueue_new_message_mails(*, now: datetime) -> bool:
    """Queue one mail without content for each member who wants mail; tell whether that was done.

    Nothing is queued while the last such mail is too recent. Danger waits for the last mail about
    danger only, and takes along what else was not told.
    """
    rows = Message.objects.filter(handled_at=None, is_told=False).order_by("-danger_now", "id")
    if not rows.exists():
        # their moments would show when the last message came in
        forget_timers((NEWS, DANGER_NEWS), now=now)
        return False
    recipients = _recipients(now)
    if not recipients:
        return False
    values = rows.values_list("pk", "report_id", "danger_now")[:MOST_TOLD_AT_ONCE]
    untold = sorted((UntoldMessage(*row) for row in values), key=lambda message: message.pk)
    tell = partial(_tell, untold, recipients, now=now)
    if any(message.danger_now for message in untold):
        return run_timer(DANGER_NEWS, tell, every=DANGER_NEWS_EVERY, now=now)
    return run_timer(NEWS, tell, every=NEWS_EVERY, now=now)


def _tell(untold: list[UntoldMessage], recipients: list[Member], *, now: datetime) -> None:
    for member in recipients:
        closed = member.shut_out_ids("report")
        theirs = [message for message in untold if message.report_id not in closed]
        if theirs:
            key = f"messages-{theirs[0].pk}.{theirs[-1].pk}"
            mail_member(member, _mail_about(theirs), key=key, now=now)
    ids = [message.pk for message in untold]
    for start in range(0, len(ids), MESSAGES_PER_UPDATE):
        told = Message.objects.filter(pk__in=ids[start : start + MESSAGES_PER_UPDATE])
        told.update(is_told=True)


def _mail_about(messages: list[UntoldMessage]) -> MemberMail:
    """Return a mail that says how many there are, and whether it is urgent."""
    urgent = any(message.danger_now for message in messages)
    many = len(messages) > 1
    what = MANY_MESSAGES.format(len(messages)) if many else ONE_MESSAGE
    return MemberMail(
        "Uitweg: er wacht iets dringends" if urgent else "Uitweg: er wacht iets",
        f"{what}\n\nOpen de werklijst: {{address}}/werk/\n",
    )


def _recipients(now: datetime) -> list[Member]:
    """Return the members with keys who want mail and have an address."""
    today = timezone.localdate(now)
    want_mail = Member.objects.filter(wants_mail=True).exclude(mail="").exclude(admitted_at=None)
    return [
        member
        for member in want_mail.order_by("pk")
        if member.should_hold_keys and member.is_active_on(today)
    ]
