"""Periods in words, for templates."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.utils import timezone

from uitweg.casework.cases.periods.models import Period
from uitweg.casework.cases.periods.rules import end_preposition, last_day
from uitweg.platform.ui.moments import at, day, waited


@dataclass(frozen=True, slots=True)
class PeriodWords:
    """Until when a period runs ("" when it is over), and what is left or since when it is over.

    `is_near` says that it ends within a day, or is over.
    """

    until: str
    left: str
    is_over: bool
    is_near: bool


NEAR_MINUTES = 24 * 60


def period_words(period: Period, now: datetime) -> PeriodWords:
    """Return how long this period still runs at `now`, or since when it is over."""
    end, zone = period.end, timezone.get_current_timezone()
    if end.at <= now:
        since = at(end.at, now) if end.has_time else day(end.at, now)
        return PeriodWords("", f"verlopen sinds {since}", is_over=True, is_near=True)
    minutes = int((end.at - now).total_seconds() // 60)
    if end.has_time:
        until, left = at(end.at, now), f"nog {waited(minutes)}"
    else:
        last = last_day(end, zone)
        days = (last - timezone.localdate(now)).days
        until = day(last, now)
        left = f"nog {days} {'dag' if days == 1 else 'dagen'}" if days else "de laatste dag"
    return PeriodWords(
        f"{end_preposition(period.kind, end)} {until}",
        left,
        is_over=False,
        is_near=minutes < NEAR_MINUTES,
    )


register = template.Library()
register.simple_tag(period_words)
