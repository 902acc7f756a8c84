"""Spreadsheets for the tests, as people make them: all persons in them are made up."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import xlsxwriter

HEADINGS = ["Naam", "Telefoon", "Status", "Start", "Actie", "Deadline", "Opmerkingen"]
ALI = ["Ali B.", "06-555 12345", "lopend", "1-3-2024", "Moeder bellen", "1-12-2026", "Schuld"]


def xlsx(rows: Sequence[Sequence[Any]], *, then: Any = None) -> bytes:
    """Return an .xlsx with these rows; `then` may do more to the sheet and the book."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Blad1")
    for place, row in enumerate(rows):
        sheet.write_row(place, 0, row)
    if then:
        then(sheet, book)
    book.close()
    return out.getvalue()


def some(count: int) -> list[list[str]]:
    """Return a list of so many made up youngsters, under our headings."""
    return [
        HEADINGS,
        *(
            [f"Jongere {n}", f"06-555 {n:05d}", "intake", "2024-03-01", f"Bel {n}", "", f"Noot {n}"]
            for n in range(count)
        ),
    ]
