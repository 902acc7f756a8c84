"""The columns and rows of a spreadsheet as the pages of an import show them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from uitweg.casework.search.rules.matching import MatchedBy
from uitweg.casework.spreadsheets.actions.dry_run import CheckedRow
from uitweg.casework.spreadsheets.rules.cells import RowOutcome
from uitweg.casework.spreadsheets.rules.columns import ImportField
from uitweg.platform.sandbox.sheet.run import SheetTable

SAMPLES_PER_COLUMN = 3
MAX_SHOWN_LENGTH = 60
MATCH_IN_FULL: dict[MatchedBy, str] = {
    MatchedBy.BOTH: "zelfde naam en nummer als",
    MatchedBy.PHONE: "zelfde telefoonnummer, andere naam dan",
    MatchedBy.NAME: "zelfde naam als",
}
"""The words before the number of a case that the member can add to."""


@dataclass(frozen=True)
class ColumnView:
    """One column with its first values; `chosen` is the value of its ImportField, or ''."""

    index: int
    heading: str
    chosen: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class DryRunRow:
    """One row of the dry run.

    `match_id` is the case that it can be added to, with `match_words` before its number.
    `elsewhere` is a sentence about a case that it cannot be added to, or ''.
    """

    index: int
    number: int
    name: str
    details: str
    left_out_because: tuple[str, ...]
    remarks: tuple[str, ...]
    outcome: str
    match_id: int | None
    match_words: str
    can_choose: bool
    elsewhere: str


def column_views(table: SheetTable, columns: Sequence[ImportField | None]) -> list[ColumnView]:
    """Return each column of the table; one without a heading gets a number instead."""
    return [
        ColumnView(index, heading or f"(kolom {index + 1})", column or "", _samples(table, index))
        for index, (heading, column) in enumerate(zip(table.headings, columns, strict=True))
    ]


def _samples(table: SheetTable, index: int) -> tuple[str, ...]:
    filled = (row[index] for row in table.rows if row[index])
    return tuple(shortened(text) for text in islice(filled, SAMPLES_PER_COLUMN))


def shortened(text: str) -> str:
    """Cut a text that is too long to show, with an ellipsis."""
    return text if len(text) <= MAX_SHOWN_LENGTH else f"{text[: MAX_SHOWN_LENGTH - 1]}…"


def file_remarks(table: SheetTable) -> list[str]:
    """Return Dutch sentences about what the member should know of this file."""
    notes, remarks = table.notes, []
    if "sheets" in notes:
        remarks.append(f"Er zijn meer bladen met regels. Alleen “{notes['sheets']}” wordt gelezen.")
    if "hidden" in notes:
        remarks.append(f"Verborgen regels in Excel tellen mee: {notes['hidden']}.")
    if "merged" in notes:
        remarks.append(
            f"Er zijn samengevoegde cellen ({notes['merged']}). De tekst staat alleen in de eerste."
        )
    doubled = {name for name in table.headings if name and table.headings.count(name) > 1}
    if doubled:
        remarks.append(f"Twee kolommen heten hetzelfde: {', '.join(sorted(doubled))}.")
    return remarks


def dry_run_row(row: CheckedRow, known_cases: Mapping[int, str]) -> DryRunRow:
    """Return one row as the page shows it; `known_cases` has a sentence for cases elsewhere."""
    values, person = row.values, row.values.person
    name = person.get("name") or person.get("called") or values.old_number or "(geen naam)"
    return DryRunRow(
        index=row.index,
        number=row.number,
        name=shortened(name),
        details=shortened(" · ".join(_details(row))),
        left_out_because=tuple(filter(None, (*values.errors, values.left_out_because))),
        remarks=row.remarks,
        outcome=row.outcome.value,
        match_id=row.match_id,
        match_words=MATCH_IN_FULL[row.matched_by] if row.matched_by else "",
        can_choose=not (values.errors or values.left_out_because),
        elsewhere=_elsewhere(row, known_cases),
    )


def _details(row: CheckedRow) -> Iterator[str]:
    person, action = row.values.person, row.values.action
    if person.get("phones"):
        yield person["phones"]
    if person.get("age"):
        yield f"{person['age']} jaar"
    if row.owner and row.outcome is RowOutcome.NEW:
        yield f"van {row.owner.name}"
    if action:
        yield f"actie: {action}"


def _elsewhere(row: CheckedRow, known_cases: Mapping[int, str]) -> str:
    if row.elsewhere is None:
        return ""
    case_id, matched_by = row.elsewhere
    return f"{matched_by.words}: {known_cases[case_id]}" if case_id in known_cases else ""


def count_outcomes(rows: Sequence[CheckedRow]) -> dict[str, int]:
    """Count the rows by what happens to them, for the top of the page."""
    new = sum(row.outcome is RowOutcome.NEW for row in rows)
    added = sum(row.outcome is RowOutcome.ADDED for row in rows)
    return {
        "new": new,
        "added": added,
        "imported": new + added,
        "left_out": len(rows) - new - added,
        "with_errors": sum(row.has_errors for row in rows),
        "elsewhere": sum(row.elsewhere is not None for row in rows),
    }
