"""The directory of partners: what they offer, what they have free, and who may see what of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from uitweg.platform.choices import Choices


class Secrecy(Choices):
    """Who may see one field of an organisation or service, from everyone to a few."""

    PUBLIC = "public", "iedereen"
    PARTNERS = "partners", "team en partners"
    TEAM = "team", "alleen het team"
    NAMED = "named", "alleen wie erbij genoemd is"


OPEN_LEVELS = (Secrecy.PUBLIC, Secrecy.PARTNERS)
UP_TO_TEAM = (*OPEN_LEVELS, Secrecy.TEAM)
"""For what the team needs to find help: a name, whom it is for, when it can be called."""
ALL_LEVELS = tuple(Secrecy)


@dataclass(frozen=True)
class DirectoryField:
    """A field with its words, who sees it when nobody chose, and what can be chosen."""

    words: str
    default: Secrecy = Secrecy.PUBLIC
    levels: tuple[Secrecy, ...] = ALL_LEVELS


ORGANISATION_FIELDS: dict[str, DirectoryField] = {
    "name": DirectoryField("Naam", levels=UP_TO_TEAM),
    "description": DirectoryField("Wat doen zij?"),
    "region": DirectoryField("Regio", levels=UP_TO_TEAM),
    "website": DirectoryField("Website"),
    "phone": DirectoryField("Telefoon overdag", Secrecy.PARTNERS),
    "night_phone": DirectoryField("Telefoon 's nachts", Secrecy.TEAM),
    "mail": DirectoryField("Mailadres voor een bericht", Secrecy.TEAM),
    "code_phone": DirectoryField("Nummer dat de code krijgt", Secrecy.TEAM),
    "address": DirectoryField("Adres", Secrecy.TEAM),
}
SERVICE_FIELDS: dict[str, DirectoryField] = {
    "name": DirectoryField("Wat is het?", levels=UP_TO_TEAM),
    "who": DirectoryField("Voor wie", levels=UP_TO_TEAM),
    "regions": DirectoryField("Regio's", levels=UP_TO_TEAM),
    "district": DirectoryField("Stadsdeel of wijk", Secrecy.TEAM, levels=UP_TO_TEAM),
    "hours": DirectoryField("Wanneer te bellen", levels=UP_TO_TEAM),
    "stay": DirectoryField("Hoe lang", levels=UP_TO_TEAM),
    "capacity": DirectoryField("Plek", Secrecy.TEAM, levels=UP_TO_TEAM),
}


def level_of(name: str, chosen: Mapping[str, str], fields: Mapping[str, DirectoryField]) -> Secrecy:
    """Return who may see this field; a stored level that cannot be is the strictest."""
    field = fields[name]
    level = chosen.get(name, field.default.value)
    return Secrecy(level) if level in field.levels else Secrecy.NAMED


def may_see(level: Secrecy, *, reader: Secrecy) -> bool:
    """Return whether a reader sees a field of this level; `reader` is the strictest they see."""
    return ALL_LEVELS.index(level) <= ALL_LEVELS.index(reader)


class CapacityCode(Choices):
    """What a service has free, as it said itself; the codes of the field."""

    CAPACITY = "capacity", "plek"
    NONE = "none", "vol"
    WAITING_LIST = "waiting-list", "wachtlijst"
    ASK = "ask", "eerst overleggen"


WAITS_FOR_CALL = frozenset({"reach-unconfirmed", "account-unconfirmed"})
"""Why nothing can be sent to an organisation until a second member has called it."""
ACCOUNT_IS_NEW = timedelta(days=7)
"""So long after it was admitted nothing goes to an account unless a second member knows it."""
CAPACITY_HOLDS = timedelta(hours=24)
"""What was said longer ago is unknown, and never ranks as free."""


def capacity_at(
    code: CapacityCode | None, said_at: datetime | None, *, now: datetime
) -> CapacityCode | None:
    """Return what a service has free now; None when that is unknown.

    What was said later than `now` is unknown too: a clock was wrong.
    """
    if code is None or said_at is None or not timedelta() <= now - said_at <= CAPACITY_HOLDS:
        return None
    return code


class ServiceKind(Choices):
    SHELTER = "shelter", "opvang"
    CARE = "care", "zorg"
    LAWYER = "lawyer", "advocaat"
    POLICE = "police", "politie"
    PROSECUTOR = "prosecutor", "officier van justitie"
    SCHOOL = "school", "school"
    YOUTH_CARE = "youth-care", "jeugdhulp"
    DEBT_HELP = "debt-help", "schuldhulp"
    ADVICE = "advice", "advies en melden"
    OTHER = "other", "iets anders"


class ServedSex(Choices):
    """Whom a service takes."""

    ALL = "all", "iedereen"
    BOYS = "boys", "alleen jongens"
    GIRLS = "girls", "alleen meisjes"


class Province(Choices):
    """The provinces of the Netherlands; an address in HSDS names one."""

    DRENTHE = "Drenthe", "Drenthe"
    FLEVOLAND = "Flevoland", "Flevoland"
    FRIESLAND = "Fryslân", "Fryslân"
    GELDERLAND = "Gelderland", "Gelderland"
    GRONINGEN = "Groningen", "Groningen"
    LIMBURG = "Limburg", "Limburg"
    NORTH_BRABANT = "Noord-Brabant", "Noord-Brabant"
    NORTH_HOLLAND = "Noord-Holland", "Noord-Holland"
    OVERIJSSEL = "Overijssel", "Overijssel"
    UTRECHT = "Utrecht", "Utrecht"
    ZEELAND = "Zeeland", "Zeeland"
    SOUTH_HOLLAND = "Zuid-Holland", "Zuid-Holland"


ADDRESS_PARTS = ("street", "postcode", "city", "province")


@lru_cache(maxsize=4096)  # a long directory names the same few regions over and over
def listed(text: str) -> tuple[str, ...]:
    """Return the names in "Amsterdam, Zaanstreek"."""
    return tuple(name for part in text.split(",") if (name := " ".join(part.split())))
