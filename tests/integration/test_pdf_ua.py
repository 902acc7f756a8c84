"""Each kind of PDF that we make keeps every rule of PDF/UA-1, tried with veraPDF; and its process ends."""

import os
import select
import subprocess
import sys
from typing import Any

import pytest

from tests.integration.test_documents import GROUPS, TO_LAWYER, make, write
from tests.integration.test_typesetting import a_paper
from tests.support import machine, verapdf
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


def test_when_java_crashes_that_is_said_and_the_next_pdf_is_tried_anew() -> None:
    made = typeset_pdf(a_paper("x", sections=[EMPTY]))
    assert verapdf.faults(made) == []
    verapdf.process_of_these_tests().kill()

    with pytest.raises(verapdf.Stopped, match=r"veraPDF stopped \(exit -9\)"):
        verapdf.faults(made)
    assert verapdf.faults(made) == []


def test_what_is_no_pdf_is_said_and_the_process_goes_on() -> None:
    before = verapdf.process_of_these_tests().pid

    with pytest.raises(AssertionError, match="veraPDF could not read this PDF"):
        verapdf.faults(b"geen pdf")
    assert verapdf.process_of_these_tests().pid == before


def test_it_ends_with_the_process_of_the_tests_even_when_that_is_killed() -> None:
    """It is not told: its input closes."""
    start = (
        "from tests.support import verapdf; print(verapdf.process_of_these_tests().pid); input()"
    )
    tests = subprocess.Popen(
        [sys.executable, "-c", start],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=machine.ROOT,
    )
    with tests:
        assert tests.stdout
        java = os.pidfd_open(int(tests.stdout.readline()))
        tests.kill()

    try:
        assert select.select([java], [], [], 60)[0], "it was left running"
    finally:
        os.close(java)
