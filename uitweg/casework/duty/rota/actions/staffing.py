"""Who may be given a shift, and what it would mean for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from uitweg.casework.duty.channels.actions import is_reachable_member
from uitweg.casework.duty.shifts.actions import members_for_duty
from uitweg.casework.duty.shifts.models import Absence, Shift
from uitweg.casework.duty.shifts.rules import LONGEST_STRETCH, TimeSpan, days_of, stretch_with
from uitweg.platform.accounts.actions.authorization import NotPossible, Refusal
from uitweg.platform.accounts.models import Member


class RotaRefusal(Refusal):
    SHIFT_CHANGED = "Een collega heeft dit net veranderd. Er is niets bewaard; kijk opnieuw."
    SHIFT_OWN_BACKUP = "Niemand is zijn eigen achterwacht. Er is niets veranderd."
    DUTY_NO_MEMBER = "Deze collega kan geen dienst hebben: is weg of heeft geen sleutel."
    DUTY_ABSENT = "{ask} is dan afwezig. Er is niets veranderd."
    DUTY_NOT_REACHABLE = (
        "{ask} is niet te bereiken: daarvoor zijn twee wegen nodig die de laatste 30 dagen zijn "
        "getest."
    )


@dataclass(frozen=True)
class Consequence:
    """What a shift would mean for somebody: how long in a row, and what they have meanwhile."""

    member: Member
    stretch: timedelta
    clashes: list[Shift]

    @property
    def is_long(self) -> bool:
        return self.stretch > LONGEST_STRETCH

    @property
    def hours(self) -> int:
        return round(self.stretch / timedelta(hours=1))

    @property
    def is_worth_saying(self) -> bool:
        return self.is_long or bool(self.clashes)


def require_can_have_shift(member: Member, period: TimeSpan, *, now: datetime) -> None:
    """Raise NotPossible for who is no member with a key, is absent then, or cannot be reached."""
    require_is_there(member, period, now=now)
    _require_reachable(member, now=now)


def require_can_have_shifts(member: Member, *, on: date, now: datetime) -> None:
    """Raise NotPossible for who is no member with a key on that day, or cannot be reached."""
    _require_member(member, on=on, now=now)
    _require_reachable(member, now=now)


def require_is_there(member: Member, period: TimeSpan, *, now: datetime) -> None:
    """Raise NotPossible for who is no member with a key, or is absent then."""
    first, last = days_of(period)
    _require_member(member, on=last, now=now)
    if Absence.objects.filter(member=member, first_day__lte=last, last_day__gte=first).exists():
        raise NotPossible(RotaRefusal.DUTY_ABSENT, ask=member.pk)


def _require_member(member: Member, *, on: date, now: datetime) -> None:
    members = members_for_duty(today=timezone.localdate(now))
    if not (members.filter(pk=member.pk).exists() and member.is_active_on(on)):
        raise NotPossible(RotaRefusal.DUTY_NO_MEMBER)


def _require_reachable(member: Member, *, now: datetime) -> None:
    if not is_reachable_member(member, now=now):
        raise NotPossible(RotaRefusal.DUTY_NOT_REACHABLE, ask=member.pk)


def consequence(member: Member, period: TimeSpan, *, without: Iterable[int] = ()) -> Consequence:
    """Return what a shift would mean for this member; `without` are shifts they then lose.

    Only what they have themselves counts for how long in a row; as back-up they can sleep.
    """
    around = Shift.objects.between(
        period.starts_at - timedelta(days=4), period.ends_at + timedelta(days=4)
    )
    rows = list(around.of_member(member).exclude(pk__in=list(without)))
    own = [row.period for row in rows if row.member_id == member.pk]
    clashes = [row for row in rows if row.period.overlaps(period)]
    return Consequence(member, stretch_with(period, own), clashes)
