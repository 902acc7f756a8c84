"""A callout: why, how urgent, its states, its words, and which two are one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from uitweg.platform.choices import Choices


class Urgency(Choices):
    URGENT = "urgent", "Dringend"
    NORMAL = "normal", "Niet dringend"


class PageState(Choices):
    """A page is open until somebody takes it; taken is not handled: it comes back."""

    OPEN = "open", "Wacht"
    ACKNOWLEDGED = "acknowledged", "Opgepakt"
    HANDLED = "handled", "Klaar"


class PageKind(Choices):
    """What happened. Only members who log in see this: no message that leaves says it."""

    DANGER = "danger", "Gevaar nu"
    MESSAGE = "message", "Nieuw bericht"
    ACUTE_CASE = "acute-case", "Acuut gevaar in een casus"
    URGENT_ACTION = "urgent-action", "Actie met haast"
    EMERGENCY_ACCESS = "emergency-access", "Noodtoegang gebruikt"
    PUBLIC_SITE = "public-site", "De publieke site is veranderd"
    REFERRAL = "referral", "Verwijzing mislukt"
    HANDOVER = "handover", "Overdracht niet gelezen"
    ROTA_GAP = "rota-gap", "Niemand heeft dienst"
    UNREACHABLE = "unreachable", "Iemand met dienst is niet te bereiken"
    DELIVERY = "delivery", "Oproepen komen niet aan"
    TEST = "test", "Proef"


class PageAudience(Choices):
    """Whose page it is: who has duty first, or the leads only."""

    DUTY = "duty", "Dienst"
    LEADS = "leads", "Leiding"


URGENCY_OF = {
    PageKind.DANGER: Urgency.URGENT,
    PageKind.MESSAGE: Urgency.NORMAL,
    PageKind.ACUTE_CASE: Urgency.URGENT,
    PageKind.URGENT_ACTION: Urgency.URGENT,
    PageKind.EMERGENCY_ACCESS: Urgency.NORMAL,
    PageKind.PUBLIC_SITE: Urgency.URGENT,
    PageKind.REFERRAL: Urgency.URGENT,
    PageKind.HANDOVER: Urgency.NORMAL,
    PageKind.ROTA_GAP: Urgency.NORMAL,
    PageKind.UNREACHABLE: Urgency.NORMAL,
    PageKind.DELIVERY: Urgency.URGENT,
    PageKind.TEST: Urgency.NORMAL,
}
FOR_LEADS = frozenset(
    {
        PageKind.PUBLIC_SITE,
        PageKind.EMERGENCY_ACCESS,
        PageKind.HANDOVER,
        PageKind.ROTA_GAP,
        PageKind.UNREACHABLE,
        PageKind.DELIVERY,
    }
)
"""These go to the leads at once; all others to who has duty."""


THING = re.compile(r"([a-z]+):([0-9]{1,18})")

HAPPENED = {
    PageKind.DANGER: "Nieuw gevaar",
    PageKind.MESSAGE: "Nieuw bericht",
    PageKind.ACUTE_CASE: "Acuut gevaar",
    PageKind.URGENT_ACTION: "Actie met haast",
    PageKind.EMERGENCY_ACCESS: "Noodtoegang gebruikt",
    PageKind.PUBLIC_SITE: "De publieke site is veranderd",
    PageKind.REFERRAL: "Een verwijzing is mislukt",
    PageKind.HANDOVER: "De overdracht is nog niet gelezen",
    PageKind.ROTA_GAP: "Een dienst is nog van niemand",
    PageKind.UNREACHABLE: "Wie dienst heeft is niet goed te bereiken",
    PageKind.DELIVERY: "Oproepen komen niet aan",
    PageKind.TEST: "Een proef, er is niets aan de hand",
}
"""The heading of a page, by what it is about."""

DANGER_KINDS = frozenset({PageKind.DANGER, PageKind.ACUTE_CASE})
"""Only these are red: somebody is in danger now."""


def read_thing(thing: str) -> tuple[str, int]:
    """Return the model and the number that a thing names (`message:12`); "" and 0 for another."""
    match = THING.match(thing)
    return (match[1], int(match[2])) if match else ("", 0)


def minutes_since(earlier: datetime, now: datetime) -> int:
    """Return the whole minutes that passed, and none for a moment that is still to come."""
    return max(0, int((now - earlier).total_seconds() // 60))


def minutes_until(later: datetime, now: datetime) -> int:
    """Return the minutes that are left, the last one whole, and none when it is over."""
    return max(0, -int((now - later).total_seconds() // 60))


def minutes_words(minutes: int) -> str:
    """Return a length of time as people say it: 1 minuut, 12 minuten, 3 uur."""
    if minutes >= 120:
        return f"{minutes // 60} uur"
    return "1 minuut" if minutes == 1 else f"{minutes} minuten"


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
