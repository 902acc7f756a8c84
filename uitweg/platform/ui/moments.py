"""Dates, times and durations in Dutch, as people say them: vandaag, wo 5 nov 14:05, 38 min."""

from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format

from uitweg.platform.days import midnight


def day(moment: date, now: datetime | None = None) -> str:
    """Return the day in words: vandaag, morgen, gisteren, wo 5 nov; in another year 5 nov 2024."""
    date_of_day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return calendar_day(date_of_day, timezone.localdate(now or timezone.now()))


def local_midnight(moment: date) -> datetime:
    """Return the first moment of this day, or of the local day of this moment."""
    on = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return midnight(on, timezone.get_current_timezone())


def until_time(moment: datetime, now: datetime | None = None) -> str:
    """Return a time for after "tot" or "voor": 08:00; of another day, morgen 08:00."""
    local, on = timezone.localtime(moment), day(moment, now)
    return f"{local:%H:%M}" if on == "vandaag" else f"{on} {local:%H:%M}"


def on_time(moment: datetime, now: datetime | None = None) -> str:
    """Return at what time, and on which day if it is another: om 03:20, morgen om 00:05."""
    local, on = timezone.localtime(moment), day(moment, now)
    return f"om {local:%H:%M}" if on == "vandaag" else f"{on} om {local:%H:%M}"


def at(moment: datetime, now: datetime | None = None) -> str:
    """Return day and time in words: vandaag 08:50, wo 5 nov 14:05.

    Exactly midnight gives the day only: of such moments the time was removed for privacy.
    """
    local = timezone.localtime(moment)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return day(local.date(), now)
    return f"{day(local.date(), now)} {local:%H:%M}"


@lru_cache(maxsize=512)  # a long timeline says the same few days over and over
def calendar_day(on: date, today: date) -> str:
    """Return a date in words, as seen from `today`."""
    relative = {-1: "gisteren", 0: "vandaag", 1: "morgen"}.get((on - today).days)
    return relative or date_format(on, "D j M" if on.year == today.year else "j M Y").lower()


def waited(minutes: int) -> str:
    """Return how long something has waited, in words: 38 min, 5 uur, 2 dagen."""
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} uur" if minutes < 48 * 60 else f"{minutes // (24 * 60)} dagen"
