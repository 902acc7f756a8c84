"""Raise an alarm about the public door, and close it by saying what it was."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.mail import MemberMail, mail_member
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, Role
from uitweg.platform.alarms.models import Alarm
from uitweg.platform.alarms.rules import AlarmKind, AlarmVerdict
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act, ActOrigin

RAISE_ALARM = Act("alarm:raise", "Alarm over de publieke site")
SETTLE_ALARM = Act("alarm:settle", "Alarm afgesloten")

ALARM_MAIL = MemberMail(
    "Uitweg: kijk nu naar de publieke site",
    "Er is iets aan de hand met de publieke site van Uitweg.\n\nKijk wat er is: {address}/alarm/\n",
)
TOLD_BY_MAIL = (Role.LEAD, Role.ADMINISTRATOR)
ONE_MAIL_FOR = timedelta(minutes=10)


class AlarmRefusal(Refusal):
    ALARM_SETTLED = "Een collega zei net wat dit was. Er is niets veranderd."


def raise_alarm(kind: AlarmKind, place: str = "", *, now: datetime, count: int = 1) -> None:
    """Open an alarm, and tell leads and administrators at once; the same one again only counts."""
    with transaction.atomic():
        alarm, created = Alarm.objects.get_or_create(
            kind=kind,
            place=place[:200],
            settled_at=None,
            defaults={"first_at": now, "last_at": now, "count": count},
        )
        if not created:
            again = Alarm.objects.filter(pk=alarm.pk)
            again.update(last_at=now, count=F("count") + count)
            return
        # a whole site that differs is one mail, of which the page shows all; what is wrong in
        # another way is another, else a small alarm first would hide a large one
        others = open_alarms().filter(kind=kind, first_at__gt=now - ONE_MAIL_FOR)
        others = others.exclude(pk=alarm.pk)
        if not others.exists():
            _tell(alarm, now=now)
        audit_log.record(None, RAISE_ALARM, alarm, origin=ActOrigin.WORKER, reason=kind)


def _tell(alarm: Alarm, *, now: datetime) -> None:
    for member in Member.objects.filter(role__in=TOLD_BY_MAIL).order_by("pk"):
        mail_member(member, ALARM_MAIL, key=f"alarm-{alarm.pk}", now=now)


def open_alarms() -> QuerySet[Alarm]:
    """Return the alarms that nobody settled yet, the newest first."""
    return Alarm.objects.filter(settled_at=None).order_by("-id")


def settled_alarms() -> QuerySet[Alarm]:
    """Return the alarms that a lead settled, the last settled first."""
    return Alarm.objects.exclude(settled_at=None).order_by("-settled_at")


def delete_settled_alarms(*, before: datetime) -> None:
    """Delete what was settled so long ago that the audit log of it goes too."""
    Alarm.objects.filter(settled_at__lt=before).delete()


def settle_alarm(*, alarm: Alarm, verdict: AlarmVerdict, by: Actor) -> None:
    """Close an alarm by saying what it was. Raises NotAllowed, or NotPossible when it is closed."""
    require(by, Permission.ALARM_SETTLE, alarm)
    with transaction.atomic():
        settled = {"verdict": verdict, "settled_at": by.now, "settled_by": by.member.pk}
        if not Alarm.objects.filter(pk=alarm.pk, settled_at=None).update(**settled):
            raise NotPossible(AlarmRefusal.ALARM_SETTLED)
        audit_log.record(by.member, SETTLE_ALARM, alarm, reason=verdict)
