"""Who has duty now, and who can have it."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from uitweg.casework.duty.shifts.models import Absence, Shift
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import GRANTS, Permission


def members_for_duty(*, today: date) -> QuerySet[Member]:
    """Return the members who take part in the rota: admitted, with a key and such a role."""
    roles = GRANTS[Permission.DUTY_TAKE].roles
    return Member.objects.holding_key(today=today).filter(role__in=roles)


def can_have_duty(*, today: date) -> QuerySet[Member]:
    """Return those of them who are not absent today."""
    absent = Absence.objects.on(today).filter(member=OuterRef("pk"))
    return members_for_duty(today=today).exclude(Exists(absent))


def shift_at(now: datetime) -> Shift | None:
    """Return the shift that somebody has at this moment, the one that began last; or None.

    A shift of a member who is absent, left, or has no key counts as nobody's, and such a back-up
    as none.
    """
    present = can_have_duty(today=timezone.localdate(now))
    running = Shift.objects.running_at(now).filter(member__in=present.values("pk"))
    shift = running.annotate(has_backup=Exists(present.filter(pk=OuterRef("backup")))).first()
    if shift is not None and not shift.has_backup:  # type: ignore[attr-defined]
        shift.backup = None
    return shift


def is_on_duty(member: Member, *, now: datetime) -> bool:
    """Return whether this member has duty now, first or as back-up."""
    shift = shift_at(now)
    return shift is not None and member.pk in (shift.member_id, shift.backup_id)


def has_rota() -> bool:
    """Return whether anybody ever planned a shift, whether or not somebody has it."""
    return Shift.objects.exists()
