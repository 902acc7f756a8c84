"""The columns and rows of a spreadsheet as the pages of an import show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from uitweg.casework.cases.case.rules.contents import Risk
from uitweg.casework.spreadsheets.actions.checked_row import CheckedRow, shortened
from uitweg.casework.spreadsheets.actions.uploads import OpenedUpload
from uitweg.casework.spreadsheets.rules.cells import STATE_SYNONYMS, RowOutcome
from uitweg.casework.spreadsheets.rules.columns import ImportField
from uitweg.platform.sandbox.sheet.run import SheetTable

SAMPLES_PER_COLUMN = 3
HEADING_ROWS, HEADING_COLUMNS = 6, 12
CELL_CHOICES: Mapping[ImportField, tuple[str, ...]] = {
    ImportField.STATE: tuple(state.words for state in STATE_SYNONYMS),
    ImportField.RISK: tuple(risk.words for risk in Risk),
}
"""What can be chosen in a cell that is not understood."""
UNKNOWN_OWNER = "Is geen coördinator hier. Laat je het zo, dan komt de casus bij jou."


@dataclass(frozen=True)
class ColumnView:
    """One column with its first values; `chosen` is the value of its ImportField, or ''."""

    index: int
    heading: str
    chosen: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class CellToMend:
    """A cell to write anew; `why` is a sentence, or '' when it is right now."""

    column: int
    label: str
    text: str
    why: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class MendRow:
    """A row with cells to mend."""

    row: CheckedRow
    cells: tuple[CellToMend, ...]


def column_views(table: SheetTable, columns: Sequence[ImportField | None]) -> list[ColumnView]:
    """Return each column of the table; one without a heading gets a number instead."""
    return [
        ColumnView(index, heading or f"(kolom {index + 1})", column or "", _samples(table, index))
        for index, (heading, column) in enumerate(zip(table.headings, columns, strict=True))
    ]


def _samples(table: SheetTable, index: int) -> tuple[str, ...]:
    filled = (row[index] for row in table.rows if row[index])
    return tuple(shortened(text) for text in islice(filled, SAMPLES_PER_COLUMN))


def heading_rows(opened: OpenedUpload) -> list[tuple[int, int, tuple[str, ...]]]:
    """Return the place, the number and the first cells of the rows that may hold the headings."""
    sheet = opened.sheet
    count = max(HEADING_ROWS, opened.choices.heading + 3)
    return [
        (place, sheet.first + place, tuple(map(shortened, row[:HEADING_COLUMNS])))
        for place, row in enumerate(sheet.rows[:-1][:count])
    ]


def file_remarks(opened: OpenedUpload) -> list[str]:
    """Return Dutch sentences about what the member should know of this file."""
    notes, headings, remarks = opened.sheet.notes, opened.table.headings, []
    if "hidden" in notes:
        remarks.append(f"Verborgen regels in Excel tellen mee: {notes['hidden']}.")
    if "merged" in notes:
        remarks.append(
            f"Er zijn samengevoegde cellen ({notes['merged']}). Hun tekst geldt voor elke rij."
        )
    doubled = {name for name in headings if name and headings.count(name) > 1}
    if doubled:
        remarks.append(f"Twee kolommen heten hetzelfde: {', '.join(sorted(doubled))}.")
    return remarks


def mend_rows(
    rows: Sequence[CheckedRow], opened: OpenedUpload, owners: Sequence[str], *, limit: int
) -> list[MendRow]:
    """Return the rows that need a hand with their cells that are wrong, or were.

    Of more than `limit` those that do not come along yet go first. `owners`: names of members.
    """
    mended, to_mend = opened.choices.mended, [row for row in rows if row.needs_a_hand]
    if len(to_mend) > limit:
        to_mend.sort(key=lambda row: not row.has_errors)
    return [
        MendRow(
            row,
            tuple(
                _cell_to_mend(row, column, opened, owners)
                for column in range(len(row.cells))
                if (row.number, column) in mended or column in _wrong(row, opened)
            ),
        )
        for row in to_mend[:limit]
    ]


def _wrong(row: CheckedRow, opened: OpenedUpload) -> dict[int, str]:
    """Return by column why its cell is wrong."""
    wrong = {cell.column: cell.why for cell in row.values.errors}
    if row.is_owner_unknown:
        wrong[opened.choices.columns.index(ImportField.OWNER)] = UNKNOWN_OWNER
    return wrong


def _cell_to_mend(
    row: CheckedRow, column: int, opened: OpenedUpload, owners: Sequence[str]
) -> CellToMend:
    field = opened.choices.columns[column]
    choices = {**CELL_CHOICES, ImportField.OWNER: tuple(owners)}
    return CellToMend(
        column=column,
        label=field.heading if field else opened.table.headings[column],
        text=row.cells[column],
        why=_wrong(row, opened).get(column, ""),
        choices=choices.get(field, ()) if field else (),
    )


def count_outcomes(rows: Sequence[CheckedRow]) -> dict[str, int]:
    """Count the rows by what happens to them, for the bar below the page; empty ones apart."""
    new = sum(row.outcome is RowOutcome.NEW for row in rows)
    added = sum(row.outcome in (RowOutcome.ADDED, RowOutcome.MERGED) for row in rows)
    empty = sum(row.is_empty for row in rows)
    return {
        "new": new,
        "added": added,
        "imported": new + added,
        "left_out": len(rows) - new - added - empty,
        "empty": empty,
        "with_errors": sum(row.has_errors for row in rows),
        "mends": sum(row.needs_a_hand for row in rows),
        "remarked": sum(bool(row.remarks) for row in rows),
        "right": sum(not row.needs_a_hand and row.can_come for row in rows),
    }
