"""Who has duty now, and how to reach them."""

from datetime import datetime

from uitweg.casework.duty.models import Shift
from uitweg.platform.accounts.models import Member


def shift_at(now: datetime) -> Shift | None:
    """Return the shift that somebody has at this moment, the one that began last; or None."""
    return Shift.objects.running_at(now).exclude(member=None).first()


def is_on_duty(member: Member, *, now: datetime) -> bool:
    """Return whether this member has duty now, first or as back-up."""
    shift = shift_at(now)
    return shift is not None and member.pk in (shift.member_id, shift.backup_id)
