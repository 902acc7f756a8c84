"""The code that a partner without an account types: how long, how often, how many."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from uitweg.platform.choices import Choices

CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=10)
CODE_TRIES = 5
CODES_AN_HOUR = 3
MOST_WRONG = 100
"""To one link, however long it can be opened: one in ten thousand guesses right by then."""
CODE_PAUSE = timedelta(seconds=30)
"""A code asked for again within this time is on its way already: no second one is sent."""
OPENED_LASTS = timedelta(hours=2)
"""How long somebody who gave the right code can answer without a new one."""


class CodeWay(Choices):
    """By which way a code leaves; never by mail, as the link came that way (NIST SP 800-63B-4)."""

    SMS = "sms", "sms"
    VOICE = "voice", "telefoon"


def recent_codes(times: Iterable[str], *, now: datetime) -> list[datetime]:
    """Return which of these stored moments are in the last hour, oldest first."""
    moments = sorted(datetime.fromisoformat(stored) for stored in times)
    return [moment for moment in moments if now - moment < timedelta(hours=1)]


def next_code_at(recent: list[datetime]) -> datetime | None:
    """Return when another code may be sent; None when one may be sent now."""
    return None if len(recent) < CODES_AN_HOUR else recent[-CODES_AN_HOUR] + timedelta(hours=1)
