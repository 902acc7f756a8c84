"""Call out about what lower parts wrote down: their rows are read each second, nothing is sent up.

Each question is answered by an index that holds only what is open, so that it stays quick beside a
million rows. Killed between a callout and the mark on its message, the worker does the same again,
and the thing is already known.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.contents import Risk
from uitweg.casework.cases.case.rules.workflow import OPEN_STATES
from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.duty.callouts.actions.callouts import CalloutReason, call_out, new_among
from uitweg.casework.duty.callouts.models import CalloutSubject
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.casework.partners.referrals.models import Referral
from uitweg.channel.conversation.models import Message
from uitweg.platform.alarms.actions import open_alarms
from uitweg.platform.alarms.models import Alarm
from uitweg.platform.alarms.rules import AlarmKind
from uitweg.platform.jobs.rules.job import JobLoop, job

MOST_AT_ONCE = 500
ALARMS_THAT_CALL = (AlarmKind.OTHER_PAGE, AlarmKind.UNREACHABLE)
"""The other alarms wait for a lead by day: nothing happens until one decides."""
ACTIONS_FROM = time(8)
"""An action that was to be done by yesterday calls when people are awake."""


@job("page-casework", every=timedelta(seconds=4), loop=JobLoop.CALLOUT, after=("page-messages",))
def call_out_casework(*, now: datetime) -> int:
    """Call out about what happened in the team's own work; return how many things there were."""
    things = [
        *_emergency_access(),
        *_alarms(),
        *_acute_cases(now),
        *_failed_referrals(),
    ]
    call_out(things, now=now)
    return len(things)


@job("page-messages", every=timedelta(seconds=1), loop=JobLoop.CALLOUT)
def call_out_messages(*, now: datetime) -> int:
    """Call out about what reporters wrote; return how many messages there were."""
    rows = list(uncalled_messages().values_list("pk", "danger_now"))
    if not rows:
        return 0
    call_out([_of_message(pk, danger_now=danger_now) for pk, danger_now in rows], now=now)
    Message.objects.filter(pk__in=[pk for pk, _ in rows]).update(is_paged=True)
    return len(rows)


def uncalled_messages() -> QuerySet[Message]:
    return Message.objects.uncalled()[:MOST_AT_ONCE]


def _of_message(pk: int, *, danger_now: bool) -> CalloutReason:
    return CalloutReason(CalloutKind.DANGER if danger_now else CalloutKind.MESSAGE, f"message:{pk}")


def uncalled_access() -> QuerySet[EmergencyAccess]:
    """Return the uses of emergency access that nobody reviewed or saw, without a callout."""
    waiting = EmergencyAccess.objects.filter(verdict="", owner_seen_at=None)
    return _uncalled(waiting, "emergencyaccess").order_by("id")[:MOST_AT_ONCE]


def _emergency_access() -> Iterator[CalloutReason]:
    for pk in uncalled_access().values_list("pk", flat=True):
        yield CalloutReason(CalloutKind.EMERGENCY_ACCESS, f"emergencyaccess:{pk}")


def uncalled_alarms() -> QuerySet[Alarm]:
    return _uncalled(open_alarms().filter(kind__in=ALARMS_THAT_CALL), "alarm")[:MOST_AT_ONCE]


def _alarms() -> Iterator[CalloutReason]:
    for pk in uncalled_alarms().values_list("pk", flat=True):
        yield CalloutReason(CalloutKind.PUBLIC_SITE, f"alarm:{pk}")


def _uncalled[Row: (EmergencyAccess, Alarm)](rows: QuerySet[Row], name: str) -> QuerySet[Row]:
    """Return those of these rows about which there is no callout."""
    thing = Concat(Value(f"{name}:"), Cast(OuterRef("pk"), CharField()))
    return rows.filter(~Exists(CalloutSubject.objects.filter(thing=thing)))


def acute_cases() -> QuerySet[Case]:
    """Return the cases in acute danger, closed ones too: so an index of these alone is walked."""
    return Case.objects.filter(risk=Risk.ACUTE).order_by("risk_since")


def late_actions(case_ids: Iterable[int], now: datetime) -> QuerySet[Action]:
    """Return the open actions of these cases that were to be done before today."""
    today = timezone.localdate(now)
    if timezone.localtime(now).time() < ACTIONS_FROM:
        today -= timedelta(days=1)
    return Action.objects.open().filter(case__in=list(case_ids), due_on__lt=today).order_by("id")


def _acute_cases(now: datetime) -> list[CalloutReason]:
    """Return the cases in acute danger without a callout yet, and their late actions."""
    rows = acute_cases().values_list("pk", "risk_since", "state")
    cases = [(pk, since) for pk, since, state in rows if state in OPEN_STATES]
    if not cases:
        return []
    actions = late_actions([pk for pk, _ in cases], now).values_list("pk", "due_on")
    things = [
        CalloutReason(CalloutKind.ACUTE_CASE, f"case:{pk}", since.isoformat() if since else "")
        for pk, since in cases
    ]
    things += [
        CalloutReason(CalloutKind.URGENT_ACTION, f"action:{pk}", str(due_on))
        for pk, due_on in actions
    ]
    return new_among(things)


def _failed_referrals() -> list[CalloutReason]:
    """Return the referrals that failed, each sending and each way of failing once."""
    rows = Referral.objects.failed().values_list("pk", "package_id", "state")[:MOST_AT_ONCE]
    things = [
        CalloutReason(CalloutKind.REFERRAL, f"referral:{pk}", f"{package_id}:{state}")
        for pk, package_id, state in rows
    ]
    return new_among(things) if things else []
