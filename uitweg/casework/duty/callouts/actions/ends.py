"""Ends of callouts: handled by a member, or settled because what they were about is over."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.emergency_access.models import EmergencyAccess
from uitweg.casework.cases.plan.models import Action
from uitweg.casework.duty.callouts.actions.calls import callout_group
from uitweg.casework.duty.callouts.models import Callout, CalloutSubject
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind, CalloutState
from uitweg.casework.duty.callouts.rules.steps import acknowledged, handled
from uitweg.casework.partners.referrals.models import Referral
from uitweg.channel.conversation.models import Message
from uitweg.channel.conversation.rules.reports import ReportState
from uitweg.platform.accounts.models import Member
from uitweg.platform.alarms.actions import open_alarms
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act, ActOrigin
from uitweg.platform.jobs.actions.outbox import cancel_messages, coarsen_messages
from uitweg.platform.jobs.rules.job import JobLoop, job
from uitweg.platform.policy import retention
from uitweg.platform.policy.escalation import step_table
from uitweg.platform.store.locking import lock_for_update
from uitweg.platform.ui.moments import local_midnight

ACKNOWLEDGE_CALLOUT = Act("page:acknowledge", "Oproep opgepakt")
SETTLE_CALLOUT = Act("page:settle", "Oproep vanzelf klaar")

GONE = (ReportState.JUNK, ReportState.DELETED)


def settled_among(subjects: Sequence[CalloutSubject], *, now: datetime) -> list[CalloutSubject]:
    """Return those of these whose thing was dealt with, or is not there any more.

    Of a kind that is not looked up here nothing is settled: a person says so, or `settle_thing`.
    """
    settled = []
    for kind, still_open in STILL_OPEN.items():
        numbered = [(_number(s.thing), s) for s in subjects if s.kind == kind]
        if numbered:
            waiting = set(still_open({number for number, _ in numbered}, now))
            settled += [subject for number, subject in numbered if number not in waiting]
    return settled


def last_answer_to(subjects: Sequence[CalloutSubject]) -> tuple[int, datetime] | None:
    """Return who answered last, and when, if these are all danger that somebody answered."""
    if any(subject.kind != CalloutKind.DANGER for subject in subjects):
        return None
    messages = Message.objects.filter(pk__in=[_number(subject.thing) for subject in subjects])
    handled = messages.order_by("handled_at", "pk").values_list("handled_by", "handled_at")
    answers = [(by, at) for by, at in handled if by is not None and at is not None]
    return answers[-1] if answers and len(answers) == len(handled) else None


def _number(thing: str) -> int:
    """Return the number in the name of a row ("message:12")."""
    return int(thing.partition(":")[2])


def _waiting_messages(ids: Iterable[int], now: datetime) -> Iterable[int]:
    return Message.objects.filter(pk__in=list(ids), handled_at=None).values_list("pk", flat=True)


def _dangers(ids: Iterable[int], now: datetime) -> Iterable[int]:
    """An answer does not end danger: a member says how it ended."""
    rows = Message.objects.filter(pk__in=list(ids), danger_end="")
    return rows.exclude(report__state__in=GONE).values_list("pk", flat=True)


def _acute_cases(ids: Iterable[int], now: datetime) -> Iterable[int]:
    acute = Case.objects.in_acute_danger().filter(pk__in=list(ids))
    return acute.values_list("pk", flat=True)


def _open_actions(ids: Iterable[int], now: datetime) -> Iterable[int]:
    rows = Action.objects.open().filter(pk__in=list(ids))
    return rows.values_list("pk", flat=True)


def _unreviewed_access(ids: Iterable[int], now: datetime) -> Iterable[int]:
    rows = EmergencyAccess.objects.filter(pk__in=list(ids))
    return rows.filter(Q(verdict=""), owner_seen_at=None).values_list("pk", flat=True)


def _alarms(ids: Iterable[int], now: datetime) -> Iterable[int]:
    return open_alarms().filter(pk__in=list(ids)).values_list("pk", flat=True)


def _failed_referrals(ids: Iterable[int], now: datetime) -> Iterable[int]:
    return Referral.objects.failed().filter(pk__in=list(ids)).values_list("pk", flat=True)


STILL_OPEN: dict[CalloutKind, Callable[[Iterable[int], datetime], Iterable[int]]] = {
    CalloutKind.MESSAGE: _waiting_messages,
    CalloutKind.DANGER: _dangers,
    CalloutKind.ACUTE_CASE: _acute_cases,
    CalloutKind.URGENT_ACTION: _open_actions,
    CalloutKind.EMERGENCY_ACCESS: _unreviewed_access,
    CalloutKind.PUBLIC_SITE: _alarms,
    CalloutKind.REFERRAL: _failed_referrals,
}


LOOKED_AT_ONCE = 200
EXACT_FOR = timedelta(days=1)
"""How long the moments of a handled callout stay exact, and what it was about stays with it."""
NAMES_A_REPORT = (CalloutKind.MESSAGE, CalloutKind.DANGER)


def end_callout(callout: Callout, *, handled_by: int | None, now: datetime) -> None:
    """End a locked callout: every message of it that did not leave yet is cancelled with it."""
    callout.follow(handled(callout.progress))
    callout.handled_by, callout.handled_at = handled_by, now
    callout.save()
    cancel_messages(group=callout_group(callout.pk), now=now)


@job("settled-pages", every=timedelta(seconds=1), loop=JobLoop.CALLOUT, after=("pages",))
def close_settled_callouts(*, now: datetime) -> int:
    """End each callout of which all things were dealt with; return how many."""
    unsettled = CalloutSubject.objects.filter(is_settled=False)
    closed = 0
    for callout_id in Callout.objects.unhandled().order_by("id").values_list("pk", flat=True):
        some = unsettled.filter(callout=callout_id).order_by("id")[:LOOKED_AT_ONCE]
        _mark_settled(settled_among(list(some), now=now))
        if not unsettled.filter(callout=callout_id).exists():
            closed += _close(callout_id, now)
        else:
            _take_when_answered(callout_id, now)
    return closed


def _take_when_answered(callout_id: int, now: datetime) -> None:
    """Let an open callout be in the hands of who answered all its danger: the telephones stop.

    Danger goes on after an answer, so it comes back as after taking it; not taken again for the
    same answer.
    """
    subjects = CalloutSubject.objects.filter(callout=callout_id, is_settled=False).order_by("id")
    some = list(subjects[: LOOKED_AT_ONCE + 1])
    answer = last_answer_to(some) if len(some) <= LOOKED_AT_ONCE else None
    if answer is None:
        return
    answered_by, answered_at = answer
    with transaction.atomic():
        callout = lock_for_update(Callout.objects.open().filter(pk=callout_id)).first()
        member = Member.objects.filter(pk=answered_by).first()
        if (
            callout is None
            or member is None
            or (callout.acknowledged_at or callout.opened_at) >= answered_at
        ):
            return
        callout.follow(acknowledged(callout.progress, step_table(), by=answered_by, now=now))
        callout.save()
        cancel_messages(group=callout_group(callout_id), now=now)
        audit_log.record(
            member, ACKNOWLEDGE_CALLOUT, callout, origin=ActOrigin.WORKER, reason="answered"
        )


def unsettled_things(kind: CalloutKind, *, beginning: str = "") -> list[str]:
    """Return the things of this kind that were not settled, of those whose name begins so.

    Also of callouts that somebody ended: what was right since, and goes wrong again, calls anew.
    """
    rows = CalloutSubject.objects.filter(kind=kind, is_settled=False, thing__startswith=beginning)
    return list(rows.order_by("pk").values_list("thing", flat=True))


def settle_thing(*, thing: str, now: datetime) -> None:
    """Say that this thing was dealt with; the callouts that were only about it end now."""
    subjects = CalloutSubject.objects.filter(thing=thing, is_settled=False)
    callouts = set(subjects.values_list("callout_id", flat=True))
    subjects.update(is_settled=True)
    for callout_id in sorted(callouts):
        if not CalloutSubject.objects.filter(callout=callout_id, is_settled=False).exists():
            _close(callout_id, now)


def _mark_settled(subjects: Iterable[CalloutSubject]) -> None:
    ids = [subject.pk for subject in subjects]
    if ids:
        CalloutSubject.objects.filter(pk__in=ids).update(is_settled=True)


@transaction.atomic
def _close(callout_id: int, now: datetime) -> bool:
    callout = lock_for_update(Callout.objects.unhandled().filter(pk=callout_id)).first()
    # something may have joined it while this waited for the lock
    if callout is None or callout.subjects.filter(is_settled=False).exists():
        return False
    end_callout(callout, handled_by=None, now=now)
    audit_log.record_all(None, SETTLE_CALLOUT, [f"page:{callout_id}"])
    return True


@job("duty-times", every=timedelta(minutes=1))
def coarsen_callouts(*, now: datetime) -> int:
    """Make days of the moments of callouts handled a day ago, and forget which report they named.

    Of a callout that is not handled the reports are forgotten that were dealt with, so that it does
    not keep when they came.
    """
    CalloutSubject.objects.filter(
        kind__in=NAMES_A_REPORT, is_settled=True, at__lte=now - EXACT_FOR
    ).delete()
    old = Callout.objects.filter(
        state=CalloutState.HANDLED, handled_at__lte=now - EXACT_FOR, day_only=False
    )
    callouts = list(old.order_by("handled_at", "id")[:LOOKED_AT_ONCE])
    for callout in callouts:
        _coarsen(callout)
    return len(callouts)


@transaction.atomic
def _coarsen(callout: Callout) -> None:
    for field in ("opened_at", "began_at", "acknowledged_at", "handled_at"):
        moment = getattr(callout, field)
        setattr(callout, field, moment and local_midnight(moment))
    callout.day_only = True
    callout.save()
    callout.subjects.filter(kind__in=NAMES_A_REPORT).delete()
    for subject in callout.subjects.order_by("id"):
        CalloutSubject.objects.filter(pk=subject.pk).update(at=local_midnight(subject.at))
    days = {local_midnight(call.due_at) for call in callout.calls.order_by("id")}
    for day in sorted(days):
        callout.calls.filter(due_at__gte=day).update(due_at=day)
    coarsen_messages(group=callout_group(callout.pk))


@job("old-pages", every=timedelta(hours=1))
def delete_old_callouts(*, now: datetime) -> int:
    """Delete the callouts that were handled longer ago than their term; return how many."""
    before = now - timedelta(days=retention.retention_table().number("pages"))
    old = Callout.objects.filter(state=CalloutState.HANDLED, handled_at__lt=before)
    ids = list(old.order_by("handled_at", "id").values_list("pk", flat=True)[:LOOKED_AT_ONCE])
    Callout.objects.filter(pk__in=ids).delete()
    return len(ids)
