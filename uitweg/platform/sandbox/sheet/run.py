"""Read a spreadsheet: its cells as text, or the Dutch sentence that says why not."""

import json
from dataclasses import dataclass

from uitweg.platform.sandbox.process import ParserBusy, ParserFailed, ParserRefused, run_parser

LARGEST_SHEET_BYTES = 10 * 1024 * 1024

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

    `first` is the row number of the headings in the file. `notes` has what the member who chose the
    file should know, by the keys "sheets", "merged" and "hidden".
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first: int
    notes: dict[str, str]

    def number_of(self, place: int) -> int:
        """Return the row number in Excel of the row at this place in `rows`."""
        return self.first + 1 + place

    def to_bytes(self) -> bytes:
        values = [self.headings, self.rows, self.first, self.notes]
        return json.dumps(values, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "SheetTable":
        headings, rows, first, notes = json.loads(raw)
        return cls(tuple(headings), tuple(map(tuple, rows)), first, notes)


def read_sheet(content: bytes) -> SheetTable:
    """Return what is in a spreadsheet. Raises CannotReadSheet."""
    if len(content) > LARGEST_SHEET_BYTES:
        raise CannotReadSheet("large")
    try:
        values = run_parser("sheet", content).values
        headings, *rows = values["rows"]
        return SheetTable(
            tuple(headings), tuple(map(tuple, rows)), values["first"], values["notes"]
        )
    except ParserBusy:
        raise CannotReadSheet("busy") from None
    except ParserRefused as refusal:
        known = refusal.why in CANNOT_READ_SENTENCES
        raise CannotReadSheet(refusal.why if known else "unreadable") from None
    except (ParserFailed, ValueError, KeyError, TypeError):
        raise CannotReadSheet("unreadable") from None
