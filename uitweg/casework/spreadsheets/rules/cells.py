"""Reading the cells of an imported row: days, ages, telephone numbers, states."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from uitweg.casework.cases.case.rules.contents import Risk
from uitweg.casework.cases.case.rules.workflow import CaseState
from uitweg.casework.spreadsheets.rules.columns import ImportField, comparable_text
from uitweg.casework.spreadsheets.rules.days import date_in, days_meant
from uitweg.platform.dutch_days import in_dutch


class RowOutcome(StrEnum):
    """What an import does with a row.

    It opens a new case, is added to a case that is there, is merged with an earlier row about the
    same person, or is left out.
    """

    NEW = "new"
    ADDED = "added"
    MERGED = "merged"
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

MAX_CELL_LENGTH = 4000
MAX_LENGTHS = {ImportField.ACTION: 300, ImportField.NOTE: 20_000}
"""In characters, for fields that differ from `MAX_CELL_LENGTH`."""
EARLIEST_YEAR = 1920
MAX_YEARS_AHEAD = 20
MAX_AGE = 110


@dataclass(frozen=True)
class WrongCell:
    """A cell that a person has to mend: the index of its column, and a Dutch sentence on why."""

    column: int
    why: str


@dataclass(frozen=True)
class UnderstoodRow:
    """One row as it was understood.

    `person` holds the fields about the youngster by the names of the person sheet. `notes` are
    pairs of a column's heading and its text. `remarks` are Dutch sentences; `left_out_because` is
    one too, or '' when the row can be imported.
    """

    person: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""
    state: CaseState = CaseState.INTAKE
    risk: Risk = Risk.UNKNOWN
    opened_on: date | None = None
    last_contact: date | None = None
    action: str = ""
    due_on: date | None = None
    old_number: str = ""
    notes: tuple[tuple[str, str], ...] = ()
    errors: tuple[WrongCell, ...] = ()
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
    for place, (cell, heading, column) in enumerate(zip(row, headings, columns, strict=True)):
        if column is not None and cell.strip():
            reader.place = place
            reader.read_cell(column, heading, cell.strip())
    return reader.result()


class _RowReader:
    """Collects what the cells of one row say; after a wrong cell the next are still read."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.place = 0  # of the column
        self.person: dict[str, str] = {}
        self.owner = self.action = self.old_number = ""
        self.state, self.risk = CaseState.INTAKE, Risk.UNKNOWN
        self.opened_on: date | None = None
        self.due_on: date | None = None
        self.last_contact: date | None = None
        self.notes: list[tuple[str, str]] = []
        self.errors: list[WrongCell] = []
        self.remarks: list[str] = []

    def read_cell(self, column: ImportField, heading: str, cell: str) -> None:
        cell = cell.replace("\0", "")  # a database refuses this character
        max_length = MAX_LENGTHS.get(column, MAX_CELL_LENGTH)
        if len(cell) > max_length:
            self._refuse(f"Dit is langer dan {max_length} tekens.")
            return
        match column:
            case ImportField.OPENED | ImportField.DUE | ImportField.BORN | ImportField.LAST_CONTACT:
                self._read_day(column, cell)
            case ImportField.STATE:
                self._read_state(cell)
            case ImportField.RISK:
                self._read_risk(cell)
            case ImportField.AGE:
                self._read_age(cell)
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

    def _refuse(self, why: str) -> None:
        self.errors.append(WrongCell(self.place, why))

    def _read_day(self, column: ImportField, cell: str) -> None:
        ahead = None if column is ImportField.BORN else column is ImportField.DUE
        read = date_in(cell, today=self.today, ahead=ahead)
        if read is None:
            self._refuse(why_no_day(cell, today=self.today))
            return
        day, names_the_day = read
        furthest = self.today.replace(day=1, year=self.today.year + MAX_YEARS_AHEAD)
        latest = furthest if column is ImportField.DUE else self.today
        if day.year < EARLIEST_YEAR or day > latest:
            self._refuse(f"{in_dutch(day)} kan niet. Klopt het jaar?")
            return
        if not names_the_day:
            self.remarks.append(f"“{cell[:40]}” is gelezen als {in_dutch(day)}.")
        match column:
            case ImportField.OPENED:
                self.opened_on = day
            case ImportField.DUE:
                self.due_on = day
            case ImportField.LAST_CONTACT:
                self.last_contact = day
            case _:
                self.person["born"] = in_dutch(day) if names_the_day else cell
                self.person.setdefault("age", str(age_on(day, self.today)))

    def _read_state(self, cell: str) -> None:
        state = _match_synonym(STATE_SYNONYMS, cell)
        if state is None:
            self._refuse("Deze stand kennen we niet. Kies er een.")
        else:
            self.state = state

    def _read_risk(self, cell: str) -> None:
        risk = _match_synonym(RISK_SYNONYMS, cell)
        if risk is None:
            self._refuse("Dit kennen we niet. Kies veilig, onveilig of acuut.")
        else:
            self.risk = risk

    def _read_age(self, cell: str) -> None:
        age = re.fullmatch(r"(?:ca\.?|±|circa)?\s*(\d{1,3})\s*(?:jaar|jr\.?|j\.?)?", cell.lower())
        if not age or int(age[1]) > MAX_AGE:
            self._refuse("Schrijf een getal. Weet je het niet, maak het leeg.")
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
            last_contact=self.last_contact,
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


def why_no_day(cell: str, *, today: date) -> str:
    """Return a Dutch sentence on why a cell is no day, with the days that may have been meant."""
    meant = days_meant(cell, today=today)
    if not meant:
        return f"Dit is geen dag. Schrijf het zo: {today.day}-{today.month}-{today.year}."
    return f"{cell[:40]} bestaat niet. Bedoel je {' of '.join(meant)}?"


def age_on(born: date, today: date) -> int:
    """Return the age in whole years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def with_leading_zero(cell: str) -> str:
    """Put back the 0 that Excel removes from a telephone number: 612345678 is 0612345678."""
    return f"0{cell}" if re.fullmatch(r"[1-9]\d{8}", cell) else cell
