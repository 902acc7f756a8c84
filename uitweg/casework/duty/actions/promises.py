"""Whether the team keeps its promises: first answers by hour of the day, and pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from uitweg.casework.duty.models import Page
from uitweg.casework.duty.rules.paging import Urgency
from uitweg.casework.duty.rules.promises import (
    Drawing,
    HourRow,
    Spread,
    Wait,
    by_hour,
    drawing_of,
    misses_by_reason,
    spread_of,
)
from uitweg.channel.models import AnswerTime
from uitweg.channel.rules.answer_times import month_of, months_back
from uitweg.channel.rules.reports import LateReason
from uitweg.platform.accounts.actions.authorization import Actor, require
from uitweg.platform.accounts.rules import Permission

MONTHS = 12
PAGES_OF = timedelta(days=30)
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
    pages: list[tuple[str, Spread | None]]


def promises_kept(*, by: Actor, month: date | None) -> PromisesKept:
    """Return how long first answers and pages took; `month` is its first day, or None for all."""
    require(by, Permission.PAGE_READ)
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
        pages=_pages(by.now),
    )


def _pages(now: datetime) -> list[tuple[str, Spread | None]]:
    """Return for each urgency how long pages of the last days waited until somebody took them."""
    taken = Page.objects.filter(opened_at__gte=now - PAGES_OF, acknowledged_at__isnull=False)
    read = taken.order_by("pk").values_list("urgency", "opened_at", "acknowledged_at")[:MOST_ROWS]
    minutes: dict[str, list[float]] = {urgency: [] for urgency in Urgency}
    for urgency, opened_at, acknowledged_at in read:
        if acknowledged_at:
            minutes[urgency].append((acknowledged_at - opened_at).total_seconds() / 60)
    return [(urgency.words, spread_of(minutes[urgency])) for urgency in Urgency]


def months_to_choose(now: datetime) -> Iterable[date]:
    """Return the first days of the last twelve months, the newest first."""
    this = month_of(timezone.localdate(now))
    return [months_back(this, count) for count in range(MONTHS)]
