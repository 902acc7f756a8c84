"""What the pages of an import show of a list, said once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from uitweg.casework.spreadsheets.actions.dry_run import Checked
from uitweg.casework.spreadsheets.rules import Becomes, Into
from uitweg.platform.sandbox.sheet.run import Table

SAMPLES = 3
LONGEST_SHOWN = 60
HOW_WORDS = {
    "both": "zelfde naam en nummer als",
    "phone": "zelfde telefoonnummer, andere naam dan",
    "name": "zelfde naam als",
}


ALIKE_WORDS = {"both": "Naam en nummer", "phone": "Dit nummer", "name": "Deze naam"}


@dataclass(frozen=True)
class ShownColumn:
    """One column with its first values; `chosen` is what it is taken for."""

    place: int
    heading: str
    chosen: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One row of the dry run."""

    place: int
    number: int
    who: str
    about: str
    why: tuple[str, ...]
    remarks: tuple[str, ...]
    becomes: str
    match: int | None
    how: str
    can_choose: bool
    elsewhere: str


def shown_columns(table: Table, chosen: Sequence[Into | None]) -> list[ShownColumn]:
    """Show each column; one without a heading is named by its letter."""
    return [
        ShownColumn(place, heading or f"(kolom {place + 1})", into or "", _samples(table, place))
        for place, (heading, into) in enumerate(zip(table.headings, chosen, strict=True))
    ]


def _samples(table: Table, place: int) -> tuple[str, ...]:
    filled = (row[place] for row in table.rows if row[place])
    return tuple(short(text) for text, _ in zip(filled, range(SAMPLES), strict=False))


def short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def told(table: Table) -> list[str]:
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


def line(row: Checked, whose: Mapping[int, str]) -> Line:
    """Say one row of the dry run; `whose` says what may be known of a case elsewhere."""
    person = row.said.person
    who = person.get("name") or person.get("called") or row.said.old_number or "(geen naam)"
    about = [person.get("phones", ""), f"{person['age']} jaar" if person.get("age") else ""]
    if row.owner and row.becomes is Becomes.NEW:
        about.append(f"van {row.owner.name}")
    if row.said.action:
        about.append(f"actie: {row.said.action}")
    return Line(
        place=row.place,
        number=row.number,
        who=short(who),
        about=short(" · ".join(part for part in about if part)),
        why=(*row.said.wrong, *([row.said.leave] if row.said.leave else [])),
        remarks=row.remarks,
        becomes=row.becomes.value,
        match=row.match,
        how=HOW_WORDS.get(row.how, ""),
        can_choose=not (row.said.wrong or row.said.leave),
        elsewhere=_elsewhere(row, whose),
    )


def _elsewhere(row: Checked, whose: Mapping[int, str]) -> str:
    case, how = row.elsewhere or (0, "")
    return f"{ALIKE_WORDS[how]}: {whose[case]}" if case in whose else ""


def counts(rows: Sequence[Checked]) -> dict[str, int]:
    """Count what becomes of the rows."""
    new = sum(row.becomes is Becomes.NEW for row in rows)
    added = sum(row.becomes is Becomes.ADDED for row in rows)
    return {
        "new": new,
        "added": added,
        "left": len(rows) - new - added,
        "wrong": sum(row.is_wrong for row in rows),
        "elsewhere": sum(row.elsewhere is not None for row in rows),
        "going": new + added,
    }
