"""A case in codes, and the same as HTCDS, the format of the IOM."""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass

from uitweg.casework.cases.case.rules.data_groups import DataGroup
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


OTHER = "Other"


@dataclass(frozen=True)
class HtcdsField:
    """A field of the standard, its values by ours, and what it calls all others ("" is nothing)."""

    name: str
    values: Mapping[str, str]
    other: str = OTHER


HTCDS_FIELDS = {
    "form": HtcdsField(
        "vic_TypeOfExploitation",
        {
            ExploitationForm.SEXUAL: "SexualExploitation",
            ExploitationForm.LABOUR: "ForcedLabour",
        },
    ),
    "recruitment": HtcdsField(
        "vic_MethodOfRecruitment",
        {
            Recruitment.FRIENDS: "ThroughFriendsOrSocialEvents",
            Recruitment.FAMILY: "ThroughFamilyOrFamilyEvents",
            Recruitment.SCHOOL: "AtAnEducationalInstitution",
        },
    ),
    "control": HtcdsField(
        "vic_MethodsOfControl",
        {
            ControlMeans.DEBT: "DebtBondage",
            ControlMeans.THREATS: "PhysicalThreats",
            ControlMeans.FAMILY_THREATS: "ThreatensChildrenFamily",
            ControlMeans.VIOLENCE: "PhysicalAbuse",
            ControlMeans.SEXUAL_ABUSE: "SexualAbuse",
            ControlMeans.PROMISES: "FalsePromises",
            ControlMeans.DRUGS: "PsychoactiveSubstance",
            ControlMeans.PSYCHOLOGICAL: "PsychologicalAbuse",
        },
    ),
    "sex": HtcdsField(
        "prs_Gender", {CodedSex.BOY: "Masculine", CodedSex.GIRL: "Feminine"}, other=""
    ),
    "nationality": HtcdsField("prs_Citizenship", {Nationality.DUTCH: "NL"}, other=""),
}
"""By coded fact. "Online" is wider than each of the two online values, so it is Other there."""

ROW_ID, CODES = "x_row", "x_codes"
OWN_COLUMNS = {name: f"x_{name}" for name in CODED_FACTS}
COLUMNS = (
    ROW_ID,
    CODES,
    *(field.name for field in HTCDS_FIELDS.values()),
    *OWN_COLUMNS.values(),
)
"""The same for each row, so that whoever gets them can put them under each other."""


@dataclass(frozen=True)
class FactInRow:
    """One fact of a row in words, and each column that has it with its value."""

    question: str
    answer: str
    columns: tuple[tuple[str, str], ...]


def known_facts(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the facts that somebody coded and knows."""
    return {name: value for name, value in facts.items() if value and value != UNKNOWN}


def fact_columns(name: str, value: str) -> tuple[tuple[str, str], ...]:
    """Return the columns that one known fact fills: ours, and that of HTCDS when it has one."""
    own = (OWN_COLUMNS[name], value)
    field = HTCDS_FIELDS.get(name)
    standard = field.values.get(value, field.other) if field else ""
    return ((field.name, standard), own) if field and standard else (own,)


def row_csv(facts: Mapping[str, str], *, row_id: str, code_version: int) -> str:
    """Return the names of all columns and one row (RFC 4180); what is not known is empty.

    Every value is one of fixed words, in ASCII.
    """
    row = {ROW_ID: row_id, CODES: str(code_version)}
    for name, value in known_facts(facts).items():
        row |= dict(fact_columns(name, value))
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS, restval="")
    writer.writeheader()
    writer.writerow(row)
    return file.getvalue()


def is_row(text: str) -> bool:
    return text.startswith(f"{ROW_ID},{CODES},")


def row_id_in(text: str) -> str:
    """Return the id in what `row_csv` wrote; "" when it did not write this."""
    return _columns_in(text).get(ROW_ID, "") if is_row(text) else ""


def facts_in_words(facts: Mapping[str, str]) -> list[FactInRow]:
    """Return the known facts as a member reads them, in the order of the coding page."""
    known = known_facts(facts)
    return [
        FactInRow(
            fact.question, fact.answers.words_of(known[name]), fact_columns(name, known[name])
        )
        for name, fact in CODED_FACTS.items()
        if name in known
    ]


def row_lines(text: str) -> list[tuple[str, str]]:
    """Return each filled column of a row with its value, in words where the column is ours."""
    return [
        (column, f"{value} ({words})" if (words := _words_of(column, value)) else value)
        for column, value in _columns_in(text).items()
        if value
    ]


def _words_of(column: str, value: str) -> str:
    fact = CODED_FACTS.get(column.removeprefix("x_")) if column.startswith("x_") else None
    if fact is None:
        return ""
    return f"{fact.question.rstrip('?')}: {fact.answers.words_of(value)}"


def _columns_in(text: str) -> dict[str, str]:
    return next(iter(csv.DictReader(io.StringIO(text, newline=""))), {})
