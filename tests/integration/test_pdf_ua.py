"""Each kind of PDF that we make keeps every rule of PDF/UA-1, tried with veraPDF."""

from typing import Any

import pytest

from tests.integration.test_documents import GROUPS, TO_LAWYER, make, write
from tests.integration.test_typesetting import a_paper
from tests.support import verapdf
from uitweg.casework.documents.actions.documents import typeset_pdf

UGLY = "ğışİÇ مرحبا Привет 😀 🔥 漢字 👩‍👧 \u202e\x07 " + "a" * 400 + '\n\n#read("/etc/passwd")'
EMPTY: dict[str, Any] = {"title": "Zonder regels", "shape": "lines", "empty": "Niets.", "rows": []}


SHAPES = ("facts", "lines", "list", "card", "letter", "statements")


@pytest.mark.parametrize("text", ["Hij belde.", UGLY, ""], ids=["plain", "ugly", "empty"])
def test_every_shape_of_a_paper(text: str) -> None:
    row = {"at": "3 maart 2025", "head": text[:40], "text": text, "small": text[:20]}
    sections = [
        {"title": shape, "shape": shape, "empty": "", "rows": [row] * 9} for shape in SHAPES
    ]
    said = {"sections": [*sections, EMPTY], "hot": text, "note": text}

    assert verapdf.faults(typeset_pdf(a_paper("x", **said))) == []


def test_a_card_on_one_page() -> None:
    row = {"at": "", "head": "Vraag", "text": UGLY, "small": ""}
    section = {"title": "", "shape": "card", "empty": "", "rows": [row] * 5}

    assert (
        verapdf.faults(typeset_pdf(a_paper("x", **{"sections": [section], "one-page": True}))) == []
    )


def test_a_table_over_pages_and_headings_in_two_levels() -> None:
    table = {
        "title": "Per vraag",
        "level": 3,
        "shape": "table",
        "empty": "",
        "columns": ["Vraag", "Eerste", "Tweede"],
        "widths": [1, 2, 2],
        "rows": [[f"Vraag {n}", "Hij belde. " * 20, ""] for n in range(60)],
    }

    assert verapdf.faults(typeset_pdf(a_paper("x", sections=[EMPTY, table]))) == []


def test_the_check_sees_what_is_wrong() -> None:
    """A PDF without tags, title and language: the check itself works."""
    made = typeset_pdf(a_paper("Hij belde."))

    assert verapdf.faults(made.replace(b"/Marked true", b"/Marked null"))


@pytest.mark.parametrize("paper", ["tijdlijn", "veiligheidskaart", "overdracht", "samenvatting"])
def test_each_document_of_a_case(case, desk, paper: str) -> None:
    write(desk, case, "Gesprek voor iedereen.\n\nTweede alinea.", audience="granted")
    card = {"blad-alarm": "Wordt opgewacht", "blad-address": "Verzonnenstraat 1"}
    desk.post(f"/casus/{case.pk}/veiligheid/", card | {"version": 0, "key": "0b" * 16})
    whose = TO_LAWYER if paper in ("tijdlijn", "samenvatting") else {}

    answer = make(desk, case, papier=paper, over=GROUPS, **whose)
    assert answer["Content-Type"] == "application/pdf", answer.content[:300]
    assert verapdf.faults(answer.content) == []
