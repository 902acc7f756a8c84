"""From a file's bytes to a table of words, whatever its maker called it."""

import csv
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from uitweg.platform.sandbox.process import ParserRefused

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 5_000, 100, 20_000
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_COMPRESSION = 300
"""How many times smaller a packed file may be: a real sheet packs 5 to 30 times."""
OTHER_FILE_MAGIC = (
    b"MZ",
    b"\x7fELF",
    b"%PDF",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"<!DO",
    b"<htm",
)
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
DELIMITERS = ";,\t|"


def read_table(content: bytes) -> dict[str, Any]:
    """Return {"rows", "first", "notes"}: each row a list of words, the first with the headings.

    `first` is the number the first row has in the file. Days come as 2024-03-01.
    Raises ParserRefused.
    """
    if not content.strip():
        raise ParserRefused("empty")
    if content.startswith(b"PK"):
        _refuse_zip_bomb(content)
        return _read_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if ENCRYPTED_MARK in content:
            raise ParserRefused("locked")
        return _read_workbook(content)
    return _read_csv(content)


def _refuse_zip_bomb(content: bytes) -> None:
    """Refuse a file that is small only as long as nobody unpacks it."""
    try:
        inside = zipfile.ZipFile(BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        raise ParserRefused("unreadable") from None
    unpacked = sum(one.file_size for one in inside)
    if any(one.flag_bits & 1 for one in inside):
        raise ParserRefused("locked")
    if unpacked > MOST_UNPACKED_BYTES or unpacked > MOST_COMPRESSION * max(len(content), 4096):
        raise ParserRefused("bomb")


def _read_workbook(content: bytes) -> dict[str, Any]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
    except PasswordError:
        raise ParserRefused("locked") from None
    except CalamineError:
        raise ParserRefused("unreadable") from None
    filled = [sheet for sheet in _visible_sheets(book) if sheet.height]
    if not filled:
        raise ParserRefused("empty")
    sheet, notes = filled[0], {}
    if sheet.total_width > MOST_COLUMNS:
        raise ParserRefused("wide")
    if len(filled) > 1:
        notes["sheets"] = sheet.name
    if sheet.merged_cell_ranges:
        notes["merged"] = ", ".join(
            _cell_name(*start) for start, _ in sorted(sheet.merged_cell_ranges)[:10]
        )
    if hidden := _hidden_rows(content, book.sheet_names.index(sheet.name)):
        notes["hidden"] = str(hidden)
    rows = [[_cell_text(cell) for cell in row] for row in _rows_of(sheet)]
    return _trimmed_table(rows, first=1, notes=notes)


def _visible_sheets(book: CalamineWorkbook) -> Iterable[CalamineSheet]:
    for place, about in enumerate(book.sheets_metadata):
        if (about.typ, about.visible) == (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible):
            yield book.get_sheet_by_index(place)


def _rows_of(sheet: CalamineSheet) -> list[list[Any]]:
    # one more than fits, to be able to say that it does not
    return sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 500)


def _hidden_rows(content: bytes, place: int) -> int:
    """Count the rows Excel does not show; they are read all the same, and that is said."""
    if not content.startswith(b"PK"):
        return 0
    with zipfile.ZipFile(BytesIO(content)) as packed:
        name = f"xl/worksheets/sheet{place + 1}.xml"
        if name not in packed.namelist():
            return 0
        return len(re.findall(rb"<row [^>]*\bhidden=\"(?:1|true)\"", packed.read(name)))


def _read_csv(content: bytes) -> dict[str, Any]:
    text = _decode_csv(content)
    head = text.lstrip("\r\n").splitlines()[0]
    split = max(DELIMITERS, key=head.count)
    csv.field_size_limit(LONGEST_CELL * 4)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=split):
            rows.append([cell.strip() for cell in row])
            if len(row) > MOST_COLUMNS:
                raise ParserRefused("wide")
            if len(rows) > MOST_ROWS + 500:
                break
    except csv.Error:
        raise ParserRefused("unreadable") from None
    return _trimmed_table(rows, first=1, notes={})


def _decode_csv(content: bytes) -> str:
    if content.startswith(OTHER_FILE_MAGIC):
        raise ParserRefused("unreadable")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        kinds = ["utf-16"]
    elif b"\0" in content:
        raise ParserRefused("unreadable")
    else:
        kinds = ["utf-8-sig", "cp1252"]
    for kind in kinds:
        try:
            return content.decode(kind)
        except UnicodeDecodeError:
            continue
    raise ParserRefused("unreadable")


def _trimmed_table(rows: list[list[str]], *, first: int, notes: dict[str, str]) -> dict[str, Any]:
    while rows and not any(rows[0]):
        rows, first = rows[1:], first + 1
    while rows and not any(rows[-1]):
        rows = rows[:-1]
    if len(rows) < 2:
        raise ParserRefused("empty")
    if len(rows) > MOST_ROWS + 1:
        raise ParserRefused("long")
    width = max(max((n for n, cell in enumerate(row, 1) if cell), default=0) for row in rows)
    if width > MOST_COLUMNS:
        raise ParserRefused("wide")
    if any(len(cell) > LONGEST_CELL for row in rows for cell in row):
        raise ParserRefused("cell")
    even = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    return {"rows": even, "first": first, "notes": notes}


def _cell_text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    if isinstance(cell, timedelta):
        return str(cell)
    return str(cell).strip()


def _cell_name(row: int, column: int) -> str:
    """Name a cell as its maker sees it: B4."""
    letters = ""
    column += 1
    while column:
        column, left = divmod(column - 1, 26)
        letters = chr(65 + left) + letters
    return f"{letters}{row + 1}"
