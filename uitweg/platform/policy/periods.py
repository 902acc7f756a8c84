"""Reads policy/periods.yaml strictly: how long each kind of period runs, and who says so."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from uitweg.platform.choices import Choices
from uitweg.platform.content.loading import CONTENT_FOLDER as CONTENT
from uitweg.platform.content.strict_yaml import (
    InvalidContent,
    Problem,
    YamlItem,
    read_yaml,
    yaml_items,
)

PERIODS_FILE = "periods.yaml"
POLICY_FOLDER = Path(__file__).resolve().parents[3] / "policy"


PERIOD_KINDS = ("talk", "stay", "reflection")
"""The periods whose length the file says; `cases/rules/periods.py` knows what each means."""


class PeriodUnit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"


UNIT_SINGULAR: dict[PeriodUnit, str] = {
    PeriodUnit.HOURS: "uur",
    PeriodUnit.DAYS: "dag",
    PeriodUnit.MONTHS: "maand",
}
UNIT_PLURAL: dict[PeriodUnit, str] = {
    PeriodUnit.HOURS: "uur",
    PeriodUnit.DAYS: "dagen",
    PeriodUnit.MONTHS: "maanden",
}
LONGEST_PERIODS = {PeriodUnit.HOURS: 720, PeriodUnit.DAYS: 366, PeriodUnit.MONTHS: 24}


@dataclass(frozen=True)
class PeriodLength:
    """How long a period runs; hours are hours, days and months are of the calendar."""

    number: int
    unit: PeriodUnit

    @property
    def words(self) -> str:
        return f"{self.number} {(UNIT_SINGULAR if self.number == 1 else UNIT_PLURAL)[self.unit]}"


class LegalStanding(Choices):
    """How sure a length is; every page that shows it says so."""

    LAW = "law", "een regel"
    PRACTICE = "practice", "een werkwijze, geen wet"
    UNVERIFIED = "unverified", "nog niet nagekeken"


@dataclass(frozen=True)
class PeriodPolicy:
    """One kind of period as the file has it; `checked_on` is None for what is unverified."""

    what: str
    length: PeriodLength
    standing: LegalStanding
    sources: tuple[str, ...]
    checked_on: date | None
    why: str

    @property
    def doubt(self) -> str:
        """Say how sure it is."""
        return self.standing.words


PeriodTable = Mapping[str, PeriodPolicy]


@cache
def period_table() -> PeriodTable:
    """Return the lengths that this installation obeys. Raises Refused, with one sentence."""
    return read_period_table(
        folder_with_periods(Path(os.environ.get("UITWEG_POLICY") or POLICY_FOLDER))
    )


def folder_with_periods(folder: Path) -> Path:
    """Return the city's own folder, or ours when it has no table of periods."""
    return folder if (folder / PERIODS_FILE).is_file() else POLICY_FOLDER


def read_period_table(folder: Path = POLICY_FOLDER, *, content: Path = CONTENT) -> PeriodTable:
    """Return the table of this folder. Raises Refused, with one sentence."""
    top = read_yaml(folder / PERIODS_FILE, PERIODS_FILE)
    titles = _sources(content)
    found = {
        row.id: _policy(row, titles)
        for row in yaml_items(PERIODS_FILE, top.take("periods", list), {})
    }
    top.done()
    if missing := [kind for kind in PERIOD_KINDS if kind not in found]:
        raise InvalidContent(Problem(PERIODS_FILE, missing[0], "this period is missing."))
    return found


def period_problems(folder: Path = POLICY_FOLDER) -> list[Problem]:
    """Return what is wrong with the table; the first is enough, as for who starts a door."""
    try:
        read_period_table(folder_with_periods(folder))
    except InvalidContent as refused:
        return [refused.problem]
    return []


def _sources(content: Path) -> dict[str, str]:
    items = read_yaml(content / "sources.yaml", "sources.yaml").take("items", list)
    return {str(item["id"]): f"{item['title']}, {item['publisher']}" for item in items}


def _policy(row: YamlItem, titles: Mapping[str, str]) -> PeriodPolicy:
    row.text("id")
    if row.id not in PERIOD_KINDS:
        raise row.refused("is not a period the software knows; it could not be obeyed.")
    length, standing = _length(row), row.choice("standing", LegalStanding)
    named, checked = row.texts("sources"), row.day("checked_on")
    what, why = row.words("what"), row.words("why")
    row.done()
    if lost := [id for id in named if id not in titles]:
        raise row.refused(f"{lost[0]} is not in content/sources.yaml.")
    if (standing is LegalStanding.UNVERIFIED) != (checked is None):
        raise row.refused(
            "checked_on should be null where the length is unverified, and only there."
        )
    if standing is not LegalStanding.UNVERIFIED and not named:
        raise row.refused("it is checked, but names no source.")
    return PeriodPolicy(what, length, standing, tuple(titles[id] for id in named), checked, why)


def _length(row: YamlItem) -> PeriodLength:
    said = re.fullmatch(r"([0-9]{1,4}) (hours|days|months)", row.words("length"))
    if said and 1 <= int(said[1]) <= LONGEST_PERIODS[PeriodUnit(said[2])]:
        return PeriodLength(int(said[1]), PeriodUnit(said[2]))
    allowed = ", ".join(f"1 to {most} {unit}" for unit, most in LONGEST_PERIODS.items())
    raise row.refused(f"length should be {allowed}, written as '72 hours'.")
