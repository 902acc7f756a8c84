"""Members who can be reached, and shifts, as the tests of the rota need them."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from uitweg.casework.duty.channels.models import ContactChannel
from uitweg.casework.duty.rota.actions.patterns import PatternTerms
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.models import Member


def make_reachable(*members: Member, at: datetime | None = None) -> None:
    """Give members two proved ways to be reached."""
    for member in members:
        for kind in ("mail", "voice"):
            ContactChannel.objects.create(
                member=member,
                kind=kind,
                address=f"{kind}-{member.pk}",
                proved_at=at or timezone.now(),
            )


def a_shift(member: Member | None, *, hours: float = 48, lasts: float = 8, **more: Any) -> Shift:
    """Return a shift that begins so many hours from now."""
    now = timezone.now().replace(second=0, microsecond=0)
    starts_at = now + timedelta(hours=hours)
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=lasts)}
    return Shift.objects.create(**{"name": "nacht", "member": member, **times, **more})


def terms(**more: Any) -> PatternTerms:
    """Return a pattern of every night from 22:00 to 08:00, open, unless said otherwise."""
    usual = {
        "name": "nacht",
        "weekdays": "0123456",
        "begins": time(22),
        "ends": time(8),
        "first_day": timezone.localdate(),
        "last_day": None,
        "every_weeks": 1,
        "member": None,
        "backup": None,
    }
    return PatternTerms(**{**usual, **more})
