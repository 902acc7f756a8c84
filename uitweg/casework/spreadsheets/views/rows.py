"""What the pages of an import show of a list, said once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
"""The words before the number of a case of one's own."""


@dataclass(frozen=True)
class ColumnView:
    """One column with its first values; `chosen` is what it is taken for."""

    place: int
    heading: str
    chosen: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class DryRunRow:
    """One row of the dry run."""

    place: int
    number: int
    who: str
    about: str
    why: tuple[str, ...]
    remarks: tuple[str, ...]
    outcome: str
    match: int | None
    how: str
    can_choose: bool
    elsewhere: str


def column_views(table: SheetTable, chosen: Sequence[ImportField | None]) -> list[ColumnView]:
    """Show each column; one without a heading is named by its letter."""
    return [
        ColumnView(place, heading or f"(kolom {place + 1})", into or "", _samples(table, place))
        for place, (heading, into) in enumerate(zip(table.headings, chosen, strict=True))
    ]


def _samples(table: SheetTable, place: int) -> tuple[str, ...]:
    filled = (row[place] for row in table.rows if row[place])
    return tuple(
        shortened(text) for text, _ in zip(filled, range(SAMPLES_PER_COLUMN), strict=False)
    )


def shortened(text: str) -> str:
    return text if len(text) <= MAX_SHOWN_LENGTH else f"{text[: MAX_SHOWN_LENGTH - 1]}…"


def file_remarks(table: SheetTable) -> list[str]:
    """Say what of the file its maker should know."""
    notes, found = table.notes, []
    if "sheets" in notes:
        found.append(f"Er zijn meer bladen met regels. Alleen “{notes['sheets']}” wordt gelezen.")
    if "hidden" in notes:
        found.append(f"Verborgen regels in Excel tellen mee: {notes['hidden']}.")
    if "merged" in notes:
        found.append(
            f"Er zijn samengevoegde cellen ({notes['merged']}). De tekst staat alleen in de eerste."
        )
    doubled = {h for h in table.headings if h and table.headings.count(h) > 1}
    if doubled:
        found.append(f"Twee kolommen heten hetzelfde: {', '.join(sorted(doubled))}.")
    return found


def dry_run_row(row: CheckedRow, whose: Mapping[int, str]) -> DryRunRow:
    """Say one row of the dry run; `whose` says what may be known of a case elsewhere."""
    person = row.values.person
    who = person.get("name") or person.get("called") or row.values.old_number or "(geen naam)"
    about = [person.get("phones", ""), f"{person['age']} jaar" if person.get("age") else ""]
    if row.owner and row.outcome is RowOutcome.NEW:
        about.append(f"van {row.owner.name}")
    if row.values.action:
        about.append(f"actie: {row.values.action}")
    return DryRunRow(
        place=row.place,
        number=row.number,
        who=shortened(who),
        about=shortened(" · ".join(part for part in about if part)),
        why=(*row.values.wrong, *([row.values.leave] if row.values.leave else [])),
        remarks=row.remarks,
        outcome=row.outcome.value,
        match=row.match,
        how=MATCH_IN_FULL[row.how] if row.how else "",
        can_choose=not (row.values.wrong or row.values.leave),
        elsewhere=_elsewhere(row, whose),
    )


def _elsewhere(row: CheckedRow, whose: Mapping[int, str]) -> str:
    if row.elsewhere is None:
        return ""
    case, how = row.elsewhere
    return f"{how.words}: {whose[case]}" if case in whose else ""


def count_outcomes(rows: Sequence[CheckedRow]) -> dict[str, int]:
    """Count what becomes of the rows."""
    new = sum(row.outcome is RowOutcome.NEW for row in rows)
    added = sum(row.outcome is RowOutcome.ADDED for row in rows)
    return {
        "new": new,
        "added": added,
        "left": len(rows) - new - added,
        "wrong": sum(row.is_wrong for row in rows),
        "elsewhere": sum(row.elsewhere is not None for row in rows),
        "going": new + added,
    }
