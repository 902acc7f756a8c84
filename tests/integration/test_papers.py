"""The papers to print, as PDF: what stands on them, where, and for who cannot see them."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest

from tests.support import people, verapdf
from tests.support.made_files import put
from tests.support.papers import (
    LEVELS,
    SITE,
    bare,
    built,
    made,
    pages_of,
    paper,
    printed_words,
    scanned,
    words_with_places,
)
from uitweg.knowledge.training.actions.certificates import certificate_pdf
from uitweg.knowledge.training.public_views.everything import downloads
from uitweg.knowledge.training.rules.papers import PAPERS, PAPERS_PATH
from uitweg.platform.content import levels, load
from uitweg.platform.sandbox.typeset.run import CannotTypeset, PaperTemplate, typeset

EVERY = [(each.slug, level) for each in PAPERS for level in LEVELS]
ONE_OF_EACH = [
    *(("signalen-a4", "nl"), ("signalen-a5", "nl-a2"), ("signalen-school-a3", "en")),
    *(("routekaart", "nl"), ("zakkaartjes", "en"), ("kaartjes", "nl"), ("protocol", "nl")),
]
"""One of each layout; before a release each paper at each level."""
each_layout = pytest.mark.parametrize(
    ("slug", "level"),
    [*ONE_OF_EACH, *(pytest.param(*one, marks=pytest.mark.long) for one in EVERY)],
)
LARGEST = 100_000
MADE_BY_THE_PAPER = set("•.:/-0123456789")
"""Bullets, numbers of pages and of steps, and the marks between a name and its number."""
MM = 72 / 25.4


@pytest.mark.parametrize(
    "chosen", [ONE_OF_EACH, pytest.param(EVERY, marks=pytest.mark.long)], ids=["some", "every"]
)
def test_each_keeps_every_rule_of_pdf_ua(chosen: list[tuple[str, str]]) -> None:
    found = verapdf.faults_of_each([made(*one) for one in chosen])

    assert {one: faults for one, faults in zip(chosen, found, strict=True) if faults} == {}


@each_layout
def test_a_paper_has_its_words_and_no_others(slug: str, level: str) -> None:
    words = built(slug, level)
    rest = bare("".join(pages_of(made(slug, level))))
    expected = {*printed_words({key: words[key] for key in words.keys() - {"title"}}), ""} - {""}
    assert [text for text in expected if text not in rest] == []
    for text in sorted(expected, key=len, reverse=True):
        rest = rest.replace(text, "")

    assert set(rest) <= MADE_BY_THE_PAPER


@each_layout
def test_nothing_runs_off_the_paper_or_over_other_words(slug: str, level: str) -> None:
    for wide, high, words in words_with_places(made(slug, level)):
        edge = 8 * MM
        assert [
            word
            for word in words
            if word.left < edge
            or word.top < 4 * MM
            or word.right > wide - edge
            or word.bottom > high - edge
        ] == []
        for place, word in enumerate(words):
            for other in words[place + 1 :]:
                across = min(word.right, other.right) - max(word.left, other.left)
                down = min(word.bottom, other.bottom) - max(word.top, other.top)
                lower = min(word.bottom - word.top, other.bottom - other.top)
                assert across < 1 or down < lower * 0.55, (word, other)


@pytest.mark.parametrize("slug", ["kaartjes", "zakkaartjes"])
@pytest.mark.parametrize("level", LEVELS)
def test_the_words_of_a_card_stay_on_the_card(slug: str, level: str) -> None:
    """What is cut has four millimetres of white around its words."""
    high = 108 if slug == "kaartjes" else 54
    down = 216 // high
    for _, _, words in words_with_places(made(slug, level)):
        cards = set()
        for word in words:
            column, row = int((word.left / MM - 20) // 85), int((word.top / MM - 40.5) // high)
            cards.add((column, row))
            assert word.left / MM >= 20 + column * 85 + 4, word
            assert word.right / MM <= 20 + (column + 1) * 85 - 4, word
            assert word.bottom / MM <= 40.5 + (row + 1) * high - 4, word
        assert cards == {(column, row) for column in (0, 1) for row in range(down)}


@each_layout
def test_a_scanner_reads_the_code(slug: str, level: str) -> None:
    path = {"signalen": "/signalen/", "routekaart": "/hulp/", "zakkaartjes": "/hulp/"}
    path |= {"kaartjes": "/rust/", "protocol": "/"}
    address = load(level=level).level.address(path[slug.split("-")[0]])

    assert scanned(made(slug, level)) == {SITE + address}


def test_letters_are_large_enough_to_read() -> None:
    for slug, least in {"signalen-a4": 8, "signalen-a5": 8, "signalen-a3": 13}.items():
        sizes = _sizes(made(slug))
        assert min(sizes) >= 7, slug
        assert sorted(size for size in sizes if size < least) <= [9.0], slug


def _sizes(pdf: bytes) -> set[float]:
    sizes = set()
    for page in pypdf.PdfReader(BytesIO(pdf)).pages:

        def note(text: str, _cm: Any, matrix: list[float], _font: Any, size: float) -> None:
            if text.strip():
                sizes.add(round(abs(matrix[3]) * size if size < 2 else size, 1))

        page.extract_text(visitor_text=note)
    return sizes


def test_of_equal_cards_only_the_first_is_read_aloud() -> None:
    with pikepdf.open(BytesIO(made("zakkaartjes"))) as pdf:
        kinds = [str(each.get("/S")) for each in pdf.objects if _is_element(each)]

    assert kinds.count("/H1") == 1
    assert kinds.count("/Figure") == 1


def _is_element(each: object) -> bool:
    return isinstance(each, pikepdf.Dictionary) and "/S" in each and "/P" in each


def test_the_protocol_has_a_field_at_each_place_and_each_says_what_it_is() -> None:
    words = built("protocol")
    with pikepdf.open(BytesIO(made("protocol"))) as pdf:
        fields = list(pdf.Root.AcroForm.Fields)
        told = {str(field.T): str(field.TU) for field in fields}
        forms = [each for each in pdf.objects if _is_element(each) and each.S == "/Form"]
        links = [each for each in pdf.objects if _is_element(each) and each.S == "/Link"]

        assert told == words["tooltips"]
        assert len(forms) == len(fields) == 45
        assert all(len(form.K) == 1 and form.K[0].Type == "/OBJR" for form in forms)
        assert all(field.FT in ("/Tx", "/Btn") for field in fields)
        assert len(links) == 4  # the numbers that a telephone calls
        assert all(page.obj.Tabs == "/S" for page in pdf.pages)
        assert b"field:" not in b"".join(each.read_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream) and "/Subtype" not in each)  # fmt: skip


def test_it_can_be_filled_in_and_stays_by_the_rules_but_for_the_readers_own_font() -> None:
    writer = pypdf.PdfWriter(clone_from=BytesIO(made("protocol")))
    typed = {"head-name": "Het Verzonnen College", "review-changes": "Eén\nTwee"}
    for page in writer.pages:
        writer.update_page_form_field_values(page, {**typed, "writing-check_date": "/Ja"})
    filled = BytesIO()
    writer.write(filled)
    read = pypdf.PdfReader(filled).get_fields() or {}

    assert {name: read[name].value for name in typed} == typed
    assert read["writing-check_date"].value == "/Ja"
    assert read["head-agreed"].value == ""


def test_the_same_words_make_the_same_paper() -> None:
    again = typeset(built("protocol"), PaperTemplate.PROTOCOL)

    assert again == made("protocol")


def test_a_certificate_is_one_page_of_text_and_never_markup() -> None:
    line = '#read("/etc/passwd") *Ayşe* & <b>Łukasz</b>'
    pdf = certificate_pdf(
        title="Gedaan & geleerd", lines=[line, "De auto bij het hek"], date="28 november 2026"
    )

    [page] = pages_of(pdf)
    assert bare(line) in bare(page)
    assert "28 november 2026" in page
    assert verapdf.faults(pdf) == []


def test_what_does_not_fit_on_a_certificate_makes_none() -> None:
    with pytest.raises(CannotTypeset):
        certificate_pdf(title="x", lines=["woord " * 3000], date="")


@pytest.mark.parametrize("level", levels(), ids=lambda level: level.id)
def test_the_page_leads_to_every_paper(level: Any, public: people.PublicClient) -> None:
    if not level.whole:
        return
    page = public.get(level.address(PAPERS_PATH))
    told = page.content.decode()

    assert page.status_code == 200
    for each in PAPERS:
        assert told.count(f'href="{each.path(level)}"') == 1, each.slug


def test_a_paper_is_not_sent_twice(
    public: people.PublicClient, settings: Any, tmp_path: Path
) -> None:
    settings.MATERIALS, path = tmp_path, paper("kaartjes").path(load().level)
    put(tmp_path, path)
    first = public.get(path)
    second = public.get(path, headers={"If-None-Match": first["ETag"]})

    assert first.content.startswith(b"%PDF-")
    assert first["Content-Type"] == "application/pdf"
    assert 'filename="kaartjes.pdf"' in first["Content-Disposition"]
    assert second.status_code == 304


def test_a_paper_weighs_no_more_than_the_page_says() -> None:
    weights = {one: len(made(*one)) for one in [*ONE_OF_EACH, ("protocol", "en")]}

    assert {one: weight for one, weight in weights.items() if weight > LARGEST} == {}
    assert "100 kB" in load().training["papers_size"]


def test_each_download_has_a_paper() -> None:
    paths = {each.path(load(level=level).level) for each in PAPERS for level in LEVELS}

    assert paths <= downloads().keys()
