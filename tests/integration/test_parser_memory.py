"""Small files that would fill the memory of whoever reads them."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

import pytest

from tests.support import outlook_file
from tests.support.peak_memory import peak_of
from tests.support.sheets import xlsx
from uitweg.platform.sandbox.mail import run as mail
from uitweg.platform.sandbox.sheet import run as sheet

READ_SHEET = "len(sheet.read_sheets(content))"
READ_EML = "len(mail.read_mail('brief.eml', content).files)"
READ_MSG = "len(mail.read_mail('brief.msg', content).files)"
CLEAN = "len(clean.clean_file(content, clean.file_kind(content)).content)"
MIB = 1024**2
OWN_MEMORY = 60
"""MiB of the process that asks, above which something of the answer was kept."""


def xlsx_of(rows: list[str], text: str = "x") -> bytes:
    """Return an .xlsx with these rows of XML, and with one text that its cells can show."""
    with zipfile.ZipFile(BytesIO(xlsx([["x"]]))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    start, _, _ = parts["xl/worksheets/sheet1.xml"].partition(b"<sheetData>")
    parts["xl/worksheets/sheet1.xml"] = (
        start + f"<sheetData>{''.join(rows)}</sheetData></worksheet>".encode()
    )
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(
        b"<t>x</t>", f"<t>{text}</t>".encode()
    )
    return packed(parts)


def repeated_text(rows: int, columns: int, text: str) -> bytes:
    """Return an .xlsx that has one text once, and shows it in every cell."""
    return xlsx_of(["<row>" + '<c t="s"><v>0</v></c>' * columns + "</row>"] * rows, text)


def full_list(rows: int, columns: int) -> bytes:
    """Return an .xlsx with another number in every cell."""
    return xlsx_of(
        [
            "<row>" + "".join(f"<c><v>{n * m}</v></c>" for m in range(columns)) + "</row>"
            for n in range(1, rows + 1)
        ]
    )


def packed(parts: dict[str, bytes]) -> bytes:
    holder = BytesIO()
    with zipfile.ZipFile(holder, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return holder.getvalue()


def ods(row: str) -> bytes:
    """Return an .ods of one sheet with this row."""
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{names}office:1.0" xmlns:text="{names}text:1.0"'
        f' xmlns:table="{names}table:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="a">{row}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    parts = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}
    parts["META-INF/manifest.xml"] = (
        f'<manifest:manifest xmlns:manifest="{names}manifest:1.0"/>'.encode()
    )
    return packed(parts | {"content.xml": content.encode()})


def cells_of_ods(rows: int, columns: int, text: str) -> bytes:
    cell = (
        f'<table:table-cell table:number-columns-repeated="{columns}" office:value-type="string">'
    )
    return ods(
        f'<table:table-row table:number-rows-repeated="{rows}">{cell}<text:p>{text}</text:p>'
        "</table:table-cell></table:table-row>"
    )


def merged_downwards() -> bytes:
    """Return an .xlsx with one long text, in cells that are merged over all rows."""

    def merge(written, book) -> None:  # type: ignore[no-untyped-def]
        for column in range(20):
            written.merge_range(0, column, 4999, column, "x" * 19_000)
        written.write(4999, 20, "onderaan")

    return xlsx([], then=merge)


HOSTILE_SHEETS: dict[str, Callable[[], bytes]] = {
    "one text in every cell": lambda: repeated_text(5000, 2, "x" * 19_999 + "😀"),
    "short texts in more cells": lambda: repeated_text(5000, 50, "é" * 900),
    "merged cells": merged_downwards,
    "repeated cells of .ods": lambda: cells_of_ods(5000, 100, "x" * 2000),
    "all cells of .ods": lambda: cells_of_ods(1_048_576, 16_384, "x"),
}


@pytest.mark.parametrize("name", HOSTILE_SHEETS)
def test_a_small_spreadsheet_takes_no_large_memory(name: str) -> None:
    content = HOSTILE_SHEETS[name]()
    assert len(content) < 100_000

    peak = peak_of(READ_SHEET, content)

    assert peak.outcome in {"refused: much", "refused: unreadable", "refused: wide"}
    assert peak.asker < OWN_MEMORY
    assert peak.parser <= sheet.READING_MEMORY_BYTES // MIB


def test_a_very_full_list_is_read_with_room_to_spare() -> None:
    peak = peak_of(READ_SHEET, full_list(2500, 100))

    assert peak.outcome == "read: 1"
    assert peak.parser <= sheet.READING_MEMORY_BYTES // MIB // 2


def test_sheets_that_fit_alone_do_not_fill_the_memory_together() -> None:
    def more(written, book) -> None:  # type: ignore[no-untyped-def]
        for _ in range(5):
            book.add_worksheet().write_column(0, 0, ["x" * 15_000] * 500)

    sheets = sheet.read_sheets(xlsx([["x" * 15_000]] * 500, then=more))

    assert len(sheets) == 2
    assert sum(len(row[0]) for each in sheets for row in each.rows) < 16 * MIB


def eml(body: bytes, content_type: bytes = b"multipart/mixed; boundary=b") -> bytes:
    return b"From: a@b.example\nContent-Type: " + content_type + b"\n\n" + body


def nested(times: int) -> bytes:
    return b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(times)
    )


HOSTILE_MAILS: dict[str, Callable[[], bytes]] = {
    "a hundred thousand parts": lambda: eml(b"--b\n\nx\n" * 100_000),
    "parts without an end": lambda: eml(b"--b\n\n" * 1_000_000),
    "parts in parts": lambda: b"From: a@b.example\n" + nested(20_000),
    "mails in mails": lambda: eml(b"Content-Type: message/rfc822\n\n" * 100_000, b"message/rfc822"),
    "a million headers": lambda: b"From: a@b.example\n" + b"a:b\n" * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE_MAILS)
def test_a_mail_of_countless_pieces_takes_no_large_memory(name: str) -> None:
    peak = peak_of(READ_EML, HOSTILE_MAILS[name]())

    assert peak.outcome.startswith("refused: ")
    assert "Er is niets bewaard." in peak.outcome
    assert peak.parser <= mail.READING_MEMORY_BYTES // MIB


def outlook_mail_of_one_file(times: int, size: int) -> bytes:
    """Return a .msg in which the content of every attachment is the same bytes of the file."""
    files = (("a.pdf", b"x" * size), *((f"{n}.pdf", b"x") for n in range(times)))
    raw = bytearray(outlook_file.written(outlook_file.mail(files=files)))
    name = "__substg1.0_37010102".encode("utf-16-le").ljust(64, b"\0")
    places, at = [], raw.find(name)
    while at >= 0:
        places.append(at + 116)
        at = raw.find(name, at + 1)
    large = max((raw[at : at + 12] for at in places), key=lambda row: struct.unpack("<IQ", row)[1])
    for at in places:
        raw[at : at + 12] = large
    return bytes(raw)


def test_attachments_of_outlook_that_are_the_same_bytes_are_not_counted_out() -> None:
    peak = peak_of(READ_MSG, outlook_mail_of_one_file(times=40, size=4 * MIB))

    assert "meer dan 60 MB" in peak.outcome
    assert peak.asker < OWN_MEMORY
    assert peak.parser <= mail.READING_MEMORY_BYTES // MIB


def png(width: int, height: int) -> bytes:
    """Return a picture that is said to be so large, and of which there is little."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = zlib.compress(bytes(1 + width * 3))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def gif(frames: int) -> bytes:
    """Return a moving picture of one dot and so many frames."""
    frame = b"\x21\xf9\x04\0\0\0\0\0\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\2\2\x44\1\0"
    return b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6) + frame * frames + b";"


@pytest.mark.parametrize(
    ("make", "most"),
    [
        (lambda: png(30_000, 30_000), 60),
        (lambda: gif(50_000), 60),
    ],
    ids=["a picture of 900 million dots", "50,000 frames"],
)
def test_a_file_that_unpacks_without_end_is_not_cleaned(make, most: int) -> None:  # type: ignore[no-untyped-def]
    peak = peak_of(CLEAN, make())

    assert peak.outcome.startswith("refused")
    assert peak.asker < OWN_MEMORY
    assert peak.parser <= most
