"""Moments as people say them: vandaag, wo 5 nov 14:05, 38 min."""

from datetime import date, datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format

from uitweg.platform.days import midnight


def day(moment: date, now: datetime | None = None) -> str:
    """Say a day as people do: vandaag, morgen, gisteren, wo 5 nov; the year when it is another."""
    on = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return calendar_day(on, timezone.localdate(now or timezone.now()))


def local_midnight(moment: date) -> datetime:
    """Return the first moment of this day, or of the local day of this moment."""
    on = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    return midnight(on, timezone.get_current_timezone())


def at(moment: datetime, now: datetime | None = None) -> str:
    """Say a moment: vandaag 08:50, wo 5 nov 14:05; only the day of what was made a day."""
    local = timezone.localtime(moment)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return day(local.date(), now)
    return f"{day(local.date(), now)} {local:%H:%M}"


@lru_cache(maxsize=512)  # a long timeline says the same few days over and over
def calendar_day(on: date, today: date) -> str:
    """Say a day of the calendar, seen from `today`."""
    near = {-1: "gisteren", 0: "vandaag", 1: "morgen"}.get((on - today).days)
    return near or date_format(on, "D j M" if on.year == today.year else "j M Y").lower()


def waited(minutes: int) -> str:
    """Say how long something waits: 38 min, 5 uur, 2 dagen."""
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} uur" if minutes < 48 * 60 else f"{minutes // (24 * 60)} dagen"
