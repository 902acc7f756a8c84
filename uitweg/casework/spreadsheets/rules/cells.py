"""Reading the cells of an imported row: days, ages, telephone numbers, states."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from uitweg.casework.cases.rules.safety import Risk
from uitweg.casework.cases.rules.workflow import CaseState
from uitweg.casework.spreadsheets.rules.columns import ImportField, comparable_text
from uitweg.platform.dutch_days import in_dutch, read_dutch_day


class RowOutcome(StrEnum):
    """What an import does with a row: open a new case, add it to a case, or leave it out."""

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
"""What people write for a state; words as `comparable_text` returns them."""

RISK_SYNONYMS: Mapping[Risk, str] = {
    Risk.UNKNOWN: "nognietbeoordeeld onbekend nvt",
    Risk.LOW: "nuveiliggenoeg veilig laag groen",
    Risk.HIGH: "onveilig hoog oranje middel verhoogd",
    Risk.ACUTE: "acuutgevaar acuut zeerhoog rood crisis",
}

EXCEL_DAY_NUMBERS = range(10_000, 80_000)
"""Excel counts days since 30 December 1899; 10,000 is in 1927, 80,000 in 2119."""

MAX_CELL_LENGTH = 4000
MAX_LENGTHS = {ImportField.ACTION: 300, ImportField.NOTE: 20_000}
"""In characters, for fields that differ from `MAX_CELL_LENGTH`."""
EARLIEST_YEAR = 1920
MAX_YEARS_AHEAD = 20
MAX_AGE = 110


@dataclass(frozen=True)
class UnderstoodRow:
    """One row as it was understood.

    `person` holds the fields about the youngster by the names of the person sheet. `notes` are
    pairs of a column's heading and its text. `errors` and `remarks` are Dutch sentences that name
    the column; `left_out_because` is a sentence too, or '' when the row can be imported.
    """

    person: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""
    state: CaseState = CaseState.INTAKE
    risk: Risk = Risk.UNKNOWN
    opened_on: date | None = None
    action: str = ""
    due_on: date | None = None
    old_number: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    errors: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    left_out_because: str = ""


def understood_row(
    row: Sequence[str],
    headings: Sequence[str],
    columns: Sequence[ImportField | None],
    *,
    today: date,
) -> UnderstoodRow:
    """Read one row; `columns` says what each cell holds, None for a column that is not imported."""
    reader = _RowReader(today)
    for cell, heading, column in zip(row, headings, columns, strict=True):
        if column is not None and cell.strip():
            reader.read_cell(column, heading, cell.strip())
    return reader.result()


class _RowReader:
    """Collects what the cells of one row say; after a wrong cell the next are still read."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.person: dict[str, str] = {}
        self.owner = self.action = self.old_number = ""
        self.state, self.risk = CaseState.INTAKE, Risk.UNKNOWN
        self.opened_on: date | None = None
        self.due_on: date | None = None
        self.notes: list[tuple[str, str]] = []
        self.errors: list[str] = []
        self.remarks: list[str] = []

    def read_cell(self, column: ImportField, heading: str, cell: str) -> None:
        cell = cell.replace("\0", "")  # a database refuses this character
        max_length = MAX_LENGTHS.get(column, MAX_CELL_LENGTH)
        if len(cell) > max_length:
            self.errors.append(f"Kolom “{heading}” is langer dan {max_length} tekens.")
            return
        match column:
            case ImportField.OPENED | ImportField.DUE | ImportField.BORN:
                self._read_day(column, heading, cell)
            case ImportField.STATE:
                self._read_state(heading, cell)
            case ImportField.RISK:
                self._read_risk(heading, cell)
            case ImportField.AGE:
                self._read_age(heading, cell)
            case ImportField.PHONES:
                earlier, phone = self.person.get("phones", ""), with_leading_zero(cell)
                self.person["phones"] = f"{earlier}, {phone}" if earlier else phone
            case ImportField.NOTE:
                self.notes.append((heading, cell))
            case ImportField.OWNER:
                self.owner = cell
            case ImportField.ACTION:
                self.action = cell
            case ImportField.OLD_NUMBER:
                self.old_number = cell
            case _:
                self.person[column.value] = cell

    def _read_day(self, column: ImportField, heading: str, cell: str) -> None:
        read = date_in(cell, today=self.today)
        if read is None:
            self.errors.append(f"Kolom “{heading}”: “{cell[:40]}” is geen dag.")
            return
        day, names_the_day = read
        furthest = self.today.replace(day=1, year=self.today.year + MAX_YEARS_AHEAD)
        latest = furthest if column is ImportField.DUE else self.today
        if day.year < EARLIEST_YEAR or day > latest:
            self.errors.append(f"Kolom “{heading}”: {in_dutch(day)} kan niet.")
            return
        if not names_the_day:
            self.remarks.append(f"“{cell}” is gelezen als {in_dutch(day)}.")
        if column is ImportField.OPENED:
            self.opened_on = day
        elif column is ImportField.DUE:
            self.due_on = day
        else:
            self.person["born"] = in_dutch(day) if names_the_day else cell
            self.person.setdefault("age", str(age_on(day, self.today)))

    def _read_state(self, heading: str, cell: str) -> None:
        state = _match_synonym(STATE_SYNONYMS, cell)
        if state is None:
            self.errors.append(f"Kolom “{heading}”: “{cell[:40]}” is geen stand die we kennen.")
        else:
            self.state = state

    def _read_risk(self, heading: str, cell: str) -> None:
        risk = _match_synonym(RISK_SYNONYMS, cell)
        if risk is None:
            self.errors.append(
                f"Kolom “{heading}”: “{cell[:40]}” kennen we niet. Kies veilig, onveilig of acuut."
            )
        else:
            self.risk = risk

    def _read_age(self, heading: str, cell: str) -> None:
        age = re.fullmatch(r"(?:ca\.?|±|circa)?\s*(\d{1,3})\s*(?:jaar|jr\.?)?", cell.lower())
        if not age or int(age[1]) > MAX_AGE:
            self.errors.append(f"Kolom “{heading}”: “{cell[:40]}” is geen leeftijd.")
        else:
            self.person["age"] = age[1]

    def result(self) -> UnderstoodRow:
        return UnderstoodRow(
            person=self.person,
            owner=self.owner,
            state=self.state,
            risk=self.risk,
            opened_on=self.opened_on,
            action=self.action,
            due_on=self.due_on,
            old_number=self.old_number,
            notes=tuple(self.notes),
            errors=tuple(self.errors),
            remarks=tuple(self.remarks),
            left_out_because=self._left_out_because(),
        )

    def _left_out_because(self) -> str:
        if self.state is CaseState.CLOSED:
            return "Gesloten casussen gaan niet mee."
        if not (self.person or self.old_number or self.errors):
            return "Er staat niets in waaraan je de jongere herkent."
        return ""


def _match_synonym[T: StrEnum](synonyms: Mapping[T, str], cell: str) -> T | None:
    word = comparable_text(cell)
    return next((member for member, words in synonyms.items() if word in words.split()), None)


def date_in(cell: str, *, today: date) -> tuple[date, bool] | None:
    """Return the day in a cell, and whether the cell names the day itself; None when it is no day.

    Reads 2024-03-01, 1-3-2024, 01/03/24, 1 maart 2024, maart 2024 (as its first day), and the
    number that Excel stores for a day.
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
    """Return the age in whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def with_leading_zero(cell: str) -> str:
    """Put back the 0 that Excel removes from a telephone number: 612345678 is 0612345678."""
    return f"0{cell}" if re.fullmatch(r"[1-9]\d{8}", cell) else cell
