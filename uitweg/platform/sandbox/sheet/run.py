"""Read a spreadsheet: its cells as text, or the Dutch sentence that says why not."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from uitweg.platform.sandbox.process import ParserBusy, ParserFailed, ParserRefused, run_parser

LARGEST_SHEET_BYTES = 10 * 1024 * 1024
READING_MEMORY_BYTES = 384 * 1024**2
"""The fullest list that fits (5,000 rows of 100 columns) takes less than half of this."""
LARGEST_ANSWER_BYTES = 20 * 1024**2
"""The most text that the child takes (MOST_TEXT_BYTES), and some room for what is around it."""

CANNOT_READ_SENTENCES = {
    "empty": "In dit bestand staan geen regels. Er is een regel met koppen nodig, en minstens "
    "één regel daaronder.",
    "locked": "Op dit bestand zit een wachtwoord. Haal het eraf in Excel, en kies het opnieuw.",
    "unreadable": "Dit bestand kan niet gelezen worden als lijst. Het moet een Excel-bestand "
    "(.xlsx of .xls), .ods of .csv zijn.",
    "bomb": "Dit bestand wordt uitgepakt veel te groot. Bewaar de lijst als .csv en kies die.",
    "wide": "Deze lijst heeft meer dan 100 kolommen. Haal weg wat je niet nodig hebt.",
    "long": "Deze lijst heeft meer dan 5.000 regels. Knip haar in delen.",
    "cell": "In een cel staan meer dan 20.000 tekens. Maak die korter.",
    "much": "In deze lijst staat te veel tekst om in één keer te lezen. Knip haar in delen.",
    "large": "Dit bestand is groter dan 10 MB. Haal plaatjes en oude bladen eruit, of bewaar "
    "de lijst als .csv.",
    "busy": "Er wordt net een ander bestand gelezen. Probeer het zo opnieuw.",
}


class CannotReadSheet(Exception):
    """This file cannot be read as a list; `why` is a key of CANNOT_READ_SENTENCES."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class SheetTable:
    """A list as text: headings, and rows of the same width.

    `first` is the row number of the headings in the file.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first: int

    def number_of(self, place: int) -> int:
        """Return the row number in Excel of the row at this place in `rows`."""
        return self.first + 1 + place


@dataclass(frozen=True)
class FileSheet:
    """One sheet of a file, as text in rows of the same width; the headings may be in any of them.

    `first` is the number in the file of the first row. `notes` has what the member who chose the
    file should know, by the keys "merged" and "hidden".
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    first: int
    notes: dict[str, str]

    def below(self, place: int) -> SheetTable:
        """Return the list whose headings are in the row at this place."""
        return SheetTable(self.rows[place], self.rows[place + 1 :], self.first + place)


def sheets_to_bytes(sheets: Sequence[FileSheet]) -> bytes:
    values = [[sheet.name, sheet.rows, sheet.first, sheet.notes] for sheet in sheets]
    return json.dumps(values, ensure_ascii=False).encode()


def sheets_from_bytes(raw: bytes) -> tuple[FileSheet, ...]:
    return tuple(
        FileSheet(name, tuple(map(tuple, rows)), first, notes)
        for name, rows, first, notes in json.loads(raw)
    )


def read_sheets(content: bytes) -> tuple[FileSheet, ...]:
    """Return the visible sheets of a spreadsheet, at least one. Raises CannotReadSheet."""
    if len(content) > LARGEST_SHEET_BYTES:
        raise CannotReadSheet("large")
    try:
        answer = run_parser(
            "sheet",
            content,
            memory=READING_MEMORY_BYTES,
            most_answer=LARGEST_ANSWER_BYTES,
            most_values=LARGEST_ANSWER_BYTES,
        )
        return tuple(
            FileSheet(
                values["name"], tuple(map(tuple, values["rows"])), values["first"], values["notes"]
            )
            for values in answer.values
        )
    except ParserBusy:
        raise CannotReadSheet("busy") from None
    except ParserRefused as refusal:
        known = refusal.why in CANNOT_READ_SENTENCES
        raise CannotReadSheet(refusal.why if known else "unreadable") from None
    except (ParserFailed, ValueError, KeyError, TypeError):
        raise CannotReadSheet("unreadable") from None
