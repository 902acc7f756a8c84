"""Reads policy/periods.yaml strictly: how long each kind of period runs, and who says so."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from uitweg.platform.content.loading import ROOT as CONTENT
from uitweg.platform.content.strict_yaml import Problem, Refused, Row, rows, whole

FILE = "periods.yaml"
FOLDER = Path(__file__).resolve().parents[3] / "policy"


KINDS = ("talk", "stay", "reflection")
"""The periods whose length the file says; `cases/rules/periods.py` knows what each means."""


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    MONTHS = "months"


ONE = {Unit.HOURS: "uur", Unit.DAYS: "dag", Unit.MONTHS: "maand"}
MORE = {Unit.HOURS: "uur", Unit.DAYS: "dagen", Unit.MONTHS: "maanden"}
LONGEST = {Unit.HOURS: 720, Unit.DAYS: 366, Unit.MONTHS: 24}


@dataclass(frozen=True)
class Length:
    """How long a period runs; hours are hours, days and months are of the calendar."""

    number: int
    unit: Unit

    @property
    def words(self) -> str:
        return f"{self.number} {(ONE if self.number == 1 else MORE)[self.unit]}"


class Standing(StrEnum):
    """How sure a length is; every page that shows it says so."""

    LAW = "law"
    PRACTICE = "practice"
    UNVERIFIED = "unverified"


STANDING_WORDS = {
    Standing.LAW: "een regel",
    Standing.PRACTICE: "een werkwijze, geen wet",
    Standing.UNVERIFIED: "nog niet nagekeken",
}


@dataclass(frozen=True)
class Policy:
    """One kind of period as the file has it; `checked_on` is None for what is unverified."""

    what: str
    length: Length
    standing: Standing
    sources: tuple[str, ...]
    checked_on: date | None
    why: str

    @property
    def doubt(self) -> str:
        """Say how sure it is."""
        return STANDING_WORDS[self.standing]


Table = Mapping[str, Policy]


@cache
def table() -> Table:
    """Return the lengths that this installation obeys. Raises Refused, with one sentence."""
    return read(folder_with(Path(os.environ.get("UITWEG_POLICY") or FOLDER)))


def folder_with(folder: Path) -> Path:
    """Return the city's own folder, or ours when it has no table of periods."""
    return folder if (folder / FILE).is_file() else FOLDER


def read(folder: Path = FOLDER, *, content: Path = CONTENT) -> Table:
    """Return the table of this folder. Raises Refused, with one sentence."""
    top = whole(folder / FILE, FILE)
    titles = _sources(content)
    found = {row.id: _policy(row, titles) for row in rows(FILE, top.take("periods", list), {})}
    top.done()
    if missing := [kind for kind in KINDS if kind not in found]:
        raise Refused(Problem(FILE, missing[0], "this period is missing."))
    return found


def problems(folder: Path = FOLDER) -> list[Problem]:
    """Return what is wrong with the table; the first is enough, as for who starts a door."""
    try:
        read(folder_with(folder))
    except Refused as refused:
        return [refused.problem]
    return []


def _sources(content: Path) -> dict[str, str]:
    items = whole(content / "sources.yaml", "sources.yaml").take("items", list)
    return {str(item["id"]): f"{item['title']}, {item['publisher']}" for item in items}


def _policy(row: Row, titles: Mapping[str, str]) -> Policy:
    row.text("id")
    if row.id not in KINDS:
        raise row.refused("is not a period the software knows; it could not be obeyed.")
    length, standing = _length(row), row.choice("standing", Standing)
    named, checked = row.texts("sources"), row.day("checked_on")
    what, why = row.words("what"), row.words("why")
    row.done()
    if lost := [id for id in named if id not in titles]:
        raise row.refused(f"{lost[0]} is not in content/sources.yaml.")
    if (standing is Standing.UNVERIFIED) != (checked is None):
        raise row.refused(
            "checked_on should be null where the length is unverified, and only there."
        )
    if standing is not Standing.UNVERIFIED and not named:
        raise row.refused("it is checked, but names no source.")
    return Policy(what, length, standing, tuple(titles[id] for id in named), checked, why)


def _length(row: Row) -> Length:
    said = re.fullmatch(r"([0-9]{1,4}) (hours|days|months)", row.words("length"))
    if said and 1 <= int(said[1]) <= LONGEST[Unit(said[2])]:
        return Length(int(said[1]), Unit(said[2]))
    allowed = ", ".join(f"1 to {most} {unit}" for unit, most in LONGEST.items())
    raise row.refused(f"length should be {allowed}, written as '72 hours'.")
