"""What the directory knows: kinds of service, hidden fields, free places, opening hours, edits."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol

from uitweg.casework.cases.sheets.rules import read_safe_hours
from uitweg.platform.choices import Choices
from uitweg.platform.content.values.opening import Days, OnHolidays, Opening, OpenPeriod


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


ORGANISATION_COLUMNS = (
    *("name", "description", "region", "website", "phone", "night_phone", "mail", "code_phone"),
    *("answer_within", "agreement_until"),
)
SERVICE_COLUMNS = (
    *("kind", "name", "min_age", "max_age", "served_sex", "languages", "regions", "district"),
    *("day_and_night", "weekday_hours", "weekend_hours", "stay"),
)
WHERE_PACKAGES_GO = ("mail", "code_phone")
"""Who changes both reads what is sent there: only who may read cases changes them."""
REACH = ("name", *WHERE_PACKAGES_GO)
"""What decides at whom a link ends up. With a name a sender chooses: an organisation whose own
address was confirmed can be given the name of another."""
LEVEL_PREFIX = "level_"
"""Before the name of a field: who may see it."""


def levels_as_texts(
    secrecy: Mapping[str, str], fields: Mapping[str, DirectoryField]
) -> dict[str, str]:
    """Return who may see each field, as a form has it."""
    return {LEVEL_PREFIX + name: level_of(name, secrecy, fields).value for name in fields}


def secrecy_from_texts(
    texts: Mapping[str, str], fields: Mapping[str, DirectoryField]
) -> dict[str, str]:
    """Return the levels in these texts that are not the default, as they are stored."""
    levels = {name: texts[LEVEL_PREFIX + name] for name in fields if LEVEL_PREFIX + name in texts}
    return {name: level for name, level in levels.items() if level != fields[name].default.value}


def editable_columns(
    secrecy: Mapping[str, str], *, reader: Secrecy, directs_packages: bool
) -> frozenset[str]:
    """Return the columns and levels of an organisation that this reader may see and change.

    `directs_packages` says whether they may change where packages to it go.
    """
    closed = () if directs_packages else WHERE_PACKAGES_GO
    visible = {
        name
        for name in set(ORGANISATION_FIELDS).difference(closed)
        if may_see(level_of(name, secrecy, ORGANISATION_FIELDS), reader=reader)
    }
    address = ADDRESS_PARTS if "address" in visible else ()
    unguarded = set(ORGANISATION_COLUMNS) - set(ORGANISATION_FIELDS)
    columns = (set(ORGANISATION_COLUMNS) & visible) | unguarded | set(address)
    return frozenset(columns | {LEVEL_PREFIX + name for name in visible})


@lru_cache(maxsize=1024)  # many services have the same office hours
def opening_of(*, day_and_night: bool, weekday_hours: str, weekend_hours: str) -> Opening:
    """Return the hours as data; `weekday_hours` is "09:00 tot 17:00", or "" when closed.

    What holds on a public holiday nobody told us, so then it is not known whether it is open.
    """
    periods = (
        _period(Days.WEEKDAYS, weekday_hours),
        _period(Days.WEEKEND, weekend_hours),
    )
    return Opening(
        always=day_and_night or None,
        periods=tuple(period for period in periods if period),
        on_holidays=OnHolidays.UNKNOWN,
    )


def _period(days: Days, text: str) -> OpenPeriod | None:
    hours = read_safe_hours(text) if text else None
    return OpenPeriod(days, f"{hours.begin:%H:%M}", f"{hours.end:%H:%M}") if hours else None


def hours_in_words(opening: Opening) -> str:
    """Return "dag en nacht", "werkdagen 09:00 tot 17:00", or "" when nobody said."""
    if opening.always:
        return "dag en nacht"
    days = {Days.WEEKDAYS: "werkdagen", Days.WEEKEND: "weekend", Days.DAILY: "elke dag"}
    return ", ".join(
        f"{days[period.days]} {period.opens} tot {period.closes}" for period in opening.periods
    )


def is_closed(opening: Opening, at: datetime, is_holiday: Callable[[date], bool]) -> bool:
    """Return whether it can certainly not be called at this moment in the Netherlands.

    Without hours, and on a public holiday, that is not known.
    """
    if opening.always or not opening.periods or is_holiday(at.date()):
        return False
    return opening.open_until(at, is_holiday) is None


SEX_WORDS = {
    ServedSex.ALL: "jongens en meisjes",
    ServedSex.BOYS: "jongens",
    ServedSex.GIRLS: "meisjes",
}


class Eligibility(Protocol):
    """A service, as far as it says whom it takes."""

    served_sex: str
    min_age: int | None
    max_age: int | None


def who_words(service: Eligibility) -> str:
    """Return "jongens 12 t/m 17"."""
    sexes = SEX_WORDS[ServedSex(service.served_sex)]
    match service.min_age, service.max_age:
        case None, None:
            return sexes
        case lowest, None:
            return f"{sexes} vanaf {lowest}"
        case None, highest:
            return f"{sexes} t/m {highest}"
        case lowest, highest:
            return f"{sexes} {lowest} t/m {highest}"
