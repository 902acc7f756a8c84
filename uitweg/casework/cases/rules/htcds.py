"""The coded facts of one case as a row for a national body, in columns of HTCDS 2.0.

Field names and values of the Human Trafficking Case Data Standard 2.0 (IOM, CC BY 4.0), from
"HTCDS Field Standards 2.0.ods" and "Field Definitions.md" of github.com/UNMigration/HTCDS at commit
3c2f6537cd76 (24 January 2023), changed in this: columns that start with "x_" are ours. IOM did not
make, check or approve these rows. Every known fact stands in our own column, in our own words;
where HTCDS has the field, its column has its value beside it, "Other" if it has none. HTCDS asks an
age in years and a country, and we only know a band and "EU or not": those have no HTCDS value.
Source: htcds-2-0 (content/sources.yaml).
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from uitweg.casework.cases.rules.coding import (
    CODED_FACTS,
    UNKNOWN,
    CodedSex,
    ControlMeans,
    ExploitationForm,
    Nationality,
    Recruitment,
)

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
