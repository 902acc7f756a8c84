"""Whom a step calls, and by which ways each of them can be reached."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from uitweg.casework.duty.callouts.models import Callout
from uitweg.casework.duty.callouts.rules.steps import CalloutProgress
from uitweg.casework.duty.channels.actions import proved_channels
from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.channels.rules import ChannelKind
from uitweg.casework.duty.shifts.actions import shift_at
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import KEYHOLDERS, Role
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.policy.callout_steps import CalloutStep, StepWho


@dataclass(frozen=True)
class WayToReach:
    """One way to reach somebody: which, and the address or number."""

    kind: ChannelKind
    address: str


def people_of(who: StepWho, callout: Callout, *, now: datetime) -> list[Member]:
    """Return whom such a step calls at this moment: members who may act on a callout, in order."""
    if who is StepWho.ACKNOWLEDGER:
        members = [callout.acknowledged_by]
    else:
        members = {StepWho.DUTY: _on_duty, StepWho.BACKUP: _backup, StepWho.LEADS: _leads}[who](now)
    return [member for member in members if member is not None and _may_act(member, now)]


def called_in_round(callout: Callout, number: int) -> set[tuple[int, str]]:
    """Return who was called in this round of a callout, with the channel."""
    return set(callout.calls.filter(round=number).values_list("member_id", "channel"))


def not_yet_called(
    members: Sequence[Member],
    step: CalloutStep,
    progress: CalloutProgress,
    called: AbstractSet[tuple[int, str]],
) -> list[Member]:
    """Leave out who was called in this round by the ways of this step, or took it before."""
    if step.who is StepWho.ACKNOWLEDGER:
        return list(members)
    done = {member for member, channel in called if channel in step.by}
    if progress.round:
        done.add(progress.acknowledged_by or 0)
    return [member for member in members if member.pk not in done]


def everybody(*, now: datetime) -> list[Member]:
    """Return all who may act on a callout: they are called when no lead can be."""
    members = Member.objects.filter(role__in=KEYHOLDERS).exclude(admitted_at=None).order_by("pk")
    return [member for member in members if _may_act(member, now)]


def _on_duty(now: datetime) -> list[Member | None]:
    shift = shift_at(now)
    return [shift.member] if shift else []


def _backup(now: datetime) -> list[Member | None]:
    """Return who stands behind; a shift that nobody took can still have a back-up."""
    shift = shift_at(now) or Shift.objects.running_at(now).exclude(backup=None).first()
    return [shift.backup] if shift else []


def _leads(now: datetime) -> list[Member | None]:
    return [member for member in everybody(now=now) if member.role == Role.LEAD]


def _may_act(member: Member, now: datetime) -> bool:
    is_active = member.is_admitted and member.is_active_on(timezone.localdate(now))
    return is_active and member.should_hold_keys


def ways_to_reach(member: Member, by: Iterable[str], *, now: datetime) -> list[WayToReach]:
    """Return the ways of `by` that this member has; of others, when there is none of these.

    Proved ways first. Without those the ones that were proved too long ago, and then the mail
    address and number that the team knows: a try is better than none. One that was never proved may
    be a stranger's telephone: it is tried only when there is nothing else at all.
    """
    wanted, pools = set(by), _pools_of(member, now)
    for pool in pools[:-1]:
        if chosen := [way for way in pool if way.kind in wanted]:
            return chosen
    return next((pool for pool in pools if pool), [])


def _pools_of(member: Member, now: datetime) -> list[list[WayToReach]]:
    can_send = {channel.value for channel in outbox.configured_channels()}
    proved = [_way(row) for row in proved_channels(member, now=now)]
    rows = list(ContactChannel.objects.filter(member=member, kind__in=can_send).order_by("id"))
    known = [
        WayToReach(kind, address)
        for kind, address in (
            (ChannelKind.VOICE, member.phone),
            (ChannelKind.SMS, member.phone),
            (ChannelKind.MAIL, member.mail),
        )
        if address and kind in can_send
    ]
    proved_once = [_way(row) for row in rows if row.proved_at is not None]
    return [proved, proved_once, known, [_way(row) for row in rows]]


def _way(row: ContactChannel) -> WayToReach:
    return WayToReach(ChannelKind(row.kind), row.address)
