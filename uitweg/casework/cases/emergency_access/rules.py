"""When emergency access ends by itself."""

from datetime import datetime, timedelta

SHORTEST = timedelta(minutes=30)
"""However soon the shift ends: less is not enough to read a card and make a call."""


def emergency_end(
    begins_at: datetime, *, term: timedelta, shift_ends_at: datetime | None
) -> datetime:
    """Return when emergency access that begins at a moment ends.

    With the shift of whoever took it, but at least half an hour later than it began; never later
    than the term of the retention table, which also holds for who has no shift (None).
    """
    latest = begins_at + term
    if shift_ends_at is None:
        return latest
    return min(latest, max(shift_ends_at, begins_at + SHORTEST))
