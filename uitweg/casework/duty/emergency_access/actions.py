"""Emergency access ends with the shift: until when a member has duty, also when that changes."""

from datetime import datetime, timedelta

from uitweg.casework.cases.emergency_access import actions as emergency_access
from uitweg.casework.duty.shifts.actions import shift_at
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.rules.job import job

MOST_SHIFTS = 10
"""So many shifts after each other are looked at; the term of the access ends long before."""


def duty_ends_at(member: Member, *, now: datetime) -> datetime | None:
    """Return until when this member has duty, first or as back-up; None when they have none now.

    Shifts that follow each other are one duty. A later shift that begins during an earlier one
    takes its place, as in `shift_at`.
    """
    moment = now
    for _ in range(MOST_SHIFTS):
        shift = shift_at(moment)
        if shift is None or member.pk not in (shift.member_id, shift.backup_id):
            break
        later = Shift.objects.between(moment, shift.ends_at).exclude(member=None)
        begins = later.filter(starts_at__gt=moment).values_list("starts_at", flat=True).first()
        moment = begins or shift.ends_at
    return moment if moment > now else None


@job("emergency-ends", every=timedelta(minutes=1), after=("grants", "rota"))
def end_with_shift(*, now: datetime) -> int:
    """End the emergency access of whose duty ends earlier than it did, as after a swap; how many.

    Each access got its end when it began, so nothing runs on while the worker stands still, unless
    the rota changed meanwhile. Who had no duty when it began keeps the term of the retention table.
    """
    return sum(
        emergency_access.end_earlier(
            stay=stay, shift_ends_at=duty_ends_at(stay.member, now=now) or now
        )
        for stay in emergency_access.stays_ending_with_a_shift(now=now)
    )
