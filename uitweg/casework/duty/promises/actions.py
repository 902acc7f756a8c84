"""Whether the team keeps its promises: first answers by hour of the day, and callouts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from uitweg.casework.duty.callouts.models import Callout, CalloutWait
from uitweg.casework.duty.callouts.rules.callouts import Urgency
from uitweg.casework.duty.promises.rules import (
    Drawing,
    HourRow,
    Spread,
    Wait,
    by_hour,
    drawing_of,
    misses_by_reason,
    spread_of,
)
from uitweg.channel.answers.rules import coarse_minutes, month_of, months_back
from uitweg.channel.conversation.models import AnswerTime
from uitweg.channel.conversation.rules.reports import LateReason
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.ui.moments import local_midnight

MONTHS = 12
CALLOUTS_OF = timedelta(days=30)
WAITS_KEPT_WITHIN = timedelta(days=2)
MOST_ROWS = 50_000
"""Of each query; a team that answers so many a year has other tools to count with."""


@dataclass(frozen=True)
class PromisesKept:
    """What the page shows of one month, or of the last twelve."""

    count: int
    kept: int
    of_danger: int
    hours: list[HourRow]
    drawing: Drawing
    misses: list[tuple[str, int]]
    callouts: list[tuple[str, Spread | None]]


def promises_kept(*, by: Actor, month: date | None) -> PromisesKept:
    """Return how long first answers and callouts took; `month` is a first day, or None for all."""
    require(by, Permission.CALLOUT_READ)
    rows = AnswerTime.objects.since(month or months_back(month_of(by.today), MONTHS - 1))
    rows = rows.filter(month=month) if month else rows
    read = rows.order_by("month").values_list("hour", "minutes", "kept", "reason", "danger")
    kept_rows = list(read[:MOST_ROWS])
    waits = [Wait(hour, minutes, kept, reason) for hour, minutes, kept, reason, _ in kept_rows]
    hours = by_hour(waits)
    return PromisesKept(
        count=len(waits),
        kept=sum(wait.kept for wait in waits),
        of_danger=sum(danger for *_, danger in kept_rows),
        hours=hours,
        drawing=drawing_of(hours),
        misses=[
            (LateReason.words_of(reason) or "Niet gezegd", count)
            for reason, count in misses_by_reason(waits)
        ],
        callouts=_callouts(by.now),
    )


def _callouts(now: datetime) -> list[tuple[str, Spread | None]]:
    """Return for each urgency how long callouts of the last days waited for somebody."""
    waits = CalloutWait.objects.filter(callout__opened_at__gte=now - CALLOUTS_OF).order_by("pk")
    minutes: dict[str, list[float]] = {urgency: [] for urgency in Urgency}
    for urgency, seconds in waits.values_list("callout__urgency", "seconds")[:MOST_ROWS]:
        minutes[urgency].append(seconds / 60)
    return [(urgency.words, spread_of(minutes[urgency])) for urgency in Urgency]


@job("page-waits", every=timedelta(minutes=1))
def keep_callout_waits(*, now: datetime) -> int:
    """Keep how long each callout waited that was taken lately, once; return how many.

    A callout that comes back keeps its first wait. One whose moments are days already says nothing
    any more, and is left out.
    """
    lately = Callout.objects.filter(acknowledged_at__gte=now - WAITS_KEPT_WITHIN, wait=None)
    waits = [
        CalloutWait(callout=callout, seconds=60 * coarse_minutes(taken_at - callout.opened_at))
        for callout in lately.order_by("pk")[:MOST_ROWS]
        if (taken_at := callout.acknowledged_at) and taken_at != local_midnight(taken_at)
    ]
    CalloutWait.objects.bulk_create(waits, ignore_conflicts=True)
    return len(waits)


def months_to_choose(now: datetime) -> Iterable[date]:
    """Return the first days of the last twelve months, the newest first."""
    this = month_of(timezone.localdate(now))
    return [months_back(this, count) for count in range(MONTHS)]
