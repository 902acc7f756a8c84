"""Which places fit what a youngster needs, and in which order to call them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from uitweg.casework.partners.directory.rules import (
    CapacityCode,
    ServedSex,
    ServiceKind,
    capacity_at,
)
from uitweg.platform.choices import Choices


class CallOutcome(Choices):
    """What came of one call to a service."""

    YES = "yes", "ja, plek"
    NO = "no", "nee"
    CALLS_BACK = "calls-back", "belt terug"
    NO_ANSWER = "no-answer", "geen gehoor"


class InsteadOfPlace(Choices):
    """What was done when no place was found."""

    FAMILY = "family", "bij familie"
    HOTEL = "hotel", "hotel met begeleider"
    POLICE_STATION = "police-station", "politiebureau"
    STAYED = "stayed", "bleef waar de jongere was"


class Sex(Choices):
    BOY = "boy", "jongen"
    GIRL = "girl", "meisje"
    OTHER = "other", "anders"


class AgeGroup(Choices):
    """The age groups in which nights without a place are counted."""

    UNDER_12 = "under-12", "jonger dan 12"
    FROM_12 = "12-15", "12 tot en met 15"
    FROM_16 = "16-17", "16 of 17"
    ADULT = "18-plus", "18 of ouder"
    UNKNOWN = "unknown", "leeftijd niet bekend"


def age_group_of(age: int | None) -> AgeGroup:
    if age is None:
        return AgeGroup.UNKNOWN
    for limit, group in ((12, AgeGroup.UNDER_12), (16, AgeGroup.FROM_12), (18, AgeGroup.FROM_16)):
        if age < limit:
            return group
    return AgeGroup.ADULT


class Criterion(Choices):
    """What a service can fail on; each can be let go."""

    AGE = "age", "de leeftijd"
    SEX = "sex", "jongen of meisje"
    LANGUAGE = "language", "de taal"
    REGION = "region", "de regio"
    HOURS = "hours", "nu te bellen"


@dataclass(frozen=True)
class Need:
    """What a youngster needs; None or empty is not known, or let go, and excludes nothing.

    `never_in` are districts where the youngster must never be.
    """

    kinds: frozenset[ServiceKind] = frozenset({ServiceKind.SHELTER})
    age: int | None = None
    sex: Sex | None = None
    languages: tuple[str, ...] = ()
    region: str = ""
    now_only: bool = True
    never_in: tuple[str, ...] = ()

    def without(self, criteria: Iterable[Criterion]) -> "Need":
        """Return this need with some criteria let go; a never-there rule cannot be."""
        empty = Need()
        fields = {
            Criterion.AGE: {"age": empty.age},
            Criterion.SEX: {"sex": empty.sex},
            Criterion.LANGUAGE: {"languages": ()},
            Criterion.REGION: {"region": ""},
            Criterion.HOURS: {"now_only": False},
        }
        need = self
        for criterion in criteria:
            need = replace(need, **fields[criterion])  # type: ignore[arg-type]
        return need


@dataclass(frozen=True, slots=True)
class Offer:
    """One service, as far as choosing needs it; `code` and `said_at` are what it said last."""

    service: int
    organisation: int
    name: str
    min_age: int | None = None
    max_age: int | None = None
    served_sex: str = ServedSex.ALL.value
    languages: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    district: str = ""
    is_closed_now: bool = False
    code: CapacityCode | None = None
    places: int | None = None
    said_at: datetime | None = None
    said_no: bool = False
    """This youngster got a no there, less than `NO_HOLDS` ago."""

    def capacity(self, now: datetime) -> CapacityCode | None:
        return capacity_at(self.code, self.said_at, now=now)


NO_HOLDS = timedelta(hours=12)


class Standing(Choices):
    """The three heads of the list, in the order in which to call."""

    FREE = "free", "Meldt plek"
    ASK = "ask", "Vraag het"
    NOT_NOW = "not-now", "Nu niet"


def misses(offer: Offer, need: Need) -> list[Criterion]:
    """Return on which criteria this service does not fit. A service that says nothing, fits."""
    failing = {
        Criterion.AGE: need.age is not None and not _takes_age(offer, need.age),
        Criterion.SEX: need.sex is not None and not _takes_sex(offer, need.sex),
        Criterion.LANGUAGE: bool(need.languages and offer.languages)
        and not _plain(need.languages) & _plain(offer.languages),
        Criterion.REGION: bool(need.region and offer.regions)
        and not _plain([need.region]) & _plain(offer.regions),
        Criterion.HOURS: need.now_only and offer.is_closed_now,
    }
    return [criterion for criterion, fails in failing.items() if fails]


def _takes_age(offer: Offer, age: int) -> bool:
    lowest = 0 if offer.min_age is None else offer.min_age
    return lowest <= age and (offer.max_age is None or age <= offer.max_age)


def _takes_sex(offer: Offer, sex: Sex) -> bool:
    taken = {ServedSex.BOYS: Sex.BOY, ServedSex.GIRLS: Sex.GIRL}
    served = ServedSex(offer.served_sex)
    return served is ServedSex.ALL or taken[served] is sex


def _plain(names: Iterable[str]) -> set[str]:
    return {name.casefold() for name in names}


def standing_of(offer: Offer, *, now: datetime) -> Standing:
    """Return under which head a service stands; what is unknown is to be asked, never free."""
    if offer.said_no or offer.is_closed_now:
        return Standing.NOT_NOW
    match offer.capacity(now):
        case CapacityCode.CAPACITY if offer.places != 0:
            return Standing.FREE
        case None | CapacityCode.ASK:
            return Standing.ASK
        case _:
            return Standing.NOT_NOW


@dataclass(frozen=True)
class RankedOffer:
    offer: Offer
    standing: Standing
    misses: tuple[Criterion, ...] = ()


@dataclass(frozen=True)
class Found:
    """What fits in the order in which to call, what only just does not, and what is hidden.

    `hidden` has, by district, how many places a never-there rule hides. `by_letting_go` has how
    many more would fit without one criterion.
    """

    fitting: tuple[RankedOffer, ...]
    near: tuple[RankedOffer, ...]
    hidden: dict[str, int]
    by_letting_go: dict[Criterion, int]


def find(offers: Iterable[Offer], need: Need, *, now: datetime) -> Found:
    """Rank services for this need: says free, to be asked, not now; inside each fresher first."""
    fitting, near, hidden = list[RankedOffer](), list[RankedOffer](), dict[str, int]()
    by_letting_go = dict[Criterion, int]()
    for offer in offers:
        if offer.district and _plain([offer.district]) & _plain(need.never_in):
            hidden[offer.district] = hidden.get(offer.district, 0) + 1
            continue
        missing = tuple(misses(offer, need))
        ranked = RankedOffer(offer, standing_of(offer, now=now), missing)
        if not missing:
            fitting.append(ranked)
        elif len(missing) == 1:
            near.append(ranked)
            by_letting_go[missing[0]] = by_letting_go.get(missing[0], 0) + 1
    order = tuple(Standing)

    def rank(ranked: RankedOffer) -> tuple[int, bool, float, str]:
        said_at = ranked.offer.said_at
        is_known = ranked.offer.capacity(now) is not None
        age = (now - said_at).total_seconds() if said_at else float("inf")
        return order.index(ranked.standing), not is_known, age, ranked.offer.name.casefold()

    return Found(
        tuple(sorted(fitting, key=rank)), tuple(sorted(near, key=rank)), hidden, by_letting_go
    )


SEX_WORDS = {
    Sex.BOY: ("jongen", "man", "hij", "m"),
    Sex.GIRL: ("meisje", "vrouw", "zij", "v"),
    Sex.OTHER: ("anders", "non-binair", "x"),
}


def read_sex(text: str) -> Sex | None:
    """Return what a member wrote as the sex; None for words that say nothing certain."""
    words = set(re.findall(r"[\w-]+", text.casefold()))
    said = [sex for sex, known in SEX_WORDS.items() if words & set(known)]
    return said[0] if len(said) == 1 else None


def read_age(text: str) -> int | None:
    """Return the age in "16" or "16 jaar"; None for "een jaar of 15, 16"."""
    numbers = re.findall(r"\d+", text)
    return int(numbers[0]) if len(numbers) == 1 and len(numbers[0]) <= 2 else None


def read_languages(text: str) -> tuple[str, ...]:
    """Return the languages in "Nederlands en Arabisch"."""
    parts = re.split(r"[,;/\n]|\ben\b", text)
    return tuple(name for part in parts if (name := part.strip(" .")))


def names_in(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return which of these names of places stand in a text as words of their own."""
    plain = text.casefold()
    return tuple(
        name
        for name in names
        if name and re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", plain)
    )


SMALLEST_SHOWN = 8
ROUNDED_TO = 5


def shown_count(count: int) -> str:
    """Return a count in words: 0, "minder dan 8", else rounded to the nearest five.

    Nobody is then recognised in a small group, nor by taking one number from another.
    """
    if count == 0:
        return "0"
    if count < SMALLEST_SHOWN:
        return f"minder dan {SMALLEST_SHOWN}"
    return str(ROUNDED_TO * round(count / ROUNDED_TO))
