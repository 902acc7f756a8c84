"""Reads policy/retention.yaml strictly: the software does what the table says."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from uitweg.places import SHIPPED
from uitweg.platform.content.files.strict_yaml import (
    InvalidContent,
    Problem,
    YamlItem,
    read_yaml,
    yaml_items,
)
from uitweg.platform.content.loading import content_folder
from uitweg.platform.policy.retention_duties import (
    DUTIES,
    WARNABLE_ROLES,
    LegalDoubt,
    RetentionDuty,
    TermExecutor,
    TermStart,
    UncountedTerm,
    years_after,
)
from uitweg.platform.sealing.file_hash import file_hash

RETENTION_FILE = "retention.yaml"
POLICY_FOLDER = SHIPPED / "policy"
OWN_CHOICE = "own-choice"
LONGEST_HOLD_DAYS = 3660


@dataclass(frozen=True)
class RetentionTerm:
    """A row: how long something is kept. `number` is in minutes, days or years.

    `number` is None where `keep` is a word. Only terms of cases have `doubt` (how certain the term
    is) and `on_request` (whether the youngster can have their person data removed earlier).
    """

    id: str
    description: str
    keep: str
    number: int | None
    starts: TermStart
    executor: TermExecutor
    ground: str
    why: str
    warn_days: int = 0
    warn: frozenset[str] = frozenset()
    doubt: LegalDoubt = LegalDoubt.NONE
    on_request: bool = False

    def last_day(self, started_on: date) -> date:
        """Return the last day of a term in years that started on this day."""
        return years_after(started_on, self.number or 0)


@dataclass(frozen=True)
class RetentionTable:
    """The whole table: its rows by id. `text_hash` is the SHA-256 of the file, in hex.

    Two people sign the text with that hash; another text needs their signatures anew.
    """

    rows: Mapping[str, RetentionTerm]
    longest_hold_days: int
    sources: Mapping[str, str]
    text_hash: str

    def number(self, id: str) -> int:
        """Return the length of a term that has a number."""
        number = self.rows[id].number
        if number is None:
            raise AssertionError(f"{id} has no length")
        return number


@cache
def retention_table() -> RetentionTable:
    """Return the table that holds for this installation. Raises InvalidContent."""
    return read_retention_table(Path(os.environ.get("UITWEG_POLICY") or POLICY_FOLDER))


def read_retention_table(folder: Path = POLICY_FOLDER) -> RetentionTable:
    """Return the table in this folder. Raises InvalidContent."""
    top = read_yaml(folder / RETENTION_FILE, RETENTION_FILE)
    longest = top.take("longest_hold_days", int)
    if not 1 <= longest <= LONGEST_HOLD_DAYS:
        raise top.refused(f"longest_hold_days should be 1 to {LONGEST_HOLD_DAYS}.")
    sources = _sources(top)
    grounds = _grounds() | frozenset(sources)
    terms = {
        row.id: _term(row, grounds)
        for row in yaml_items(RETENTION_FILE, top.take("rows", list), {})
    }
    top.refuse_leftovers()
    if missing := [id for id in DUTIES if id not in terms]:
        raise InvalidContent(Problem(RETENTION_FILE, missing[0], "this row is missing."))
    with (folder / RETENTION_FILE).open("rb") as file:
        return RetentionTable(terms, longest, sources, file_hash(file))


def retention_problems(folder: Path = POLICY_FOLDER) -> list[Problem]:
    """Return the first problem in the table, if any."""
    try:
        read_retention_table(folder)
    except InvalidContent as error:
        return [error.problem]
    return []


def _sources(top: YamlItem) -> dict[str, str]:
    """Return the sources that only this file uses: id to title and publisher."""
    sources = {}
    for row in yaml_items(RETENTION_FILE, top.take("sources", list), {}):
        row.text("id")
        sources[row.id] = f"{row.words('title')}, {row.words('publisher')}"
        row.words("where")
        row.refuse_leftovers()
    return sources


def _grounds() -> frozenset[str]:
    items = content_folder().yaml("sources.yaml").take("items", list)
    return frozenset({OWN_CHOICE, *(str(item.get("id")) for item in items if item)})


def _term(row: YamlItem, grounds: frozenset[str]) -> RetentionTerm:
    row.text("id")
    duty = DUTIES.get(row.id)
    if duty is None:
        raise row.refused("is not a row the software knows; it could not be obeyed.")
    keep = row.words("keep")
    term = RetentionTerm(
        id=row.id,
        description=row.words("what"),
        keep=keep,
        number=_number(row, keep, duty),
        starts=_fixed_value(row, "starts", duty.starts),
        executor=_fixed_value(row, "by", duty.by),
        ground=row.words("ground"),
        why=row.words("why"),
    )
    if duty.warns:
        term = replace(term, warn_days=row.take("warn_days", int), warn=_roles_to_warn(row))
    if duty.of_cases:
        request = row.take("on_request", bool)
        term = replace(term, doubt=row.choice("doubt", LegalDoubt), on_request=request)
    row.refuse_leftovers()
    if duty.of_cases and (term.ground == OWN_CHOICE) != (term.doubt is LegalDoubt.OWN_CHOICE):
        raise row.refused("doubt should be own-choice where the ground is, and nowhere else.")
    if term.ground not in grounds:
        raise row.refused(
            f"ground should be {OWN_CHOICE}, or an id of sources or content/sources.yaml."
        )
    if duty.warns and not 1 <= term.warn_days < (term.number or 0):
        raise row.refused("warn_days should be at least 1, and less than the term.")
    return term


def _number(row: YamlItem, keep: str, duty: RetentionDuty) -> int | None:
    if duty.unit is None:
        if keep not in UncountedTerm:
            raise row.refused(f"keep should be one of: {', '.join(sorted(UncountedTerm))}.")
        return None
    match = re.fullmatch(rf"([0-9]{{1,5}}) {duty.unit}", keep)
    if not match or not duty.least <= int(match[1]) <= duty.most:
        allowed = (
            f"{duty.least} {duty.unit}, for that is what the software does"
            if duty.least == duty.most
            else f"{duty.least} to {duty.most} {duty.unit}, written as '{duty.least} {duty.unit}'"
        )
        raise row.refused(f"keep should be {allowed}.")
    return int(match[1])


def _fixed_value[T](row: YamlItem, key: str, value: T) -> T:
    """Take a value that the file repeats for its readers, but that a city cannot choose."""
    if row.words(key) != value:
        raise row.refused(f"{key} should be {value}, for that is what the software does.")
    return value


def _roles_to_warn(row: YamlItem) -> frozenset[str]:
    roles = frozenset(row.texts("warn"))
    if not roles or not roles <= WARNABLE_ROLES:
        raise row.refused(f"warn should be some of: {', '.join(sorted(WARNABLE_ROLES))}.")
    return roles
