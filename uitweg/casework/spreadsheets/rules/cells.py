"""What a cell of an imported list says: days, ages, telephone numbers, states."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from uitweg.casework.cases.rules.safety import Risk
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.casework.spreadsheets.rules.columns import (
    ImportField,
    comparable_text,
)
from uitweg.platform.dutch_days import in_dutch, read_dutch_day


class RowOutcome(StrEnum):
    """What happens to a row."""

    NEW = "new"
    ADDED = "added"
    LEFT_OUT = "left-out"


STATE_SYNONYMS: Mapping[CaseState, str] = {
    CaseState.INTAKE: "intake nieuw aangemeld aanmelding wachtlijst",
    CaseState.TRIAGE: "triage screening",
    CaseState.PLAN: "plan planmaken planvanaanpak",
    CaseState.ACTIVE: "inuitvoering actief lopend loopt open inbehandeling uitvoering",
    CaseState.MONITORING: "volgen monitoring monitoren nazorg vinger",
    CaseState.CLOSED: "gesloten afgesloten dicht afgerond beeindigd klaar",
}


RISK_SYNONYMS: Mapping[Risk, str] = {
    Risk.UNKNOWN: "nognietbeoordeeld onbekend nvt",
    Risk.LOW: "nuveiliggenoeg veilig laag groen",
    Risk.HIGH: "onveilig hoog oranje middel verhoogd",
    Risk.ACUTE: "acuutgevaar acuut zeerhoog rood crisis",
}


EXCEL_DAY_NUMBERS = range(10_000, 80_000)
"""Excel counts days since 30 December 1899; 10,000 is in 1927, 80,000 in 2119."""


MAX_LENGTHS = {ImportField.ACTION: 300}


MAX_CELL_LENGTH = 4000


@dataclass(frozen=True)
class UnderstoodRow:
    """One row as it was understood. `wrong` and `remarks` are sentences that name the column."""

    person: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""
    state: CaseState = CaseState.INTAKE
    risk: Risk = Risk.UNKNOWN
    opened: date | None = None
    action: str = ""
    due: date | None = None
    old_number: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    wrong: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    leave: str = ""


def understood_row(
    row: Sequence[str],
    headings: Sequence[str],
    chosen: Sequence[ImportField | None],
    *,
    today: date,
) -> UnderstoodRow:
    """Read one row by the chosen columns."""
    reader = _RowReader(today)
    for cell, heading, into in zip(row, headings, chosen, strict=True):
        if into is not None and cell.strip():
            reader.take(into, heading, cell.strip())
    return reader.said()


class _RowReader:
    """Gathers what a row says; state, since a cell may be wrong and the next still counts."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.person: dict[str, str] = {}
        self.rest: dict[str, object] = {}
        self.notes: list[tuple[str, str]] = []
        self.wrong: list[str] = []
        self.remarks: list[str] = []

    def take(self, into: ImportField, heading: str, cell: str) -> None:
        if "\0" in cell:
            cell = cell.replace("\0", "")
        most = MAX_LENGTHS.get(into, 20_000 if into is ImportField.NOTE else MAX_CELL_LENGTH)
        if len(cell) > most:
            self.wrong.append(f"Kolom “{heading}” is langer dan {most} tekens.")
        elif into in (ImportField.OPENED, ImportField.DUE, ImportField.BORN):
            self._day(into, heading, cell)
        elif into is ImportField.STATE:
            self._state(heading, cell)
        elif into is ImportField.RISK:
            self._risk(heading, cell)
        elif into is ImportField.AGE:
            self._age(heading, cell)
        elif into is ImportField.PHONES:
            there = self.person.get("phones", "")
            self.person["phones"] = (
                f"{there}, {with_leading_zero(cell)}" if there else with_leading_zero(cell)
            )
        elif into is ImportField.NOTE:
            self.notes.append((heading, cell))
        elif into in (ImportField.OWNER, ImportField.ACTION, ImportField.OLD_NUMBER):
            self.rest[into.value.replace("-", "_")] = cell
        else:
            self.person[into.value] = cell

    def _day(self, into: ImportField, heading: str, cell: str) -> None:
        read = date_in(cell, today=self.today)
        if read is None:
            self.wrong.append(f"Kolom “{heading}”: “{cell[:40]}” is geen dag.")
            return
        day, whole = read
        last = self.today.replace(day=1, year=self.today.year + 20)
        if day.year < 1920 or day > (last if into is ImportField.DUE else self.today):
            self.wrong.append(f"Kolom “{heading}”: {in_dutch(day)} kan niet.")
            return
        if not whole:
            self.remarks.append(f"“{cell}” is gelezen als {in_dutch(day)}.")
        if into is not ImportField.BORN:
            self.rest["opened" if into is ImportField.OPENED else "due"] = day
            return
        self.person["born"] = in_dutch(day) if whole else cell
        self.person.setdefault("age", str(age_on(day, self.today)))

    def _state(self, heading: str, cell: str) -> None:
        state = _among(STATE_SYNONYMS, cell)
        if state is None:
            self.wrong.append(f"Kolom “{heading}”: “{cell[:40]}” is geen stand die we kennen.")
        else:
            self.rest["state"] = state

    def _risk(self, heading: str, cell: str) -> None:
        risk = _among(RISK_SYNONYMS, cell)
        if risk is None:
            self.wrong.append(
                f"Kolom “{heading}”: “{cell[:40]}” kennen we niet. Kies veilig, onveilig of acuut."
            )
        else:
            self.rest["risk"] = risk

    def _age(self, heading: str, cell: str) -> None:
        found = re.fullmatch(r"(?:ca\.?|±|circa)?\s*(\d{1,3})\s*(?:jaar|jr\.?)?", cell.lower())
        if not found or int(found[1]) > 110:
            self.wrong.append(f"Kolom “{heading}”: “{cell[:40]}” is geen leeftijd.")
        else:
            self.person["age"] = found[1]

    def said(self) -> UnderstoodRow:
        leave = "Gesloten casussen gaan niet mee." if self._is_closed else ""
        if not (self.person or self.rest.get("old_number") or self.wrong or leave):
            leave = "Er staat niets in waaraan je de jongere herkent."
        return UnderstoodRow(
            person=self.person,
            notes=tuple(self.notes),
            wrong=tuple(self.wrong),
            remarks=tuple(self.remarks),
            leave=leave,
            **self.rest,  # type: ignore[arg-type]  # each key was put in with its own type
        )

    @property
    def _is_closed(self) -> bool:
        return self.rest.get("state") is CaseState.CLOSED


def _among[T: StrEnum](words: Mapping[T, str], cell: str) -> T | None:
    said = comparable_text(cell)
    return next((one for one, known in words.items() if said and said in known.split()), None)


def date_in(cell: str, *, today: date) -> tuple[date, bool] | None:
    """Return the day a cell says, and whether it named the day itself; None is no day.

    2024-03-01, 1-3-2024, 01/03/24, 1 maart 2024, maart 2024 (its first day), and Excel's count.
    """
    if written := read_dutch_day(cell, today=today):
        if written.year is None:
            return None
        try:
            day = date(written.year, written.month, 1 if written.day is None else written.day)
        except ValueError:
            return None
        return day, written.day is not None
    text = cell.strip().rstrip(".")
    if re.fullmatch(r"\d{5}(?:\.0)?", text) and int(float(text)) in EXCEL_DAY_NUMBERS:
        return date(1899, 12, 30) + timedelta(days=int(float(text))), True
    return None


def age_on(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def with_leading_zero(cell: str) -> str:
    """Give a number back the 0 that Excel took: 612345678 is 0612345678."""
    return f"0{cell}" if re.fullmatch(r"[1-9]\d{8}", cell) else cell
