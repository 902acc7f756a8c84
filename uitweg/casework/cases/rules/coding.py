"""What is counted of a case: fixed choices, never text, so that figures need no reading of files.

Which of them HTCDS 2.0 has is in `rules.htcds`; it has none for forced crime, nor for what Dutch
registrations lack: age band, duration and place when it happened. Source: htcds-2-0, uitweg-own.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.platform.choices import Choices

CODE_VERSION = 1
"""Rises when a category changes its meaning; every count says of which version it is."""


class ExploitationForm(Choices):
    CRIMINAL = "criminal", "Criminele uitbuiting"
    SEXUAL = "sexual", "Seksuele uitbuiting"
    LABOUR = "labour", "Uitbuiting op het werk"
    OTHER = "other", "Iets anders"
    UNKNOWN = "unknown", "Niet bekend"


class ForcedAct(Choices):
    """What the youngster was pressed to do, mostly."""

    DRUGS = "drugs", "Drugs bewaren, brengen of verkopen"
    HARBOUR = "harbour", "Uithalen in de haven"
    EXPLOSIVES = "explosives", "Explosief of brand"
    MONEY = "money", "Bankrekening of geld van anderen"
    THEFT = "theft", "Stelen of inbreken"
    VIOLENCE = "violence", "Geweld of bedreiging"
    RECRUITING = "recruiting", "Anderen erbij halen"
    OTHER = "other", "Iets anders"
    UNKNOWN = "unknown", "Niet bekend"


class AgeBand(Choices):
    UNDER_12 = "under-12", "Jonger dan 12"
    FROM_12 = "12-14", "12 tot en met 14"
    FROM_15 = "15-17", "15 tot en met 17"
    FROM_18 = "18-22", "18 tot en met 22"
    FROM_23 = "23-up", "23 of ouder"
    UNKNOWN = "unknown", "Niet bekend"


class CodedSex(Choices):
    BOY = "boy", "Jongen"
    GIRL = "girl", "Meisje"
    OTHER = "other", "Anders"
    UNKNOWN = "unknown", "Niet bekend"


class Nationality(Choices):
    DUTCH = "dutch", "Nederlands"
    EU = "eu", "Ander land van de EU"
    NON_EU = "non-eu", "Land buiten de EU"
    UNKNOWN = "unknown", "Niet bekend"


class Referrer(Choices):
    """Who gave the first signal."""

    SELF = "self", "De jongere zelf"
    FAMILY = "family", "Ouder of familie"
    FRIEND = "friend", "Vriend of buur"
    SCHOOL = "school", "School"
    CARE = "care", "Zorg of jongerenwerk"
    YOUTH_PROTECTION = "youth-protection", "Jeugdbescherming"
    POLICE = "police", "Politie of justitie"
    OTHER = "other", "Iemand anders"
    UNKNOWN = "unknown", "Niet bekend"


class Recruitment(Choices):
    ONLINE = "online", "Online"
    FRIENDS = "friends", "Vrienden of bekenden"
    FAMILY = "family", "Familie"
    SCHOOL = "school", "Op of rond school"
    STREET = "street", "Op straat"
    INSTITUTION = "institution", "In een instelling of opvang"
    OTHER = "other", "Anders"
    UNKNOWN = "unknown", "Niet bekend"


class ControlMeans(Choices):
    """With what the youngster was kept in it, mostly."""

    DEBT = "debt", "Een schuld of boete"
    THREATS = "threats", "Bedreiging"
    FAMILY_THREATS = "family-threats", "Bedreiging van familie"
    VIOLENCE = "violence", "Geweld"
    SEXUAL_ABUSE = "sexual-abuse", "Seksueel geweld of beelden"
    PROMISES = "promises", "Mooie beloften"
    DRUGS = "drugs", "Drugs of drank"
    PSYCHOLOGICAL = "psychological", "Druk, vriendschap of liefde"
    OTHER = "other", "Iets anders"
    UNKNOWN = "unknown", "Niet bekend"


class ExploitationDuration(Choices):
    DAYS = "days", "Korter dan een maand"
    MONTHS = "months", "Een maand tot een half jaar"
    HALF_YEAR = "half-year", "Een half jaar tot een jaar"
    YEARS = "years", "Een jaar of langer"
    UNKNOWN = "unknown", "Niet bekend"


class ExploitationPlace(Choices):
    """Where it happened, mostly."""

    OWN_CITY = "own-city", "In de eigen stad"
    ELSEWHERE = "elsewhere", "Elders in Nederland"
    ABROAD = "abroad", "In het buitenland"
    ONLINE = "online", "Online"
    UNKNOWN = "unknown", "Niet bekend"


class HelpResult(Choices):
    GOT = "got", "Gevraagd en gekregen"
    WAITING = "waiting", "Gevraagd, wacht nog"
    NONE = "none", "Gevraagd, niet gekregen"
    NOT_ASKED = "not-asked", "Niet gevraagd"
    UNKNOWN = "unknown", "Niet bekend"


class ShelterResult(Choices):
    PLACED = "placed", "Geplaatst"
    WAITING = "waiting", "Wacht op een plek"
    NONE = "none", "Geen plek gevonden"
    NOT_NEEDED = "not-needed", "Niet nodig of niet gevraagd"
    UNKNOWN = "unknown", "Niet bekend"


class PoliceContact(Choices):
    """The furthest step that was taken as a victim, or that the youngster is a suspect only."""

    NONE = "none", "Geen"
    REPORTED = "reported", "Melding"
    TALK = "talk", "Informatief gesprek"
    COMPLAINT = "complaint", "Aangifte"
    SUSPECT_ONLY = "suspect-only", "Alleen als verdachte"
    UNKNOWN = "unknown", "Niet bekend"


@dataclass(frozen=True)
class CodedFact:
    """A question with fixed answers, and the data group that somebody must see to answer it."""

    question: str
    answers: type[Choices]
    group: DataGroup


CODED_FACTS: dict[str, CodedFact] = {
    "form": CodedFact("Welke vorm van uitbuiting?", ExploitationForm, DataGroup.SITUATION),
    "act": CodedFact("Wat moest de jongere vooral doen?", ForcedAct, DataGroup.LAW_POLICE),
    "age_at_start": CodedFact("Leeftijd toen het begon", AgeBand, DataGroup.SITUATION),
    "age_now": CodedFact("Leeftijd toen de casus begon", AgeBand, DataGroup.SITUATION),
    "sex": CodedFact("Jongen, meisje of anders", CodedSex, DataGroup.SITUATION),
    "nationality": CodedFact("Nationaliteit", Nationality, DataGroup.SITUATION),
    "referrer": CodedFact("Wie gaf het eerste signaal?", Referrer, DataGroup.SITUATION),
    "recruitment": CodedFact("Hoe kwam de jongere erin?", Recruitment, DataGroup.SITUATION),
    "control": CodedFact("Waarmee vooral vastgehouden?", ControlMeans, DataGroup.SAFETY),
    "duration": CodedFact("Hoe lang duurde het?", ExploitationDuration, DataGroup.SITUATION),
    "place": CodedFact("Waar gebeurde het vooral?", ExploitationPlace, DataGroup.SITUATION),
    "help": CodedFact("Hulp", HelpResult, DataGroup.SITUATION),
    "shelter": CodedFact("Opvang", ShelterResult, DataGroup.SHELTER),
    "police": CodedFact("Contact met de politie", PoliceContact, DataGroup.LAW_POLICE),
}
"""Every coded fact by its name, in the order of the page."""

UNKNOWN = "unknown"


def visible_facts(groups: frozenset[DataGroup]) -> dict[str, CodedFact]:
    """Return the facts that whoever reads these data groups may see and code."""
    return {name: fact for name, fact in CODED_FACTS.items() if fact.group in groups}


def age_band(age: str) -> str:
    """Return the band of an age as somebody typed it; "" when it is not one number of years."""
    numbers = re.findall(r"\d+", age)
    if len(numbers) != 1 or not 0 < int(numbers[0]) < 100:
        return ""
    years = int(numbers[0])
    for most, band in ((11, AgeBand.UNDER_12), (14, AgeBand.FROM_12), (17, AgeBand.FROM_15)):
        if years <= most:
            return band
    return AgeBand.FROM_18 if years <= 22 else AgeBand.FROM_23


SEX_WORDS = {
    "jongen": CodedSex.BOY,
    "man": CodedSex.BOY,
    "m": CodedSex.BOY,
    "meisje": CodedSex.GIRL,
    "vrouw": CodedSex.GIRL,
    "v": CodedSex.GIRL,
    "anders": CodedSex.OTHER,
}


def proposals(person: Mapping[str, str]) -> dict[str, str]:
    """Return what the case knows already, by fact; `person` is what is seen of the person sheet."""
    sex = SEX_WORDS.get(person.get("sex", "").strip().lower(), "")
    found = {
        "form": ExploitationForm.CRIMINAL,
        "age_at_start": age_band(person.get("age_at_start", "")),
        "age_now": age_band(person.get("age", "")),
        "sex": sex,
    }
    return {name: str(value) for name, value in found.items() if value}
