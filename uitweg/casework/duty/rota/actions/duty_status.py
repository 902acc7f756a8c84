"""What the public pages may say of who has duty: somebody, nobody, or nothing; never who."""

from datetime import datetime, timedelta

from django.utils import timezone

from uitweg.casework.duty.channels.actions import reachable_ids
from uitweg.casework.duty.shifts.actions import can_have_duty
from uitweg.casework.duty.shifts.models import Shift
from uitweg.casework.duty.shifts.rules import StaffedShift, TimeSpan, on_duty, uncovered
from uitweg.knowledge.guide import actions as guide
from uitweg.knowledge.guide.rules import DUTY_SAID_AHEAD, DutyState
from uitweg.platform.jobs.rules.job import JobLoop, job

ROTA_IN_USE = timedelta(days=28)
"""Without any shift that somebody had in so long, the rota is not in use, and nothing is said."""


@job("duty-status", every=timedelta(seconds=5), loop=JobLoop.CALLOUT, after=("settled-pages",))
def publish(*, now: datetime) -> bool:
    """Say to the public door whether somebody has duty now; return whether that was written.

    What is said holds for a minute and a half, or until nobody has duty any more. Somebody is said
    only when the shift's member or back-up can be reached; nobody only when no member has the
    shift and the rota is in use.
    """
    state, until = _state_and_end(now)
    return guide.say_duty(state, until=until, now=now)


def _state_and_end(now: datetime) -> tuple[DutyState, datetime]:
    within = TimeSpan(now, now + DUTY_SAID_AHEAD)
    shifts = [
        shift
        for shift in Shift.objects.between(within.starts_at, within.ends_at)
        if shift.member is not None
    ]
    people = [person for shift in shifts for person in (shift.member, shift.backup) if person]
    present = can_have_duty(today=timezone.localdate(now))
    reachable = reachable_ids(present.filter(pk__in={person.pk for person in people}), now=now)
    answering = [_staffed(shift) for shift in shifts if _people(shift) & reachable]
    if on_duty(answering, at=now):
        gaps = uncovered(answering, within=within)
        return DutyState.SOMEBODY, gaps[0].starts_at if gaps else within.ends_at
    if on_duty([_staffed(shift) for shift in shifts], at=now) or not _rota_is_in_use(now):
        return DutyState.UNSAID, now
    return DutyState.NOBODY, min([shift.starts_at for shift in shifts], default=within.ends_at)


def _staffed(shift: Shift) -> StaffedShift:
    return StaffedShift(TimeSpan(shift.starts_at, shift.ends_at), shift.member_id, shift.backup_id)


def _people(shift: Shift) -> set[int]:
    return {number for number in (shift.member_id, shift.backup_id) if number is not None}


def _rota_is_in_use(now: datetime) -> bool:
    recent = Shift.objects.between(now - ROTA_IN_USE, now).filter(starts_at__lte=now)
    return recent.exclude(member=None).exists()
