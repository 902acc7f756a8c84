"""Absences, and clearing away what of the rota is long past."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from uitweg.casework.duty.rota.actions import calendar, patterns
from uitweg.casework.duty.rota.actions.patterns import renew_patterns
from uitweg.casework.duty.shifts.models import Absence, Shift, ShiftPattern, SwapRequest
from uitweg.casework.duty.shifts.rules import TEAM_ZONE, SwapState, days_of
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act, ActOrigin
from uitweg.platform.days import midnight
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.policy import retention
from uitweg.platform.store.locking import lock_row

OPEN_SHIFT = Act("duty:open-shift", "Dienst opengevallen")
PLAN_ABSENCE = Act("duty:absence", "Afwezigheid ingevuld")
CANCEL_ABSENCE = Act("duty:absence-end", "Afwezigheid weggehaald")

LONGEST_ABSENCE = timedelta(days=366)


class AbsenceRefusal(Refusal):
    ABSENCE_DAYS = "Deze dagen kunnen niet. Er is niets bewaard."


def shifts_within(member: Member, first_day: date, last_day: date, *, now: datetime) -> list[Shift]:
    """Return the shifts of this member that these days touch and that are not over."""
    begins = max(now, midnight(first_day, TEAM_ZONE))
    ends = midnight(last_day + timedelta(days=1), TEAM_ZONE)
    return list(Shift.objects.between(begins, ends).of_member(member)) if begins < ends else []


def plan_absence(*, member: Member, first_day: date, last_day: date, by: Actor) -> Absence:
    """Write down that a member is away; what they have in those days becomes open at once.

    A member does so for themselves, a lead for anybody. Raises NotPossible for days that are over,
    in the wrong order, or more than a year.
    """
    require(by, Permission.DUTY_TAKE if member.pk == by.pk else Permission.DUTY_PLAN)
    if not first_day <= last_day <= first_day + LONGEST_ABSENCE or last_day < by.today:
        raise NotPossible(AbsenceRefusal.ABSENCE_DAYS)
    with transaction.atomic():
        lock_row(member, may_be_named=True)
        try:
            with transaction.atomic():
                absence = Absence.objects.create(
                    member=member, first_day=first_day, last_day=last_day
                )
        except IntegrityError:  # the same form twice
            return Absence.objects.get(member=member, first_day=first_day, last_day=last_day)
        for shift in shifts_within(member, first_day, last_day, now=by.now):
            _open_place(shift, member.pk)
            audit_log.record(by.member, OPEN_SHIFT, shift, reason="absent")
        audit_log.record(by.member, PLAN_ABSENCE, member)
    return absence


def cancel_absence(*, absence: Absence, by: Actor) -> None:
    """Take an absence back; shifts of a pattern that nobody took meanwhile are theirs again."""
    is_own = absence.member_id == by.pk
    require(by, Permission.DUTY_TAKE if is_own else Permission.DUTY_PLAN)
    with transaction.atomic():
        if Absence.objects.filter(pk=absence.pk).delete()[0]:
            audit_log.record(by.member, CANCEL_ABSENCE, absence.member)
    renew_patterns(now=by.now)


def open_shifts_of_missing(*, now: datetime) -> int:
    """Open the shifts to come of who left or is away then; return how many."""
    rows = Shift.objects.not_over(now)
    ends = Member.objects.exclude(until=None).values_list("pk", "until")
    leaving = {pk: until for pk, until in ends if until is not None}
    absences = list(Absence.objects.filter(last_day__gte=timezone.localdate(now)))
    concerned = {*leaving, *(absence.member_id for absence in absences)}
    if not concerned:
        return 0
    count = 0
    for shift in rows.filter(member__in=concerned) | rows.filter(backup__in=concerned):
        count += _open_if_missing(shift, leaving, absences)
    Absence.objects.filter(last_day__lt=timezone.localdate(now)).delete()
    return count


def _open_if_missing(shift: Shift, leaving: dict[int, date], absences: list[Absence]) -> int:
    first, last = days_of(shift.period)
    away = {a.member_id for a in absences if a.first_day <= last and a.last_day >= first}
    left = {pk for pk, until in leaving.items() if until < last}
    for person in {shift.member_id, shift.backup_id} - {None}:
        if person in away | left:
            with transaction.atomic():
                _open_place(shift, person)
                reason = "left" if person in left else "absent"
                audit_log.record(None, OPEN_SHIFT, shift, origin=ActOrigin.WORKER, reason=reason)
    return int(bool({shift.member_id, shift.backup_id} & (away | left)))


def _open_place(shift: Shift, person: int | None) -> None:
    """Leave this person's place open if they still have it; the shift follows its pattern on."""
    Shift.objects.filter(pk=shift.pk, member=person).update(member=None)
    Shift.objects.filter(pk=shift.pk, backup=person).update(backup=None)


@job("rota", every=timedelta(minutes=1))
def plan_ahead(*, now: datetime) -> None:
    """Open the shifts of who is away or left, write out the patterns, and forget old requests.

    Doing it again, or twice at once, changes nothing.
    """
    open_shifts_of_missing(now=now)
    patterns.renew_patterns(now=now)
    calendar.remove_feeds_of_former_members(now=now)
    over = Q(shift__ends_at__lte=now)
    SwapRequest.objects.filter(over).delete()
    begun = Q(shift__starts_at__lte=now) | Q(in_return__starts_at__lte=now)
    waiting = SwapRequest.objects.filter(begun, state=SwapState.WAITING)
    waiting.update(state=SwapState.WITHDRAWN, sealed_why=b"", answered_at=now)


@job("old-shifts", every=timedelta(hours=1), after=("rota",))
def forget_old_shifts(*, now: datetime) -> int:
    """Delete shifts that ended before their term, and patterns that have none left; how many.

    One with a hand-over waits until that is gone.
    """
    before = now - timedelta(days=retention.retention_table().number("duty-rota"))
    count = Shift.objects.filter(ends_at__lt=before, handover=None).delete()[0]
    ShiftPattern.objects.filter(last_day__lt=before.date(), shifts=None).delete()
    return count
