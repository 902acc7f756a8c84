"""What a page says to a member who logged in: what happened, and what became of a call."""

import re
from datetime import datetime

from uitweg.casework.duty.rules.paging import PageKind

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
