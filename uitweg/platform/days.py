"""The first moment of a day: in one way for every part, also where no Django is."""

from datetime import date, datetime, time, tzinfo


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the first moment of `day` in `zone`."""
    return datetime.combine(day, time.min, zone)
