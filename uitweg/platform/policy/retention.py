"""Reads policy/retention.yaml strictly: the table that people sign is the one that is obeyed."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from uitweg.platform.content.loading import CONTENT_FOLDER as CONTENT
from uitweg.platform.content.strict_yaml import (
    InvalidContent,
    Problem,
    YamlItem,
    read_yaml,
    yaml_items,
)
from uitweg.platform.policy.retention_duties import (
    DUTIES,
    SIGNERS,
    WARNABLE_ROLES,
    LegalDoubt,
    RetentionDuty,
    TableSigner,
    TermExecutor,
    TermStart,
    UncountedTerm,
    years_after,
)

RETENTION_FILE = "retention.yaml"
POLICY_FOLDER = Path(__file__).resolve().parents[3] / "policy"
OWN_CHOICE = "own-choice"
LONGEST_HOLD_DAYS = 3660


@dataclass(frozen=True)
class RetentionTerm:
    """One row. `number` counts minutes, days or years; None where `keep` is a word.

    `doubt` and `on_request` are said of cases: how sure the term is, and whether the youngster
    can have the person taken out before it.
    """

    id: str
    what: str
    keep: str
    number: int | None
    starts: TermStart
    by: TermExecutor
    ground: str
    why: str
    warn_days: int = 0
    warn: frozenset[str] = frozenset()
    doubt: LegalDoubt = LegalDoubt.NONE
    on_request: bool = False

    def last_day(self, started_on: date) -> date:
        """Return the last day of a term in years that began then."""
        return years_after(started_on, self.number or 0)


@dataclass(frozen=True)
class RetentionTable:
    """The whole table: its rows by id, and who signed it."""

    rows: Mapping[str, RetentionTerm]
    signed: tuple[tuple[str, date | None], ...]
    longest_hold_days: int
    sources: Mapping[str, str]

    def number(self, id: str) -> int:
        """Return the length of a row that counts."""
        number = self.rows[id].number
        if number is None:
            raise AssertionError(f"{id} has no length")
        return number

    def is_signed_on(self, today: date) -> bool:
        """Say whether both signed by then; before that no conversation goes by its term."""
        return all(day is not None and day <= today for _, day in self.signed)


@cache
def retention_table() -> RetentionTable:
    """Return the table that this installation obeys. Raises Refused, with one sentence."""
    return read_retention_table(Path(os.environ.get("UITWEG_POLICY") or POLICY_FOLDER))


def read_retention_table(
    folder: Path = POLICY_FOLDER, *, content: Path = CONTENT
) -> RetentionTable:
    """Return the table of this folder. Raises Refused, with one sentence."""
    top = read_yaml(folder / RETENTION_FILE, RETENTION_FILE)
    signed = _signatures(top)
    longest = top.take("longest_hold_days", int)
    if not 1 <= longest <= LONGEST_HOLD_DAYS:
        raise top.refused(f"longest_hold_days should be 1 to {LONGEST_HOLD_DAYS}.")
    sources = _sources(top)
    grounds = _grounds(content) | frozenset(sources)
    found = {
        row.id: _term(row, grounds)
        for row in yaml_items(RETENTION_FILE, top.take("rows", list), {})
    }
    top.done()
    if missing := [id for id in DUTIES if id not in found]:
        raise InvalidContent(Problem(RETENTION_FILE, missing[0], "this row is missing."))
    return RetentionTable(found, signed, longest, sources)


def retention_problems(folder: Path = POLICY_FOLDER) -> list[Problem]:
    """Return what is wrong with the table; the first is enough, as for who starts a door."""
    try:
        read_retention_table(folder)
    except InvalidContent as refused:
        return [refused.problem]
    return []


def _signatures(top: YamlItem) -> tuple[tuple[str, date | None], ...]:
    signed = []
    for given in top.take("signed", list):
        signature = YamlItem(RETENTION_FILE, "signed", given)
        signed.append((signature.choice("role", TableSigner), signature.day("signed_on")))
        signature.done()
    if sorted(role for role, _ in signed) != sorted(SIGNERS):
        raise top.refused(f"signed should name once each: {', '.join(sorted(SIGNERS))}.")
    return tuple(signed)


def _sources(top: YamlItem) -> dict[str, str]:
    """Return the sources that only this file rests on: id to title and publisher."""
    found = {}
    for row in yaml_items(RETENTION_FILE, top.take("sources", list), {}):
        row.text("id")
        found[row.id] = f"{row.words('title')}, {row.words('publisher')}"
        row.words("where")
        row.done()
    return found


def _grounds(content: Path) -> frozenset[str]:
    items = read_yaml(content / "sources.yaml", "sources.yaml").take("items", list)
    return frozenset({OWN_CHOICE, *(str(item.get("id")) for item in items if item)})


def _term(row: YamlItem, grounds: frozenset[str]) -> RetentionTerm:
    row.text("id")
    duty = DUTIES.get(row.id)
    if duty is None:
        raise row.refused("is not a row the software knows; it could not be obeyed.")
    keep = row.words("keep")
    made = RetentionTerm(
        id=row.id,
        what=row.words("what"),
        keep=keep,
        number=_number(row, keep, duty),
        starts=_fixed_value(row, "starts", duty.starts),
        by=_fixed_value(row, "by", duty.by),
        ground=row.words("ground"),
        why=row.words("why"),
    )
    if duty.warns:
        made = replace(made, warn_days=row.take("warn_days", int), warn=_roles_to_warn(row))
    if duty.of_cases:
        request = row.take("on_request", bool)
        made = replace(made, doubt=row.choice("doubt", LegalDoubt), on_request=request)
    row.done()
    if duty.of_cases and (made.ground == OWN_CHOICE) != (made.doubt is LegalDoubt.OWN_CHOICE):
        raise row.refused("doubt should be own-choice where the ground is, and nowhere else.")
    if made.ground not in grounds:
        raise row.refused(
            f"ground should be {OWN_CHOICE}, or an id of sources or content/sources.yaml."
        )
    if duty.warns and not 1 <= made.warn_days < (made.number or 0):
        raise row.refused("warn_days should be at least 1, and less than the term.")
    return made


def _number(row: YamlItem, keep: str, duty: RetentionDuty) -> int | None:
    if duty.unit is None:
        if keep not in UncountedTerm:
            raise row.refused(f"keep should be one of: {', '.join(sorted(UncountedTerm))}.")
        return None
    said = re.fullmatch(rf"([0-9]{{1,5}}) {duty.unit}", keep)
    if not said or not duty.least <= int(said[1]) <= duty.most:
        allowed = (
            f"{duty.least} {duty.unit}, for that is what the software does"
            if duty.least == duty.most
            else f"{duty.least} to {duty.most} {duty.unit}, written as '{duty.least} {duty.unit}'"
        )
        raise row.refused(f"keep should be {allowed}.")
    return int(said[1])


def _fixed_value[T](row: YamlItem, key: str, done: T) -> T:
    """Take a value that the file repeats for its readers, and that is not a choice."""
    if row.words(key) != done:
        raise row.refused(f"{key} should be {done}, for that is what the software does.")
    return done


def _roles_to_warn(row: YamlItem) -> frozenset[str]:
    named = frozenset(row.texts("warn"))
    if not named or not named <= WARNABLE_ROLES:
        raise row.refused(f"warn should be some of: {', '.join(sorted(WARNABLE_ROLES))}.")
    return named
