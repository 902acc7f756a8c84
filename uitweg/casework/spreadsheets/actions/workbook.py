"""Writes a list as .xlsx: text stays text, days are days, and nothing touches the disk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to some program, if not to this one."""
FIXED_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
LONGEST_CELL = 32_767
SheetCell = str | int | date | None


@dataclass(frozen=True)
class SheetColumn:
    """A heading in Dutch, and how wide the column is, in signs."""

    heading: str
    width: int = 16


def write_workbook(
    title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[SheetCell]]
) -> bytes:
    """Return the file's bytes. The same list gives the same bytes: no name, no moment in it."""
    out = BytesIO()
    # in_memory: without it xlsxwriter puts every sheet in a temporary file, in the clear
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": FIXED_MOMENT, "author": "", "comments": ""})
    head = book.add_format({"bold": True, "bottom": 1})
    looks = {
        "day": book.add_format({"num_format": "dd-mm-yyyy", "align": "left"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "defused": book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
    }
    sheet = book.add_worksheet(title[:31])
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.heading, head)
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            _write_cell(sheet, line, place, cell, looks)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _write_cell(sheet, line: int, place: int, cell: SheetCell, looks) -> None:  # type: ignore[no-untyped-def]  # xlsxwriter says no types of its own rows
    if isinstance(cell, date):
        sheet.write_datetime(line, place, datetime(cell.year, cell.month, cell.day), looks["day"])  # noqa: DTZ001  a day has no zone
    elif isinstance(cell, int):
        sheet.write_number(line, place, cell)
    elif cell:
        look = "defused" if cell.startswith(FORMULA_STARTS) else "text"
        sheet.write_string(line, place, cell[:LONGEST_CELL], looks[look])
