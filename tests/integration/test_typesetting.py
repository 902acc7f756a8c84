"""The press: words come out as words, tagged for who hears them, with nothing about the maker."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from uitweg.casework.documents.actions import documents
from uitweg.platform.sandbox.process import ParserFailed, run_parser
from uitweg.platform.sandbox.typeset import glyphs
from uitweg.platform.sandbox.typeset.run import TYPESETTING_MEMORY_BYTES

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = [
    '#import "@preview/x:1.0.0": *',
    "#read(\"/etc/passwd\")",
    "$x^2$ and $",
    "\\ \\u{1F600} \\n",
    "@ref <label> *bold* _it_ `raw` // comment /* more */",
    "= Heading",
    "- list + enum / term: x",
    "#{ [ ( unbalanced",
]  # fmt: skip


def a_paper(text: str, **said: Any) -> dict[str, Any]:
    row = {"at": "3 maart 2025", "head": text[:60], "text": text, "small": ""}
    section = {"title": "Wat er gebeurde", "shape": "lines", "empty": "", "rows": [row]}
    return {
        "title": "Tijdlijn",
        "number": "U-0012",
        "mark": "Vertrouwelijk",
        "footer": "Gemaakt op 25 november 2026",
        "lead": [("Voor", text[:60])],
        "hot": "",
        "note": "",
        "one-page": False,
        "sections": [section],
    } | said


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(pdf)).pages)


def bare(text: str) -> str:
    return "".join(text.replace(glyphs.BREAK_POINT, "").split())


def pages(pdf: bytes) -> int:
    return len(pypdf.PdfReader(BytesIO(pdf)).pages)


def test_markup_in_a_text_comes_out_as_text() -> None:
    text = "\n".join(HOSTILE)
    printed = bare(words(documents.typeset_pdf(a_paper(text))))

    assert [one for one in HOSTILE if bare(one) not in printed] == []
    assert "root:" not in printed


def test_it_is_tagged_in_dutch_with_a_title_headings_and_a_table_with_heads() -> None:
    with pikepdf.open(BytesIO(documents.typeset_pdf(a_paper("Hij belde.")))) as paper:
        root = paper.Root
        kinds = [str(one.get("/S")) for one in paper.objects if isinstance(one, pikepdf.Dictionary)]
        xmp = root.Metadata.read_bytes().decode()

        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang).startswith("nl")
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
        assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= set(kinds)


def test_nothing_in_it_tells_who_made_it_with_what_or_when() -> None:
    made = documents.typeset_pdf(a_paper("Hij belde."))
    with pikepdf.open(BytesIO(made)) as paper:
        told, xmp = list(paper.docinfo), paper.Root.Metadata.read_bytes().lower()

    assert told == ["/Title"]
    assert [
        w
        for w in (b"typst", b"pikepdf", b"creationdate", b"moddate", b"creator", b"/tmp")
        if w in made.lower() + xmp
    ] == []
    assert made == documents.typeset_pdf(a_paper("Hij belde."))


def test_signs_no_font_has_are_named_and_other_scripts_stay_readable_or_are_counted() -> None:
    text = words(documents.typeset_pdf(a_paper("ğışİÇ — مرحبا Привет 😀 🔥 漢字 👩‍👧 💣💣💣")))

    assert "ğışİÇ" in text
    assert "Привет" in text
    assert "[teken: fire]" in text
    assert "[teken: bomb, 3 keer]" in text
    assert "[2 letters in een ander schrift]" in text
    assert "مرحبا" in text


def test_a_very_long_word_breaks_inside_the_paper() -> None:
    wide = documents.typeset_pdf(a_paper("Zie https://voorbeeld.example/" + "a" * 400))

    assert words(wide).count("\n") > 10


@pytest.mark.parametrize(
    "text",
    ["a" * 20_000, "\u0301" * 20_000, "مرحبا" * 4000, "\n" * 20_000, "a\u200b" * 9000, "\x00\x07\ufffe\u202e" * 500, "( " * 10_000],
    ids=["one word", "accents", "arabic", "lines", "breaks", "control", "brackets"],
)  # fmt: skip
def test_the_longest_text_of_a_hostile_kind_is_printed(text) -> None:
    assert documents.typeset_pdf(a_paper(text)).startswith(b"%PDF-")


def test_a_card_keeps_to_one_page_with_smaller_letters() -> None:
    def card(signs: int) -> bytes:
        rows = [
            {"at": "", "head": f"Vraag {n}", "text": "woord " * (signs // 54), "small": ""}
            for n in range(9)
        ]
        section = {"title": "", "shape": "card", "empty": "", "rows": rows}
        return documents.typeset_pdf(a_paper("", **{"one-page": True, "sections": [section]}))

    assert [pages(card(signs)) for signs in (200, 1500, 3500)] == [1, 1, 1]
    assert pages(card(20_000)) > 1


def test_two_hundred_lines_break_over_pages_and_each_has_its_number() -> None:
    rows = [
        {"at": f"{n} mei 2025", "head": "Notitie", "text": "Hij belde. " * 20, "small": "Fatima"}
        for n in range(200)
    ]
    section = {"title": "Wat er gebeurde", "shape": "lines", "empty": "", "rows": rows}
    made = documents.typeset_pdf(a_paper("", sections=[section]))
    count = pages(made)
    every = [page.extract_text() for page in pypdf.PdfReader(BytesIO(made)).pages]

    assert count > 10
    assert all(f"{n} van {count}" in text for n, text in enumerate(every, 1))
    assert all("Wanneer" in text for text in every)


def test_what_is_no_paper_makes_nothing() -> None:
    for sent in (b"", b"{", b"[]", json.dumps({"title": 1}).encode()):
        with pytest.raises(ParserFailed):
            run_parser("typeset", sent)


def test_every_sign_our_fonts_claim_can_be_printed() -> None:
    known = sorted(glyphs.printable_codes())
    text = " ".join(chr(one) for one in known if one >= 0x20)

    assert documents.typeset_pdf(a_paper(text[:18_000])).startswith(b"%PDF-")


def test_the_press_writes_no_file_and_has_its_limits() -> None:
    """Asked inside a process that narrowed itself the way the press does."""
    asked = (
        "import resource, sys, tempfile; from uitweg.platform.sandbox.process import limit_process;"
        f"limit_process(memory={TYPESETTING_MEMORY_BYTES});"
        "print(resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrlimit(resource.RLIMIT_AS)[0]);"
        "sys.stdout.flush(); tempfile.TemporaryFile().raw.write(b'x')"
    )
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, cwd=ROOT, check=False)

    assert done.stdout.split() == [b"20", str(2 * 1024**3).encode()]
    assert done.returncode != 0
