"""Writing rows as an .xlsx file: text is never a formula, and nothing touches the disk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO

import xlsxwriter

from uitweg.platform.bidi import without_controls

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""Some spreadsheet program takes a cell that begins with one of these for a formula."""
FIXED_CREATION_TIME = datetime(2000, 1, 1, tzinfo=UTC)
MAX_CELL_LENGTH = 32_767
"""In characters; Excel allows no more."""
SheetCell = str | int | date | None


@dataclass(frozen=True)
class SheetColumn:
    """A heading in Dutch, and the width of the column in characters."""

    heading: str
    width: int = 16


def write_workbook(
    title: str, columns: Sequence[SheetColumn], rows: Iterable[Sequence[SheetCell]]
) -> bytes:
    """Return the file. Equal rows give equal bytes: it holds no author and no time."""
    file = BytesIO()
    # in_memory: without it xlsxwriter writes each sheet to a temporary file, unencrypted
    book = xlsxwriter.Workbook(
        file,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": FIXED_CREATION_TIME, "author": "", "comments": ""})
    heading_format = book.add_format({"bold": True, "bottom": 1})
    formats = {
        "day": book.add_format({"num_format": "dd-mm-yyyy", "align": "left"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "defused": book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
    }
    sheet = book.add_worksheet(title[:31])
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, column.heading, heading_format)
    for row_index, row in enumerate(rows, start=1):
        for index, cell in enumerate(row):
            _write_cell(sheet, row_index, index, cell, formats)
    sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()


def _write_cell(sheet, row: int, column: int, cell: SheetCell, formats) -> None:  # type: ignore[no-untyped-def]  # xlsxwriter has no types
    if isinstance(cell, date):
        day = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001  a day has no zone
        sheet.write_datetime(row, column, day, formats["day"])
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif text := without_controls(cell or ""):
        name = "defused" if text.startswith(FORMULA_STARTS) else "text"
        sheet.write_string(row, column, text[:MAX_CELL_LENGTH], formats[name])
