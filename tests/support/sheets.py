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


UGLY_ROWS: list[list[Any]] = [
    ["Lijst jongeren CU 2026 - NIET DELEN"],
    ["", "", "", "laatst bijgew. 12-11", "FA"],
    ["naam", "lft", "school/verblijf", "laatste cont.", "wie", "risico", "opm!!"],
    ["YB", 15, "haven", "25/11", "Fatima", "hoog", "neef vraagt rond"],
    ["YB (lang)", 17, "vader osdorp", "23-11", "fa", "", "belt niet op"],
    ["Dano", "17", "ROC Zuid", "31-11", "joris", "laag", ""],
    ["Ilyas", "zestien?", "ROC West", "ma 16 nov", "Fatima", "", "bij oma"],
    ["Yara Bos", 15, "De Haven", "3 nov. '26", "fatima", "rood!", ""],
    ["Y.B.", 15, "haven", "26.10.2026", "", "", "zelfde neef"],
    ["Totaal", 6],
    ["--- 2025 ---"],
    [],
    ["naam", "lft", "school/verblijf", "laatste cont.", "wie", "risico", "opm!!"],
    ["Sem", "16 jr", "Mavo Noord", "okt", "Kees", "onbekend", ""],
    ["Totaal", 7],
    ["FA bellen!!"],
]
"""A list as a team keeps it, with everybody in it made up."""


def ugly_list(rows: Sequence[Sequence[Any]] = UGLY_ROWS) -> bytes:
    """Return the list with a merged title, a cell merged over two rows, and a second sheet."""

    def as_people_do(sheet: Any, book: Any) -> None:
        sheet.merge_range(0, 0, 0, 6, rows[0][0])
        sheet.merge_range(7, 4, 8, 4, "fatima")
        book.add_worksheet("oud").write_column(0, 0, ["naam", "Bo", "Kim"])

    return xlsx(rows, then=as_people_do)
