"""Shifts one by one: taking an open one, giving it back, and what a lead changes by hand."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from uitweg.casework.duty.rota.actions.staffing import RotaRefusal, require_can_have_shift
from uitweg.casework.duty.shifts.models import Shift
from uitweg.casework.duty.shifts.rules import GIVE_BACK_UNTIL, TimeSpan
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.store.locking import lock_row

TAKE_SHIFT = Act("duty:take", "Dienst genomen")
GIVE_SHIFT_BACK = Act("duty:give-back", "Dienst teruggegeven")
ADD_SHIFT = Act("duty:add-shift", "Dienst toegevoegd")
CHANGE_SHIFT = Act("duty:change-shift", "Dienst veranderd")
DROP_SHIFT = Act("duty:drop-shift", "Dienst laten vervallen")


class ShiftRefusal(Refusal):
    SHIFT_TAKEN = "{ask} was je voor. Er is niets veranderd."
    SHIFT_OVER = "Deze dienst is voorbij of vervallen. Er is niets veranderd."
    SHIFT_TOO_LATE = (
        "Dit begint binnen een dag. Alleen een teamleider haalt er nu iemand af: bel die."
    )


@dataclass(frozen=True)
class ShiftTerms:
    """What a lead decides about one shift."""

    name: str
    period: TimeSpan
    member: Member | None
    backup: Member | None


def take_shift(*, shift: Shift, as_backup: bool = False, by: Actor) -> None:
    """Take an open shift, or stand behind one that has no back-up.

    Whoever was its back-up and takes it leaves the place behind them open. Raises NotPossible when
    a colleague was first, the shift is over, or this member cannot have it.
    """
    require(by, Permission.DUTY_TAKE)
    with transaction.atomic():
        shift = _locked(shift, now=by.now)
        holder = shift.backup_id if as_backup else shift.member_id
        if holder is not None or (as_backup and shift.member_id in (None, by.pk)):
            raise NotPossible(ShiftRefusal.SHIFT_TAKEN, ask=holder)
        require_can_have_shift(by.member, shift.period, now=by.now)
        if as_backup:
            shift.backup = by.member
        else:
            shift.member = by.member
            shift.backup_id = None if shift.backup_id == by.pk else shift.backup_id
        _save(shift, by=by)
        audit_log.record(by.member, TAKE_SHIFT, shift, reason="backup" if as_backup else "")


def give_back_shift(*, shift: Shift, by: Actor) -> None:
    """Leave one's own place in a shift open; later than a day before, only a lead does that."""
    require(by, Permission.DUTY_TAKE)
    with transaction.atomic():
        shift = _locked(shift, now=by.now)
        if by.pk not in (shift.member_id, shift.backup_id):
            raise NotPossible(RotaRefusal.SHIFT_CHANGED)
        if shift.starts_at - by.now < GIVE_BACK_UNTIL:
            raise NotPossible(ShiftRefusal.SHIFT_TOO_LATE)
        if shift.member_id == by.pk:
            shift.member = None
        else:
            shift.backup = None
        _save(shift, by=by)
        audit_log.record(by.member, GIVE_SHIFT_BACK, shift)


def change_shift(*, shift: Shift, terms: ShiftTerms, shown: str, by: Actor) -> None:
    """Give a shift other hours or people, as a lead.

    `shown` is the `Shift.state` that the page showed. Raises NotPossible when a colleague changed
    it since, or somebody who is put in it cannot have it.
    """
    require(by, Permission.DUTY_PLAN)
    with transaction.atomic():
        shift = _locked(shift, now=by.now)
        if shift.state != shown:
            raise NotPossible(RotaRefusal.SHIFT_CHANGED)
        moved = terms.period != shift.period
        before = set() if moved else {shift.member_id, shift.backup_id}
        _require_right(terms, already=before, now=by.now)
        shift.name, shift.member, shift.backup = terms.name, terms.member, terms.backup
        shift.starts_at, shift.ends_at = terms.period.starts_at, terms.period.ends_at
        _save(shift, by=by)
        audit_log.record(by.member, CHANGE_SHIFT, shift)


def add_shift(*, terms: ShiftTerms, by: Actor) -> Shift:
    """Add one shift that no pattern gives. The same one twice is one."""
    require(by, Permission.DUTY_PLAN)
    with transaction.atomic():
        _require_right(terms, already=set(), now=by.now)
        shift, is_new = Shift.objects.get_or_create(
            pattern=None,
            name=terms.name,
            starts_at=terms.period.starts_at,
            ends_at=terms.period.ends_at,
            member=terms.member,
            backup=terms.backup,
            is_dropped=False,
            defaults={"changed_by": by.pk},
        )
        if is_new:
            audit_log.record(by.member, ADD_SHIFT, shift)
    return shift


def drop_shift(*, shift: Shift, shown: str, by: Actor) -> None:
    """Let a shift not take place; its hours are a gap unless another shift has them."""
    require(by, Permission.DUTY_PLAN)
    with transaction.atomic():
        shift = _locked(shift, now=by.now)
        if shift.state != shown:
            raise NotPossible(RotaRefusal.SHIFT_CHANGED)
        shift.is_dropped = True
        _save(shift, by=by)
        audit_log.record(by.member, DROP_SHIFT, shift)


def _require_right(terms: ShiftTerms, *, already: set[int | None], now: datetime) -> None:
    if terms.period.ends_at <= now:
        raise NotPossible(ShiftRefusal.SHIFT_OVER)
    if terms.member is not None and terms.member == terms.backup:
        raise NotPossible(RotaRefusal.SHIFT_OWN_BACKUP)
    for person in (terms.member, terms.backup):
        if person is not None and person.pk not in already:
            require_can_have_shift(person, terms.period, now=now)


def _locked(shift: Shift, *, now: datetime) -> Shift:
    """Return the shift as it is now, locked. Raises NotPossible when it is over or dropped."""
    try:
        shift = lock_row(shift)
    except Shift.DoesNotExist:  # its pattern was changed meanwhile
        raise NotPossible(RotaRefusal.SHIFT_CHANGED) from None
    if shift.is_dropped or shift.ends_at <= now:
        raise NotPossible(ShiftRefusal.SHIFT_OVER)
    return shift


def _save(shift: Shift, *, by: Actor) -> None:
    shift.changed_by = by.pk
    shift.save()
