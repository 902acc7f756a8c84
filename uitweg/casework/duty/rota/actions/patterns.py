"""Patterns: what a lead decides about shifts that repeat, and the shifts that follow from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from uitweg.casework.duty.rota.actions.staffing import RotaRefusal, require_can_have_shifts
from uitweg.casework.duty.shifts.models import Absence, Shift, ShiftPattern
from uitweg.casework.duty.shifts.rules import PLANNED_AHEAD, TEAM_ZONE, TimeSpan, days_of, shifts_of
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.store.locking import lock_row

ADD_PATTERN = Act("duty:add-pattern", "Patroon van het rooster gemaakt")
CHANGE_PATTERN = Act("duty:change-pattern", "Patroon van het rooster veranderd")


@dataclass(frozen=True)
class PatternTerms:
    """What a lead decides about a pattern; `weekdays` are digits, Monday is 0."""

    name: str
    weekdays: str
    begins: time
    ends: time
    first_day: date
    last_day: date | None
    every_weeks: int
    member: Member | None
    backup: Member | None


def add_pattern(*, terms: PatternTerms, by: Actor) -> ShiftPattern:
    """Add a pattern and write out its shifts. The same one twice is one."""
    require(by, Permission.DUTY_PLAN)
    _require_right(terms, already=set(), by=by)
    with transaction.atomic():
        pattern, is_new = ShiftPattern.objects.get_or_create(**vars(terms))
        renew_patterns(now=by.now)
        if is_new:
            audit_log.record(by.member, ADD_PATTERN, pattern)
    return pattern


def change_pattern(*, pattern: ShiftPattern, terms: PatternTerms, shown: str, by: Actor) -> None:
    """Change a pattern; shifts to come that nobody changed by hand follow it, past ones stay.

    `shown` is the `ShiftPattern.state` that the page showed. Raises NotPossible when a colleague
    changed it since.
    """
    require(by, Permission.DUTY_PLAN)
    with transaction.atomic():
        pattern = lock_row(pattern)
        if pattern.state != shown:
            raise NotPossible(RotaRefusal.SHIFT_CHANGED)
        _require_right(terms, already={pattern.member_id, pattern.backup_id}, by=by)
        for name, value in vars(terms).items():
            setattr(pattern, name, value)
        pattern.save()
        _renew(ShiftPattern.objects.filter(pk=pattern.pk), now=by.now)
        audit_log.record(by.member, CHANGE_PATTERN, pattern)


def _require_right(terms: PatternTerms, *, already: set[int | None], by: Actor) -> None:
    if terms.member is not None and terms.member == terms.backup:
        raise NotPossible(RotaRefusal.SHIFT_OWN_BACKUP)
    for person in (terms.member, terms.backup):
        if person is not None and person.pk not in already:
            require_can_have_shifts(person, on=by.today, now=by.now)


def renew_patterns(*, now: datetime) -> None:
    """Write out the shifts of all patterns that run, twelve weeks ahead; again changes nothing."""
    yesterday = timezone.localdate(now) - timedelta(days=1)
    _renew(ShiftPattern.objects.filter(Q(last_day=None) | Q(last_day__gte=yesterday)), now=now)


def _renew(patterns: QuerySet[ShiftPattern], *, now: datetime) -> None:
    today = timezone.localdate(now)
    rows = Shift.objects.filter(pattern__in=patterns, pattern_day__gte=today - timedelta(days=1))
    existing = {(row.pattern_id or 0, row.pattern_day or today): row for row in rows.order_by("pk")}
    missing = MissingMembers(today)
    wanted = {
        (pattern.pk, day): missing.without_them(pattern, day, period)
        for pattern in patterns.select_related("member", "backup").order_by("pk")
        for day, period in _days_to_come(pattern, now=now)
    }
    new = [shift for key, shift in wanted.items() if key not in existing]
    Shift.objects.bulk_create(new, ignore_conflicts=True)  # another worker may be ahead of us
    for key, row in existing.items():
        if row.changed_by is None and not row.is_dropped and row.starts_at > now:
            _follow(row, wanted.get(key))


def _days_to_come(pattern: ShiftPattern, *, now: datetime) -> Iterable[tuple[date, TimeSpan]]:
    today = timezone.localdate(now)
    for period in shifts_of(pattern.as_rule, first=today, last=today + PLANNED_AHEAD):
        if period.starts_at > now:
            yield period.starts_at.astimezone(TEAM_ZONE).date(), period


def _follow(row: Shift, wanted: Shift | None) -> None:
    """Let a shift be as its pattern says now, unless somebody changed it by hand this moment."""
    untouched = Shift.objects.filter(pk=row.pk, changed_by=None, is_dropped=False)
    if wanted is None:
        untouched.delete()
        return
    names = ("name", "starts_at", "ends_at", "member_id", "backup_id")
    if any(getattr(row, name) != getattr(wanted, name) for name in names):
        untouched.update(**{name: getattr(wanted, name) for name in names})


class MissingMembers:
    """Who cannot be counted on, on which days: read once for a whole renewal."""

    def __init__(self, today: date) -> None:
        absences = Absence.objects.filter(last_day__gte=today)
        self._absences = list(absences.values_list("member", "first_day", "last_day"))

    def without_them(self, pattern: ShiftPattern, day: date, period: TimeSpan) -> Shift:
        """Return the shift that a pattern gives on a day, not yet stored."""
        people: dict[str, Any] = {
            "member": self._if_there(pattern.member, period),
            "backup": self._if_there(pattern.backup, period),
        }
        return Shift(
            pattern=pattern,
            pattern_day=day,
            name=pattern.name,
            starts_at=period.starts_at,
            ends_at=period.ends_at,
            **people,
        )

    def _if_there(self, member: Member | None, period: TimeSpan) -> Member | None:
        if member is None:
            return None
        first, last = days_of(period)
        is_away = any(
            pk == member.pk and begins <= last and ends >= first
            for pk, begins, ends in self._absences
        )
        return member if member.is_active_on(last) and not is_away else None
