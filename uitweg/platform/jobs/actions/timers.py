"""Timers for recurring jobs, and the worker's heartbeat."""

import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Now

from uitweg.platform.jobs.models import Timer
from uitweg.platform.jobs.rules.job import job

TIMER_LEASE = timedelta(seconds=60)
HEARTBEAT_TIMER = "heartbeat"


@job(HEARTBEAT_TIMER, every=timedelta(seconds=15), comes_last=True)
def beat(*, now: datetime) -> None:
    """Do nothing: that this job was done says that a round was finished."""


def run_timer(
    name: str,
    work: Callable[[], object],
    *,
    every: timedelta,
    now: datetime,
    lease: timedelta = TIMER_LEASE,
) -> bool:
    """Do `work` if it is due and no other worker is doing it; return whether it was done.

    A lease guards it, by the store's clock: when the worker dies meanwhile, or `work` raises,
    another may start after that. A worker whose lease was taken over changes nothing of the new
    one. A next moment that a clock set too far ahead has left behind counts as due.
    """
    timer, _ = Timer.objects.get_or_create(name=name, defaults={"next_at": now})
    is_due = Q(next_at__lte=now) | Q(next_at__gt=now + every)
    is_ours = Timer.objects.filter(_is_free(), is_due, pk=timer.pk, fence=timer.fence).update(
        lease_until=Now() + lease, fence=F("fence") + 1
    )
    if not is_ours:
        return False
    work()
    Timer.objects.filter(pk=timer.pk, fence=timer.fence + 1).update(
        next_at=now + every, lease_until=None, done_at=now
    )
    return True


class KeptTurn:
    """The lease of a loop that goes round many times a minute, and would take it each time.

    The loop of one worker keeps it and renews it now and then; that of another waits until it is
    free, which is at most `lease` after the first one died. Only that loop's thread uses it.
    """

    def __init__(self, name: str, *, lease: timedelta) -> None:
        self._name, self._lease = name, lease
        self._fence: int | None = None
        self._renew_at = 0.0

    def is_ours(self, *, now: datetime) -> bool:
        """Return whether this loop may go round now; renew the lease when half of it is over."""
        if self._fence is not None and time.monotonic() < self._renew_at:
            return True
        self._renew_at = time.monotonic() + self._lease.total_seconds() / 2
        timer, _ = Timer.objects.get_or_create(name=self._name, defaults={"next_at": now})
        is_still_ours = Q() if timer.fence == self._fence else _is_free()
        taken = Timer.objects.filter(is_still_ours, pk=timer.pk, fence=timer.fence).update(
            lease_until=Now() + self._lease,
            fence=F("fence") + 1,
            next_at=now + self._lease,
            done_at=now,
        )
        self._fence = timer.fence + 1 if taken else None
        return bool(taken)

    def give_back(self) -> None:
        """Let another loop go on at once, if the lease is still ours."""
        if self._fence is not None:
            ours = Timer.objects.filter(name=self._name, fence=self._fence)
            ours.update(lease_until=None)
        self._fence = None


def _is_free() -> Q:
    return Q(lease_until=None) | Q(lease_until__lt=Now())


def timers_due(every: Mapping[str, timedelta], *, now: datetime) -> set[str]:
    """Return which of these timers may be due, in one question; `every` has their intervals."""
    next_at = dict(Timer.objects.filter(name__in=every).values_list("name", "next_at"))
    return {
        name
        for name, interval in every.items()
        if name not in next_at or not now < next_at[name] <= now + interval
    }


def forget_timers(names: Collection[str], *, now: datetime) -> None:
    """Delete those that are due again, with the moments at which their work was last done."""
    due = Timer.objects.filter(name__in=names, next_at__lte=now)
    if due.exists():
        due.filter(lease_until=None).delete()


def forget_other_timers(names: Collection[str]) -> None:
    """Delete the timers of jobs that there are no more, which would look late for ever."""
    Timer.objects.exclude(name__in=names).filter(lease_until=None).delete()


def last_heartbeat() -> datetime | None:
    """Return when the worker last finished a round of its jobs, or None if it never did."""
    timer = Timer.objects.filter(name=HEARTBEAT_TIMER).first()
    return timer.done_at if timer else None


def oldest_due(*, apart_from: Collection[str], now: datetime) -> datetime | None:
    """Return since when the job that waits longest has been due; None when none waits."""
    due = Timer.objects.filter(next_at__lte=now).exclude(name__in=apart_from)
    return due.order_by("next_at").values_list("next_at", flat=True).first()
