"""Reads policy/retention.yaml strictly: the table that people sign is the one that is obeyed."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from uitweg.platform.content.loading import ROOT as CONTENT
from uitweg.platform.content.strict_yaml import Problem, Refused, Row, rows, whole
from uitweg.platform.policy.duties import (
    DUTIES,
    SIGN,
    WARNED,
    WORDS,
    By,
    Doubt,
    Duty,
    Signer,
    Starts,
    years_after,
)

FILE = "retention.yaml"
FOLDER = Path(__file__).resolve().parents[3] / "policy"
OWN_CHOICE = "own-choice"
LONGEST_HOLD = 3660


@dataclass(frozen=True)
class Term:
    """One row. `number` counts minutes, days or years; None where `keep` is a word.

    `doubt` and `on_request` are said of cases: how sure the term is, and whether the youngster
    can have the person taken out before it.
    """

    id: str
    what: str
    keep: str
    number: int | None
    starts: Starts
    by: By
    ground: str
    why: str
    warn_days: int = 0
    warn: frozenset[str] = frozenset()
    doubt: Doubt = Doubt.NONE
    on_request: bool = False

    def last_day(self, started_on: date) -> date:
        """Return the last day of a term in years that began then."""
        return years_after(started_on, self.number or 0)


@dataclass(frozen=True)
class Table:
    """The whole table: its rows by id, and who signed it."""

    rows: Mapping[str, Term]
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
def table() -> Table:
    """Return the table that this installation obeys. Raises Refused, with one sentence."""
    return read(Path(os.environ.get("UITWEG_POLICY") or FOLDER))


def read(folder: Path = FOLDER, *, content: Path = CONTENT) -> Table:
    """Return the table of this folder. Raises Refused, with one sentence."""
    top = whole(folder / FILE, FILE)
    signed = _signed(top)
    longest = top.take("longest_hold_days", int)
    if not 1 <= longest <= LONGEST_HOLD:
        raise top.refused(f"longest_hold_days should be 1 to {LONGEST_HOLD}.")
    sources = _sources(top)
    grounds = _grounds(content) | frozenset(sources)
    found = {row.id: _term(row, grounds) for row in rows(FILE, top.take("rows", list), {})}
    top.done()
    if missing := [id for id in DUTIES if id not in found]:
        raise Refused(Problem(FILE, missing[0], "this row is missing."))
    return Table(found, signed, longest, sources)


def problems(folder: Path = FOLDER) -> list[Problem]:
    """Return what is wrong with the table; the first is enough, as for who starts a door."""
    try:
        read(folder)
    except Refused as refused:
        return [refused.problem]
    return []


def _signed(top: Row) -> tuple[tuple[str, date | None], ...]:
    signed = []
    for given in top.take("signed", list):
        signature = Row(FILE, "signed", given)
        signed.append((signature.choice("role", Signer), signature.day("signed_on")))
        signature.done()
    if sorted(role for role, _ in signed) != sorted(SIGN):
        raise top.refused(f"signed should name once each: {', '.join(sorted(SIGN))}.")
    return tuple(signed)


def _sources(top: Row) -> dict[str, str]:
    """Return the sources that only this file rests on: id to title and publisher."""
    found = {}
    for row in rows(FILE, top.take("sources", list), {}):
        row.text("id")
        found[row.id] = f"{row.words('title')}, {row.words('publisher')}"
        row.words("where")
        row.done()
    return found


def _grounds(content: Path) -> frozenset[str]:
    items = whole(content / "sources.yaml", "sources.yaml").take("items", list)
    return frozenset({OWN_CHOICE, *(str(item.get("id")) for item in items if item)})


def _term(row: Row, grounds: frozenset[str]) -> Term:
    row.text("id")
    duty = DUTIES.get(row.id)
    if duty is None:
        raise row.refused("is not a row the software knows; it could not be obeyed.")
    keep = row.words("keep")
    made = Term(
        id=row.id,
        what=row.words("what"),
        keep=keep,
        number=_number(row, keep, duty),
        starts=_as_done(row, "starts", duty.starts),
        by=_as_done(row, "by", duty.by),
        ground=row.words("ground"),
        why=row.words("why"),
    )
    if duty.warns:
        made = replace(made, warn_days=row.take("warn_days", int), warn=_warned(row))
    if duty.of_cases:
        request = row.take("on_request", bool)
        made = replace(made, doubt=row.choice("doubt", Doubt), on_request=request)
    row.done()
    if duty.of_cases and (made.ground == OWN_CHOICE) != (made.doubt is Doubt.OWN_CHOICE):
        raise row.refused("doubt should be own-choice where the ground is, and nowhere else.")
    if made.ground not in grounds:
        raise row.refused(
            f"ground should be {OWN_CHOICE}, or an id of sources or content/sources.yaml."
        )
    if duty.warns and not 1 <= made.warn_days < (made.number or 0):
        raise row.refused("warn_days should be at least 1, and less than the term.")
    return made


def _number(row: Row, keep: str, duty: Duty) -> int | None:
    if duty.unit is None:
        if keep not in WORDS:
            raise row.refused(f"keep should be one of: {', '.join(sorted(WORDS))}.")
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


def _as_done[T](row: Row, key: str, done: T) -> T:
    """Take a value that the file repeats for its readers, and that is not a choice."""
    if row.words(key) != done:
        raise row.refused(f"{key} should be {done}, for that is what the software does.")
    return done


def _warned(row: Row) -> frozenset[str]:
    named = frozenset(row.texts("warn"))
    if not named or not named <= WARNED:
        raise row.refused(f"warn should be some of: {', '.join(sorted(WARNED))}.")
    return named
