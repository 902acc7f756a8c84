"""Reads policy/periods.yaml strictly: how long each kind of period lasts, and why."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from uitweg.places import SHIPPED
from uitweg.platform.choices import Choices
from uitweg.platform.content.files.strict_yaml import (
    InvalidContent,
    Problem,
    YamlItem,
    read_yaml,
    yaml_items,
)
from uitweg.platform.content.loading import content_folder

PERIODS_FILE = "periods.yaml"
POLICY_FOLDER = SHIPPED / "policy"


PERIOD_KINDS = ("talk", "stay", "reflection")
"""The kinds that the file must have; `cases/periods/rules.py` says what each means."""


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
    """How long a period lasts; days and months are calendar days and months."""

    number: int
    unit: PeriodUnit

    @property
    def words(self) -> str:
        return f"{self.number} {(UNIT_SINGULAR if self.number == 1 else UNIT_PLURAL)[self.unit]}"


class LegalStanding(Choices):
    """How certain a length is; every page that shows a length shows this too."""

    LAW = "law", "een regel"
    PRACTICE = "practice", "een werkwijze, geen wet"
    UNVERIFIED = "unverified", "nog niet nagekeken"


@dataclass(frozen=True)
class PeriodPolicy:
    """One kind of period in the file; `checked_on` is None when it is unverified."""

    what: str
    length: PeriodLength
    standing: LegalStanding
    sources: tuple[str, ...]
    checked_on: date | None
    why: str

    @property
    def doubt(self) -> str:
        """How certain the length is, in Dutch."""
        return self.standing.words


PeriodTable = Mapping[str, PeriodPolicy]


@cache
def period_table() -> PeriodTable:
    """Return the lengths that hold for this installation. Raises InvalidContent."""
    return read_period_table(
        folder_with_periods(Path(os.environ.get("UITWEG_POLICY") or POLICY_FOLDER))
    )


def folder_with_periods(folder: Path) -> Path:
    """Return the city's own folder, or ours when that has no periods file."""
    return folder if (folder / PERIODS_FILE).is_file() else POLICY_FOLDER


def read_period_table(folder: Path = POLICY_FOLDER) -> PeriodTable:
    """Return the table in this folder. Raises InvalidContent."""
    top = read_yaml(folder / PERIODS_FILE, PERIODS_FILE)
    titles = _sources()
    table = {
        row.id: _policy(row, titles)
        for row in yaml_items(PERIODS_FILE, top.take("periods", list), {})
    }
    top.refuse_leftovers()
    if missing := [kind for kind in PERIOD_KINDS if kind not in table]:
        raise InvalidContent(Problem(PERIODS_FILE, missing[0], "this period is missing."))
    return table


def period_problems(folder: Path = POLICY_FOLDER) -> list[Problem]:
    """Return the first problem in the table, if any."""
    try:
        read_period_table(folder_with_periods(folder))
    except InvalidContent as error:
        return [error.problem]
    return []


def _sources() -> dict[str, str]:
    items = content_folder().yaml("sources.yaml").take("items", list)
    return {str(item["id"]): f"{item['title']}, {item['publisher']}" for item in items}


def _policy(row: YamlItem, titles: Mapping[str, str]) -> PeriodPolicy:
    row.text("id")
    if row.id not in PERIOD_KINDS:
        raise row.refused("is not a period the software knows; it could not be obeyed.")
    length, standing = _length(row), row.choice("standing", LegalStanding)
    source_ids, checked_on = row.texts("sources"), row.day("checked_on")
    what, why = row.words("what"), row.words("why")
    row.refuse_leftovers()
    if unknown := [id for id in source_ids if id not in titles]:
        raise row.refused(f"{unknown[0]} is not in content/sources.yaml.")
    if (standing is LegalStanding.UNVERIFIED) != (checked_on is None):
        raise row.refused(
            "checked_on should be null where the length is unverified, and only there."
        )
    if standing is not LegalStanding.UNVERIFIED and not source_ids:
        raise row.refused("it is checked, but names no source.")
    sources = tuple(titles[id] for id in source_ids)
    return PeriodPolicy(what, length, standing, sources, checked_on, why)


def _length(row: YamlItem) -> PeriodLength:
    match = re.fullmatch(r"([0-9]{1,4}) (hours|days|months)", row.words("length"))
    if match and 1 <= int(match[1]) <= LONGEST_PERIODS[PeriodUnit(match[2])]:
        return PeriodLength(int(match[1]), PeriodUnit(match[2]))
    allowed = ", ".join(f"1 to {most} {unit}" for unit, most in LONGEST_PERIODS.items())
    raise row.refused(f"length should be {allowed}, written as '72 hours'.")
