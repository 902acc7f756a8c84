"""A callout: why, how urgent, its states, its words, and which two are one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from uitweg.platform.choices import Choices


class Urgency(Choices):
    URGENT = "urgent", "Dringend"
    NORMAL = "normal", "Niet dringend"


class CalloutState(Choices):
    """A callout is open until somebody takes it; taken is not handled: it comes back."""

    OPEN = "open", "Wacht"
    ACKNOWLEDGED = "acknowledged", "Opgepakt"
    HANDLED = "handled", "Klaar"


class CalloutKind(Choices):
    """What happened. Only members who log in see this: no message that leaves says it."""

    DANGER = "danger", "Nieuw gevaar"
    MESSAGE = "message", "Nieuw bericht"
    ACUTE_CASE = "acute-case", "Acuut gevaar"
    URGENT_ACTION = "urgent-action", "Actie met haast"
    EMERGENCY_ACCESS = "emergency-access", "Noodtoegang gebruikt"
    PUBLIC_SITE = "public-site", "De publieke site is veranderd"
    REFERRAL = "referral", "Een verwijzing is mislukt"
    HANDOVER = "handover", "De overdracht is nog niet gelezen"
    ROTA_GAP = "rota-gap", "Een dienst is nog van niemand"
    UNREACHABLE = "unreachable", "Wie dienst heeft is niet goed te bereiken"
    DELIVERY = "delivery", "Oproepen komen niet aan"
    TEST = "test", "Een proef, er is niets aan de hand"


class CalloutAudience(Choices):
    """Whose callout it is: who has duty first, or the leads only."""

    DUTY = "duty", "Dienst"
    LEADS = "leads", "Leiding"


URGENCY_OF = {
    CalloutKind.DANGER: Urgency.URGENT,
    CalloutKind.MESSAGE: Urgency.NORMAL,
    CalloutKind.ACUTE_CASE: Urgency.URGENT,
    CalloutKind.URGENT_ACTION: Urgency.URGENT,
    CalloutKind.EMERGENCY_ACCESS: Urgency.NORMAL,
    CalloutKind.PUBLIC_SITE: Urgency.URGENT,
    CalloutKind.REFERRAL: Urgency.URGENT,
    CalloutKind.HANDOVER: Urgency.NORMAL,
    CalloutKind.ROTA_GAP: Urgency.NORMAL,
    CalloutKind.UNREACHABLE: Urgency.NORMAL,
    CalloutKind.DELIVERY: Urgency.URGENT,
    CalloutKind.TEST: Urgency.NORMAL,
}
FOR_LEADS = frozenset(
    {
        CalloutKind.PUBLIC_SITE,
        CalloutKind.EMERGENCY_ACCESS,
        CalloutKind.HANDOVER,
        CalloutKind.ROTA_GAP,
        CalloutKind.UNREACHABLE,
        CalloutKind.DELIVERY,
    }
)
"""These go to the leads at once; all others to who has duty."""

THING = re.compile(r"([a-z]+):([0-9]{1,18})")

DANGER_KINDS = frozenset({CalloutKind.DANGER, CalloutKind.ACUTE_CASE})
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
MOST_URGENT_CALLOUTS = 5


@dataclass(frozen=True)
class OpenCallout:
    """A callout that nobody took, of the urgency and audience in question."""

    pk: int
    opened_at: datetime
    round: int


def callout_to_join(
    callouts: Sequence[OpenCallout], urgency: Urgency, *, now: datetime
) -> int | None:
    """Return the number of the callout that a new thing joins; None: it gets a callout of its own.

    `callouts` are the open callouts of its urgency and audience that nobody took.
    """
    newest = max(callouts, key=lambda callout: (callout.opened_at, callout.pk), default=None)
    if newest is None:
        return None
    calls_now = newest.round == 0 and newest.opened_at > now - JOINS_WITHIN
    if urgency is Urgency.NORMAL or calls_now or len(callouts) >= MOST_URGENT_CALLOUTS:
        return newest.pk
    return None
