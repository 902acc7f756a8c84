"""To which number a city's line is forwarded, and when its exchange is told."""

from datetime import datetime, timedelta

SENT_AGAIN_EVERY = timedelta(hours=1)
"""So that an exchange that lost the number is right again."""

GIVEN_UP_AFTER = timedelta(minutes=5)
"""After this the leads are paged: the line may ring at somebody whose shift is over."""


def is_sent_again(*, sent_at: datetime, has_failed: bool, now: datetime) -> bool:
    """Return whether the exchange should be told the same number once more: an hour later.

    At once after a failure, and when the clock was put back.
    """
    return has_failed or not timedelta() <= now - sent_at < SENT_AGAIN_EVERY
