"""The states of a conference, of its items, and what the youngster knows of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from uitweg.casework.cases.consents.rules.disclosures import DisclosureMethod
from uitweg.casework.partners.dispatch.rules.packages import DispatchKind, PackageKind
from uitweg.platform.choices import Choices

CONFERENCE = DispatchKind(
    PackageKind.CONFERENCE,
    running=("overleg", "overleggen"),
    via=DisclosureMethod.CONFERENCE,
    yes="Ja, ik kom en houd het geheim",
    full="Ik kan dan niet",
    no_fit="Dit overleg is niet voor ons",
    yes_reads_on=True,
)
MINUTES = DispatchKind(
    PackageKind.MINUTES,
    running=("verslag", "verslagen"),
    via=DisclosureMethod.CONFERENCE,
    yes="Gelezen",
    yes_reads_on=True,
)
SEES_AFTER_END = timedelta(hours=1)
"""So long after the end a participant can still open what they got beforehand."""
MINUTES_WITHIN = timedelta(hours=1)
"""So soon after the end the minutes must be out."""
MINUTES_OPEN = timedelta(days=14)
"""So long a partner can open the minutes; then the conference is closed."""
MOST_ITEMS = 60
MOST_PARTICIPANTS = 40
ASK_AFTER_WITHIN = timedelta(days=3)
"""So long before it begins the chair is reminded of who did not answer."""
LONGEST_CONFERENCE = timedelta(hours=12)


class ConferenceState(Choices):
    """How far a conference came. From SENT on its minutes do not change."""

    PLANNED = "planned", "gepland"
    HELD = "held", "bezig"
    RECORDED = "recorded", "besproken"
    SENT = "sent", "verslag verstuurd"
    CLOSED = "closed", "afgesloten"
    CANCELLED = "cancelled", "gaat niet door"


CONFERENCE_TRANSITIONS: dict[ConferenceState, frozenset[ConferenceState]] = {
    ConferenceState.PLANNED: frozenset({ConferenceState.HELD, ConferenceState.CANCELLED}),
    ConferenceState.HELD: frozenset({ConferenceState.RECORDED}),
    ConferenceState.RECORDED: frozenset({ConferenceState.HELD, ConferenceState.SENT}),
    ConferenceState.SENT: frozenset({ConferenceState.CLOSED}),
    ConferenceState.CLOSED: frozenset(),
    ConferenceState.CANCELLED: frozenset(),
}
WRITABLE_STATES = frozenset(
    {ConferenceState.PLANNED, ConferenceState.HELD, ConferenceState.RECORDED}
)
"""In these the agenda and what was agreed can still change."""
TALKING_STATES = frozenset({ConferenceState.HELD, ConferenceState.RECORDED})


class ItemState(Choices):
    PLANNED = "planned", "nog niet besproken"
    DISCUSSED = "discussed", "besproken"
    POSTPONED = "postponed", "later bespreken"


class Involvement(Choices):
    """What the youngster knows of it; each item needs an answer before the minutes leave."""

    INVITED = "invited", "was uitgenodigd"
    INFORMED = "informed", "ingelicht"
    NOT = "not", "niet ingelicht"


class Attendance(Choices):
    """Whether an organisation that was invited comes, by what it answered."""

    COMES = "comes", "komt"
    NOT = "not", "komt niet"
    ASKS = "asks", "heeft een vraag"
    SILENT = "silent", "nog geen antwoord"
    TIME_ONLY = "time-only", "weet alleen wanneer: bel zelf"


class Undone(Choices):
    """Why an action of an earlier conference was not done: asked once for each."""

    OVERTAKEN = "overtaken", "achterhaald"
    NEGLECTED = "neglected", "blijven liggen"


class MinutesLack(Choices):
    """What is missing before the minutes can leave."""

    NOT_DISCUSSED = "not-discussed", "nog niet besproken"
    YOUNGSTER = "youngster", "weet de jongere ervan?"
    WHY_NOT = "why-not", "waarom weet de jongere het niet?"
    LINE = "line", "een regel is nog niet duidelijk"
    UNDONE = "undone", "een oude actie wacht op antwoord"


@dataclass(frozen=True)
class ItemProgress:
    """What decides whether the minutes of one item can leave."""

    state: ItemState
    involvement: str
    has_reason: bool
    unclear_lines: int
    unanswered_actions: int


def lacks_of(item: ItemProgress) -> tuple[MinutesLack, ...]:
    """Return what is missing of one item; a postponed item lacks nothing.

    Of a youngster who was not told, the reason is required.
    """
    if item.state == ItemState.POSTPONED:
        return ()
    knows = item.involvement in (Involvement.INVITED, Involvement.INFORMED)
    is_not_told = item.involvement == Involvement.NOT
    missing = (
        (MinutesLack.NOT_DISCUSSED, item.state == ItemState.PLANNED),
        (MinutesLack.YOUNGSTER, not knows and not is_not_told),
        (MinutesLack.WHY_NOT, is_not_told and not item.has_reason),
        (MinutesLack.LINE, item.unclear_lines > 0),
        (MinutesLack.UNDONE, item.unanswered_actions > 0),
    )
    return tuple(lack for lack, is_missing in missing if is_missing)


def item_times(starts_at: datetime, ends_at: datetime, items: int) -> list[datetime]:
    """Return when each item begins: the time is shared out, in whole steps of five minutes."""
    if not items:
        return []
    minutes = int((ends_at - starts_at).total_seconds() // 60)
    return [
        starts_at + timedelta(minutes=minutes * number // items // 5 * 5) for number in range(items)
    ]


def item_after(items: Iterable[int], current: int) -> int | None:
    """Return the number after `current` in the agenda, or None at its end."""
    rest = iter(items)
    for number in rest:
        if number == current:
            return next(rest, None)
    return None
