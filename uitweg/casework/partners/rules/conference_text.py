"""What leaves about a conference outside a package: that there is one, and when.

Nothing of a case, of a place, or of anybody else can be passed in, so nothing of it can leave.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from uitweg.platform.dutch_days import MONTH_NAMES

LINK = re.compile(
    r"https?://[A-Za-z0-9.:\[\]-]{1,200}/overleg/agenda/[0-9a-z-]{1,60}\.ics", re.ASCII
)
SUBJECT = "Overleg"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True)
class InvitationMail:
    subject: str
    body: str


def invitation_mail(
    *, link: str, starts_at: datetime, ends_at: datetime, is_new: bool
) -> InvitationMail:
    """Return the mail with the link to the calendar file. Raises ValueError for another link."""
    first = (
        "U bent uitgenodigd voor een overleg" if is_new else "De tijd van een overleg is veranderd"
    )
    return _mail(
        f"{first}: {_span(starts_at, ends_at)}.\n\n"
        f"Zet het in uw agenda:\n\n{_checked(link)}\n\n"
        "Waar het over gaat en waar het is, leest u na het inloggen, of met een link en een code "
        "die u apart krijgt."
    )


def cancelled_mail(*, link: str, starts_at: datetime, ends_at: datetime) -> InvitationMail:
    """Return the mail that it does not take place. Raises ValueError for another link."""
    return _mail(
        f"Het overleg van {_span(starts_at, ends_at)} gaat voor u niet door.\n\n"
        f"Haal het uit uw agenda:\n\n{_checked(link)}"
    )


def _mail(body: str) -> InvitationMail:
    return InvitationMail(SUBJECT, f"{body}\n\nAntwoorden op deze mail heeft geen zin.")


def _checked(link: str) -> str:
    if not LINK.fullmatch(link):
        raise ValueError("not a link to a calendar file of ours")
    return link


def _span(starts_at: datetime, ends_at: datetime) -> str:
    start, end = starts_at.astimezone(AMSTERDAM), ends_at.astimezone(AMSTERDAM)
    day = f"{start.day} {MONTH_NAMES[start.month - 1]} {start.year}"
    return f"{day}, {start:%H:%M} tot {end:%H:%M}"
