"""Reporters' wishes to delete: what the worker believes, and what a lead decides about many.

The public door adds a `DeletionWish`. The worker turns each that is proven into a `Tombstone`, and
deletes the row with its mailbox id at once. More than `wishes_left` on a day are held: their
mailboxes are closed, and nothing is deleted before a lead decides.
"""

from datetime import datetime

from django.db import transaction

from uitweg.channel.conversation.models import WISHES_PER_TURN, DeletionWish, Report, Tombstone
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.channel.deletion.actions.brake import wishes_left
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.alarms import actions as alarms
from uitweg.platform.alarms.rules import AlarmKind, AlarmVerdict
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act

CARRY_OUT_WISHES = Act("report:carry-out-wishes", "Veel gesprekken wissen: doen")
REFUSE_WISHES = Act("report:refuse-wishes", "Veel gesprekken wissen: niet doen")


class WishRefusal(Refusal):
    NO_HELD_WISHES = "Er wacht niets meer. Er is niets veranderd."


STORE = "channel"


def check_wishes(*, now: datetime) -> int:
    """Believe the wishes that are proven, and forget the others; return how many there were.

    A forged one shows that somebody else than our public door adds rows, and raises an alarm.
    """
    wishes = list(DeletionWish.objects.order_by("id")[:WISHES_PER_TURN])
    proven = [wish for wish in wishes if wish.is_proven]
    if len(wishes) > len(proven):
        forged = [wish.pk for wish in wishes if not wish.is_proven]
        alarms.raise_alarm(AlarmKind.FORGED_WISHES, now=now, count=len(forged))
        DeletionWish.objects.filter(pk__in=forged).delete()
    once = {bytes(wish.mailbox_hash): wish for wish in proven}.values()  # sent many times is one
    wanted = [wish for wish in once if _report_of(wish) is not None]
    left = wishes_left(now) if wanted else 0
    if len(wanted) > left:
        alarms.raise_alarm(AlarmKind.MANY_WISHES, now=now, count=len(wanted) - left)
    for place, wish in enumerate(wanted):
        _believe(wish, hold=place >= left)
    DeletionWish.objects.filter(pk__in=[wish.pk for wish in proven]).delete()
    return len(wishes)


def _report_of(wish: DeletionWish) -> Report | None:
    """Return the conversation that the wish is about; None when it is gone already."""
    reports = Report.objects.exclude(state=ReportState.DELETED)
    return reports.filter(mailbox_hash=wish.mailbox_hash).first()


def _believe(wish: DeletionWish, *, hold: bool) -> None:
    """Write the tombstone, and delete the wish with its mailbox id in the same transaction."""
    with transaction.atomic(using=STORE):
        tombstone, created = Tombstone.objects.get_or_create(
            mailbox_hash=wish.mailbox_hash,
            defaults={"asked_at": wish.asked_at, "by_reporter": True, "is_held": hold},
        )
        if not created and not tombstone.by_reporter:
            # junk or its term closed it in the same second: now it goes because they asked
            Tombstone.objects.filter(pk=tombstone.pk).update(
                by_reporter=True, by_term=False, is_held=hold
            )
        wish.delete()


def count_held_wishes() -> int:
    """Return how many wishes wait for a lead."""
    return Tombstone.objects.filter(is_held=True).count()


def newest_held_wish() -> int:
    """Return the id of the newest held tombstone, 0 without any: what a page of now decides on."""
    newest = Tombstone.objects.filter(is_held=True).order_by("-id").first()
    return newest.pk if newest else 0


def decide_held_wishes(*, carry_out: bool, newest: int, by: Actor) -> int:
    """Carry out or refuse the held wishes up to the one with id `newest`; return how many.

    Refused, their mailboxes open again. Raises NotAllowed, or NotPossible when none waits.
    """
    require(by, Permission.REPORT_DECIDE_WISHES)
    act = CARRY_OUT_WISHES if carry_out else REFUSE_WISHES
    with transaction.atomic(), transaction.atomic(using=STORE):
        held = Tombstone.objects.filter(is_held=True, executed_at=None, pk__lte=newest)
        count = held.update(is_held=False) if carry_out else held.delete()[0]
        if not count:
            raise NotPossible(WishRefusal.NO_HELD_WISHES)
        alarm = alarms.open_alarms().filter(kind=AlarmKind.MANY_WISHES).first()
        if alarm is not None and not newest_held_wish():
            verdict = AlarmVerdict.NOTHING if carry_out else AlarmVerdict.ATTACK
            alarms.settle_alarm(alarm=alarm, verdict=verdict, by=by)
        audit_log.record(by.member, act, "worklist", reason=f"n={count}")
    return count
