"""Files nobody should be able to hurt us with, and files people really have."""

import random
import struct
import zipfile
from functools import cache
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.installation import ROOT
from tests.support.sheets import ALI, HEADINGS, some, xlsx
from uitweg.casework.cases.case.models import Case
from uitweg.casework.spreadsheets.models import Upload
from uitweg.platform.sandbox.sheet import run
from uitweg.platform.sandbox.sheet.run import (
    LARGEST_SHEET_BYTES,
    CannotReadSheet,
    SheetTable,
    read_sheets,
)
from uitweg.platform.sandbox.sheet.table import MOST_UNPACKED_BYTES
from uitweg.site.server.body_limits import LARGEST_SPREADSHEET, staff_body_limit

START = "/casussen/inlezen/"
SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_sheet(content: bytes) -> SheetTable:
    """Return the first sheet, below its first row."""
    return read_sheets(content)[0].below(0)


def why(content: bytes) -> str:
    with pytest.raises(CannotReadSheet) as refused:
        read_sheets(content)
    return refused.value.why


def packed(names: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, content in names.items():
            book.writestr(name, content)
    return out.getvalue()


@cache
def bomb() -> bytes:
    """A small .xlsx whose one sheet is of more than 200 MB."""
    with zipfile.ZipFile(BytesIO(xlsx([HEADINGS, ALI]))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts[SHEET] += b" " * MOST_UNPACKED_BYTES
    return packed(parts)


def lying_bomb() -> bytes:
    """The same, where the list of contents says that it is small."""
    with zipfile.ZipFile(BytesIO(bomb())) as book:
        said = struct.pack("<I", book.getinfo(SHEET).file_size)
    assert said in bomb()
    return bomb().replace(said, struct.pack("<I", 1000))


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def random_bytes(count: int) -> bytes:
    return random.Random(5).randbytes(count)


REFUSED = {
    "an empty file": (b"", "empty"),
    "only blanks": (b" \r\n \n", "empty"),
    "headings alone": (xlsx([HEADINGS]), "empty"),
    "an empty sheet": (xlsx([]), "empty"),
    "a program called .xlsx": (b"MZ\x90\0" + random_bytes(5000), "unreadable"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + random_bytes(500), "unreadable"),
    "a PDF": (b"%PDF-1.7\n1 0 obj", "unreadable"),
    "a web page": (b"<!DOCTYPE html><table><tr><td>x", "unreadable"),
    "random bytes": (random_bytes(5000), "unreadable"),
    "a zip with nothing of Excel in it": (packed({"a.txt": b"x"}), "unreadable"),
    "half a file": (truncated(xlsx(some(50))), "unreadable"),
    "one with a password": (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "locked"),
    "an old Excel file that is broken": (OLE + random_bytes(4000), "unreadable"),
    "300 columns": (xlsx([[f"k{n}" for n in range(300)], ["x"] * 300]), "wide"),
    "300 columns as text": (b";".join([b"x"] * 300) + b"\ny\n", "wide"),
    "a cell of a book": (b"a;b\n" + b"x" * 30_000 + b";y\n", "cell"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_list_is_refused_with_its_own_sentence(name) -> None:
    content, said = REFUSED[name]

    assert why(content) == said
    assert run.CANNOT_READ_SENTENCES[said]


def test_a_hundred_thousand_rows_are_refused_and_not_half_read() -> None:
    assert why(b"naam;telefoon\n" + b"Ali;0655512345\n" * 100_000) == "long"


def test_a_hundred_thousand_rows_of_excel_are_refused_too() -> None:
    assert why(xlsx([["naam"], *([["Ali"]] * 100_000)])) == "long"


def test_twenty_megabytes_are_refused_with_our_sentence(desk) -> None:
    answer = desk.post(START, {"file": SimpleUploadedFile("l.csv", b"a;b\n" * 5_000_000)})

    assert answer.status_code == 400
    assert "groter dan 10 MB" in answer.content.decode()
    assert not Upload.objects.exists()
    assert staff_body_limit(START) >= LARGEST_SPREADSHEET == 2 * LARGEST_SHEET_BYTES


def test_what_a_sheet_names_outside_itself_is_not_fetched() -> None:
    """An external entity and one that grows: no file is read, nothing is filled in."""
    with zipfile.ZipFile(BytesIO(xlsx([HEADINGS, ALI]))) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    grows = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    entities = f'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY e0 "kool">{grows}]>'
    shared = parts["xl/sharedStrings.xml"].decode().replace("?>", "?>" + entities, 1)
    parts["xl/sharedStrings.xml"] = shared.replace("Ali", "&x;&e8;").encode()
    try:
        cells = str(read_sheet(packed(parts)).rows)
    except CannotReadSheet:
        return

    assert "root:" not in cells
    assert "kool" not in cells


def test_a_bomb_is_not_unpacked() -> None:
    assert why(bomb()) == "bomb"


def test_a_bomb_that_lies_about_its_size_ends_with_its_reader() -> None:
    assert why(lying_bomb()) in {"unreadable", "bomb"}


def test_the_reader_has_no_room_for_more_than_a_gigabyte_and_writes_no_file() -> None:
    import subprocess
    import sys

    program = (
        "from uitweg.platform.sandbox.process import limit_process\nlimit_process()\n"
        "try:\n    b = bytearray(1024**3)\nexcept MemoryError: print('no room')\n"
        "try:\n    open('/tmp/uitweg-reader', 'wb', buffering=0).write(b'x')\n"
        "except OSError: print('no file')\n"
    )
    done = subprocess.run(
        ["sh", "-c", f"trap '' XFSZ; exec {sys.executable} -c \"$0\"", program],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )

    assert done.stdout.split("\n")[:2] == ["no room", "no file"]


@pytest.mark.parametrize("content", [b"", b"MZ\x90\0", b"naam\n", bomb])
def test_a_refused_file_is_said_on_the_page_and_changes_nothing(desk, content) -> None:
    sent = content() if callable(content) else content
    answer = desk.post(START, {"file": SimpleUploadedFile("lijst.xlsx", sent)})

    assert answer.status_code == 400
    assert "Niet gelezen" in answer.content.decode()
    assert not Upload.objects.exists()
    assert not Case.objects.exists()


def test_no_file_at_all_is_said(desk) -> None:
    assert "Kies eerst een bestand" in desk.post(START, {}).content.decode()


# what people really have


@pytest.mark.parametrize(
    "content",
    [
        "Naam;Tel\r\nAda;06\r\n".encode("utf-8-sig"),
        b"Naam,Tel\nAda,06\n",
        b"Naam\tTel\rAda\t06\r",
        b"Naam;Tel\r\nAda;06\n\n\r\n",
        "\r\n\r\nNaam;Tel\nAda;06".encode("cp1252"),
        "Naam\tTel\nAda\t06\n".encode("utf-16"),
    ],
)
def test_text_is_read_by_whatever_splits_it_and_ends_its_lines(content) -> None:
    table = read_sheet(content)

    assert (table.headings, table.rows) == (("Naam", "Tel"), (("Ada", "06"),))


def test_dutch_letters_of_an_old_excel_stay_whole() -> None:
    assert read_sheet("Naam;Tel\nZoë € ï;06\n".encode("cp1252")).rows[0][0] == "Zoë € ï"


def test_a_cell_with_a_line_break_stays_one_cell() -> None:
    assert read_sheet(b'Naam;Noot\nAda;"een\ntwee"\n').rows == (("Ada", "een\ntwee"),)


def test_a_formula_is_its_last_value_and_is_never_worked_out() -> None:
    def with_formula(sheet, book) -> None:  # type: ignore[no-untyped-def]
        sheet.write_formula(1, 0, '=HYPERLINK("http://x","Ada")', None, "Ada")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")

    assert read_sheet(xlsx([["Naam", "Tel"]], then=with_formula)).rows == (("Ada", ""),)


def test_hidden_rows_are_told_a_merged_cell_holds_for_its_rows_and_each_sheet_is_read() -> None:
    def as_people_do(sheet, book) -> None:  # type: ignore[no-untyped-def]
        sheet.merge_range(2, 0, 3, 0, "Ada")
        sheet.set_row(1, None, None, {"hidden": True})
        book.add_worksheet("Oud").write_column(0, 0, ["x", "y"])
        book.add_worksheet("Bijna leeg").write(0, 0, "x")

    first, second = read_sheets(
        xlsx([["Naam", "Wie"], ["Bo"], ["Ada"], ["", "Fatima"]], then=as_people_do)
    )

    assert (first.name, second.name) == ("Blad1", "Oud")
    assert first.notes == {"merged": "A3", "hidden": "1"}
    assert [row[0] for row in first.rows] == ["Naam", "Bo", "Ada", "Ada"]


def test_a_title_above_the_headings_does_not_hide_what_splits_a_text() -> None:
    [sheet] = read_sheets(b"Lijst van ons\nNaam;Noot\nAda;een, twee, drie, vier\n")

    assert sheet.rows[1:] == (("Naam", "Noot"), ("Ada", "een, twee, drie, vier"))


def test_a_hidden_sheet_is_not_read() -> None:
    def hide(sheet, book) -> None:  # type: ignore[no-untyped-def]
        shown = book.add_worksheet("Lijst")
        shown.write_column(0, 0, ["Naam", "Ada"])
        shown.activate()
        sheet.hide()

    assert read_sheet(xlsx([["Naam"], ["Geheim"]], then=hide)).rows == (("Ada",),)


def test_rows_are_numbered_as_excel_numbers_them() -> None:
    table = read_sheet(xlsx([[""], ["", ""], ["Naam"], ["Ada"], [""], ["Bo"]]))

    assert [table.number_of(place) for place, row in enumerate(table.rows) if row[0]] == [4, 6]


def test_real_days_and_numbers_come_as_words() -> None:
    from datetime import date

    def days(sheet, book) -> None:  # type: ignore[no-untyped-def]
        sheet.write_datetime(1, 1, date(2024, 3, 1), book.add_format({"num_format": "d-m-yy"}))
        sheet.write_number(1, 2, 655512345)

    assert read_sheet(xlsx([["a", "b", "c"], ["x"]], then=days)).rows == (
        ("x", "2024-03-01", "655512345"),
    )


def test_two_headings_alike_are_told_and_only_the_first_is_guessed(desk) -> None:
    desk.post(START, {"file": SimpleUploadedFile("l.csv", b"Naam;Naam;Tel\nAda;Ada;06\n")})
    page = desk.get(f"{START}{Upload.objects.get().pk}/controle/").content.decode()

    assert "Twee kolommen heten hetzelfde: Naam" in page
    assert page.count("selected") == 2
