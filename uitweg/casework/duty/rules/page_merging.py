"""Which page a new thing joins, so that many are one page and nothing urgent waits behind another.

A normal thing joins the open normal page. An urgent one joins a page that began to call less than
a minute ago, for then the same telephones ring already; later it gets a page of its own. With five
urgent pages open it joins the newest: a flood must not make people turn off their telephones.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from uitweg.casework.duty.rules.paging import Urgency

JOINS_WITHIN = timedelta(seconds=60)
MOST_URGENT_PAGES = 5


@dataclass(frozen=True)
class OpenPage:
    """A page that nobody took, of the urgency and audience in question."""

    pk: int
    opened_at: datetime
    round: int


def page_to_join(pages: Sequence[OpenPage], urgency: Urgency, *, now: datetime) -> int | None:
    """Return the number of the page that a new thing joins; None: it gets a page of its own.

    `pages` are the open pages of its urgency and audience that nobody took.
    """
    newest = max(pages, key=lambda page: (page.opened_at, page.pk), default=None)
    if newest is None:
        return None
    calls_now = newest.round == 0 and newest.opened_at > now - JOINS_WITHIN
    if urgency is Urgency.NORMAL or calls_now or len(pages) >= MOST_URGENT_PAGES:
        return newest.pk
    return None
