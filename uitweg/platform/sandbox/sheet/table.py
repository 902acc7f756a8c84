"""From the bytes of a spreadsheet to a table of text. The name of the file is not used."""

import csv
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from itertools import islice
from typing import IO, Any

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
MOST_TEXT_BYTES = 16 * 1024 * 1024
"""All cells of all sheets as JSON. In 5,000 rows that is 3,300 characters a row: a small file can
repeat one long text in every cell, and fill the memory of whoever reads it."""
MOST_UNPACKED_BYTES = 200 * 1024 * 1024
MOST_COMPRESSION = 300
"""How many times smaller a zip may be than its content; a real spreadsheet is 5 to 30 times."""
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
ENCRYPTED_BIT = 1
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
DELIMITERS = ";,\t|"
LINES_TO_GUESS_BY = 20
HIDDEN_ROW = re.compile(rb"<row [^>]*\bhidden=\"(?:1|true)\"")
PIECE_BYTES = 1024 * 1024
MOST_SHEETS = 20
MergedRange = tuple[tuple[int, int], tuple[int, int]]
"""The first and the last cell, each a row and a column counted from 0."""


def read_tables(content: bytes) -> list[dict[str, Any]]:
    """Return {"name", "rows", "first", "notes"} of each sheet; each row is a list of texts.

    `first` is the number of the first row in the file. Days are written as 2024-03-01.
    Raises ParserRefused with a key of CANNOT_READ_SENTENCES.
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
    table = _read_csv(content)
    _room_left(MOST_TEXT_BYTES, table["rows"])
    return [table]


def _refuse_zip_bomb(content: bytes) -> None:
    """Refuse a zip with a password, or one that is far larger unpacked."""
    try:
        members = zipfile.ZipFile(BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        raise ParserRefused("unreadable") from None
    unpacked = sum(member.file_size for member in members)
    if any(member.flag_bits & ENCRYPTED_BIT for member in members):
        raise ParserRefused("locked")
    if unpacked > MOST_UNPACKED_BYTES or unpacked > MOST_COMPRESSION * max(len(content), 4096):
        raise ParserRefused("bomb")


def _read_workbook(content: bytes) -> list[dict[str, Any]]:
    """Read the visible sheets with anything in them; of several, one that does not fit is left out.

    Raises ParserRefused as for the first when none fits.
    """
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
    except PasswordError:
        raise ParserRefused("locked") from None
    except CalamineError:
        raise ParserRefused("unreadable") from None
    tables, refusals, room = [], [], MOST_TEXT_BYTES
    for sheet in islice((sheet for sheet in _visible_sheets(book) if sheet.height), MOST_SHEETS):
        try:
            table = _read_worksheet(content, book, sheet, room)
        except ParserRefused as refusal:
            refusals.append(refusal)
        else:
            room = _room_left(room, table["rows"])
            tables.append(table)
    if not tables:
        raise refusals[0] if refusals else ParserRefused("empty")
    return tables


def _read_worksheet(
    content: bytes, book: CalamineWorkbook, sheet: CalamineSheet, room: int
) -> dict[str, Any]:
    """Read one sheet of at most `room` bytes of text."""
    if sheet.total_width > MOST_COLUMNS:
        raise ParserRefused("wide")
    notes = {}
    rows = list(_rows_within(sheet, room))
    if ranges := sorted(sheet.merged_cell_ranges or ()):
        notes["merged"] = ", ".join(_cell_name(*start) for start, _ in ranges[:10])
        _fill_merged_columns(rows, ranges)
        _room_left(room, rows)
    if hidden := _hidden_rows(content, book.sheet_names.index(sheet.name)):
        notes["hidden"] = str(hidden)
    return {"name": sheet.name, **_trimmed_table(rows, first=1, notes=notes)}


def _fill_merged_columns(rows: list[list[str]], ranges: Iterable[MergedRange]) -> None:
    """Give each row of a cell that is merged downwards its text: it holds for all of them."""
    for (top, column), (bottom, _) in ranges:
        if top < len(rows) and column < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[column] = rows[top][column]


def _visible_sheets(book: CalamineWorkbook) -> Iterable[CalamineSheet]:
    for place, sheet in enumerate(book.sheets_metadata):
        if (sheet.typ, sheet.visible) == (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible):
            yield book.get_sheet_by_index(place)


def _rows_within(sheet: CalamineSheet, room: int) -> Iterator[list[str]]:
    """Yield the rows as text. Raises ParserRefused as soon as they are more than `room` bytes."""
    # more rows than fit, to be able to say that they do not
    for row in islice(sheet.iter_rows(), MOST_ROWS + 500):
        cells = [_cell_text(cell) for cell in row]
        room = _room_left(room, [cells])
        yield cells


def _room_left(room: int, rows: Iterable[Sequence[str]]) -> int:
    """Take these cells, as long as they are in the answer, from `room`. Raises ParserRefused."""
    for row in rows:
        room -= sum(len(json.dumps(cell)) + 2 for cell in row)
        if room < 0:
            raise ParserRefused("much")
    return room


def _hidden_rows(content: bytes, place: int) -> int:
    """Count the rows that Excel hides. They are read too, and the page says so."""
    if not content.startswith(b"PK"):
        return 0
    with zipfile.ZipFile(BytesIO(content)) as workbook:
        name = f"xl/worksheets/sheet{place + 1}.xml"
        if name not in workbook.namelist():
            return 0
        with workbook.open(name) as sheet:
            return _count_hidden_rows(sheet)


def _count_hidden_rows(sheet: IO[bytes]) -> int:
    """Count them piece by piece: unpacked, a sheet may be larger than the memory we have."""
    count, rest = 0, b""
    while piece := sheet.read(PIECE_BYTES):
        whole, mark, rest = (rest[-PIECE_BYTES:] + piece).rpartition(b"<")
        count += len(HIDDEN_ROW.findall(whole))
        rest = mark + rest
    return count + len(HIDDEN_ROW.findall(rest))


def _read_csv(content: bytes) -> dict[str, Any]:
    text = _decode_csv(content)
    delimiter = _delimiter_of(text.lstrip("\r\n").splitlines()[:LINES_TO_GUESS_BY])
    csv.field_size_limit(LONGEST_CELL * 4)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            rows.append([cell.strip() for cell in row])
            if len(row) > MOST_COLUMNS:
                raise ParserRefused("wide")
            if len(rows) > MOST_ROWS + 500:
                break
    except csv.Error:
        raise ParserRefused("unreadable") from None
    return {"name": "", **_trimmed_table(rows, first=1, notes={})}


def _delimiter_of(lines: list[str]) -> str:
    """Return what stands in most of these lines; a title above the headings has none."""

    def counts(delimiter: str) -> tuple[int, int]:
        found = [line.count(delimiter) for line in lines]
        return sum(map(bool, found)), sum(found)

    return max(DELIMITERS, key=counts)


def _decode_csv(content: bytes) -> str:
    if content.startswith(OTHER_FILE_MAGIC):
        raise ParserRefused("unreadable")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in content:
        raise ParserRefused("unreadable")
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ParserRefused("unreadable")


def _trimmed_table(rows: list[list[str]], *, first: int, notes: dict[str, str]) -> dict[str, Any]:
    """Drop empty rows above and below, make all rows equally wide, and refuse too large a table."""
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
    equal_rows = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    return {"rows": equal_rows, "first": first, "notes": notes}


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
    """Return the name of a cell in Excel: B4. Row and column count from 0."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"
