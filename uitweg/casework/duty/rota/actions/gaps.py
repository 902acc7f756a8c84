"""Hours that nobody has: found from the rota, and told to the leads in time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.utils import timezone

from uitweg.casework.duty.callouts.actions import callouts, ends
from uitweg.casework.duty.callouts.rules.callouts import CalloutKind
from uitweg.casework.duty.shifts.actions import members_for_duty
from uitweg.casework.duty.shifts.models import Shift
from uitweg.casework.duty.shifts.rules import (
    GAP_WARNINGS,
    TimeSpan,
    first_of_each_run,
    uncovered,
    warnings_due,
)
from uitweg.platform.jobs.rules.job import job

NO_ROTA = "gap:no-rota:1"
LOOK_BACK = timedelta(days=3)
"""Far enough to know whether a gap goes on with one before it."""


def find_gaps(first: datetime, last: datetime, *, now: datetime) -> list[TimeSpan]:
    """Return the hours in this time that nobody has, in order; one under way from its real start.

    A shift of somebody who left or has no key counts as nobody's. Before the first shift that was
    ever planned there was no rota, and so no gap.
    """
    began = Shift.objects.aggregate(first=Min("starts_at"))["first"]
    if began is None or began >= last:
        return []
    staffed = Shift.objects.filter(is_dropped=False, member__in=_members(now))
    ended = staffed.filter(ends_at__lte=first).aggregate(last=Max("ends_at"))["last"]
    first = max(began, ended or began)
    rows = staffed.filter(starts_at__lt=last, ends_at__gt=first).order_by("starts_at", "id")
    return uncovered([row.staffed for row in rows], within=TimeSpan(first, last))


def gaps_ahead(*, now: datetime) -> list[TimeSpan]:
    """Return the gaps of the next four weeks, the one under way too."""
    return [gap for gap in _gaps_around(now) if gap.ends_at > now]


def shifts_without_backup(*, now: datetime) -> list[Shift]:
    """Return the shifts of the next four weeks that somebody has, with nobody behind them."""
    rows = Shift.objects.not_over(now).filter(starts_at__lt=now + GAP_WARNINGS[0])
    return list(rows.filter(member__in=_members(now)).exclude(backup__in=_members(now)))


@job("rota-gaps", every=timedelta(minutes=1), after=("rota",))
def warn(*, now: datetime) -> None:
    """Call the leads about gaps: four weeks, a week and twelve hours before, each once.

    Of gaps that follow each other within a day only the first is told, in a long run the first of
    each week. But a planned shift that nobody has is always told at twelve hours, and so is a
    back-up that is missing. Without any rota the leads are called once. What was told ends by
    itself when somebody has those hours.
    """
    if not Shift.objects.exists():
        _tell_leads(NO_ROTA, now=now)
        return
    gaps = _gaps_around(now)
    for gap in first_of_each_run(gaps):
        number = warnings_due(gap, now=now)
        if gap.ends_at > now and number:
            _tell_leads(f"{_name('gap', gap)}:{number}", now=now)
    soon = now + GAP_WARNINGS[-1]
    for shift in Shift.objects.between(now, soon).exclude(member__in=_members(now)):
        for gap in find_gaps(shift.starts_at, shift.ends_at, now=now):
            starts_at = max(gap.starts_at, shift.starts_at)
            gaps.append(TimeSpan(starts_at, gap.ends_at))
            _tell_leads(f"{_name('gap', gaps[-1])}:3", now=now)
    rows = Shift.objects.between(now - LOOK_BACK, soon).filter(member__in=_members(now))
    alone = list(rows.exclude(backup__in=_members(now)))
    for period in first_of_each_run([shift.period for shift in alone]):
        if period.ends_at > now and period.starts_at <= soon:
            _tell_leads(f"{_name('no-backup', period)}:3", now=now)
    still_open = {_name("gap", gap) for gap in gaps if gap.ends_at > now}
    still_open |= {_name("no-backup", shift.period) for shift in alone}
    for thing in ends.unsettled_things(CalloutKind.ROTA_GAP):
        if thing.rpartition(":")[0] not in still_open:
            ends.settle_thing(thing=thing, now=now)


def _name(what: str, period: TimeSpan) -> str:
    return f"{what}:{period.starts_at:%Y%m%dT%H%MZ}"


def _gaps_around(now: datetime) -> list[TimeSpan]:
    return find_gaps(now - LOOK_BACK, now + GAP_WARNINGS[0], now=now)


def _members(now: datetime) -> Iterable[int]:
    members = members_for_duty(today=timezone.localdate(now))
    return members.order_by().values("pk")  # type: ignore[return-value]


def _tell_leads(thing: str, *, now: datetime) -> None:
    callouts.open_callout(kind=CalloutKind.ROTA_GAP, thing=thing, now=now, can_return=True)
