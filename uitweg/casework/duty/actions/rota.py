"""What the worker does for the rota each minute."""

from datetime import datetime, timedelta

from django.db.models import Q

from uitweg.casework.duty.actions import absences, calendar, patterns
from uitweg.casework.duty.models import Shift, ShiftPattern, SwapRequest
from uitweg.casework.duty.rules.swaps import SwapState


def plan_ahead(*, now: datetime) -> None:
    """Open the shifts of who is away or left, write out the patterns, and forget old requests.

    Doing it again, or twice at once, changes nothing.
    """
    absences.open_shifts_of_missing(now=now)
    patterns.renew_patterns(now=now)
    calendar.remove_feeds_of_former_members(now=now)
    over = Q(shift__ends_at__lte=now)
    SwapRequest.objects.filter(over).delete()
    begun = Q(shift__starts_at__lte=now) | Q(in_return__starts_at__lte=now)
    waiting = SwapRequest.objects.filter(begun, state=SwapState.WAITING)
    waiting.update(state=SwapState.WITHDRAWN, sealed_why=b"", answered_at=now)


def forget_old_shifts(*, now: datetime, days: int) -> int:
    """Delete shifts that ended so many days ago, and patterns that have none left; return how many.

    One with a hand-over waits until that is gone.
    """
    before = now - timedelta(days=days)
    count = Shift.objects.filter(ends_at__lt=before, handover=None).delete()[0]
    ShiftPattern.objects.filter(last_day__lt=before.date(), shifts=None).delete()
    return count
