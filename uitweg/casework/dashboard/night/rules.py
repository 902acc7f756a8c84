"""When it is night for whoever has duty, and what runs out before the morning."""

from datetime import date, datetime, time, timedelta

NIGHT_BEGINS, MORNING = time(22), time(8)
NIGHT_SENTENCES = ("danger-now", "safe-now", "thanks", "what-happens-next")
"""Openings of content/ that are a whole answer by themselves, in the order of a night."""


def is_night(local: datetime) -> bool:
    """Return whether it is between 22:00 and 08:00 at this local moment."""
    return local.time() >= NIGHT_BEGINS or local.time() < MORNING


def morning_after(local: datetime) -> datetime:
    """Return the next 08:00, of today or tomorrow, at the clock of this local moment."""
    day = local.date() + timedelta(days=local.time() >= MORNING)
    return datetime.combine(day, MORNING, local.tzinfo)


def runs_out_before(answer_by: date, *, until: date) -> bool:
    """Return whether the day on which an answer is due is over before the day of `until`."""
    return answer_by < until
