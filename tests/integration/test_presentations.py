"""Slides for trainers: the page and the PowerPoint file say the same, and others can open it."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pptx
import pytest
from pypdf import PdfReader

from tests.support import machine, people
from tests.support.decks import a_deck, changed_content, every_deck
from tests.support.made_files import put
from uitweg.knowledge.training.public_views.everything import downloads, training_pages
from uitweg.knowledge.training.public_views.presentations import PPTX, deck_words
from uitweg.knowledge.training.rules.slides import Deck, Slide, SlideLook
from uitweg.materials.powerpoint import write_pptx
from uitweg.platform.content import levels, load
from uitweg.platform.ui.theme import light_colours

COLOURS = light_colours(({}, {}))
DECK = "/leren/presentaties/school/90/"
FILE = f"{DECK}presentatie-school-90.pptx"
DECKS = list(every_deck())
ALL = pytest.mark.parametrize(
    "deck", DECKS, ids=[f"{deck.presentation.id}-{deck.minutes}" for deck in DECKS]
)


@cache
def opened(deck: Deck) -> Any:
    return pptx.Presentation(BytesIO(write_pptx(deck, COLOURS)))


def texts_on(slide: Any) -> Iterator[str]:
    """Yield what stands on a slide of the file: text, and of a chart its words."""
    for shape in slide.shapes:
        if shape.has_text_frame and shape.name != "Dianummer":
            yield from (each.text for each in shape.text_frame.paragraphs if each.text)
        if shape.has_chart:
            yield from shape.chart.plots[0].categories


def expected_on(slide: Slide) -> set[str]:
    """Return the words of a slide; the values of its bars are numbers in the chart."""
    return set(slide.texts) - {bar.shown for bar in slide.bars}


@ALL
def test_the_file_has_the_same_words_and_notes_as_the_deck(deck: Deck) -> None:
    file = opened(deck)

    assert len(file.slides) == len(deck.slides)
    for written, slide in zip(file.slides, deck.slides, strict=True):
        assert written.shapes.title.text == slide.title
        assert set(texts_on(written)) == expected_on(slide)
        notes = written.notes_slide.notes_text_frame.text
        assert notes == "\n".join(slide.notes)


def test_the_page_has_every_word_and_note_of_the_deck(public: people.PublicClient) -> None:
    for deck in DECKS:
        level = next(each for each in levels() if each.id == deck.presentation.level)
        html = page_words(public, level.prefix + f"{deck.presentation.path}{deck.minutes}/")
        for slide in deck.slides:
            for text in (*slide.texts, *slide.notes):
                assert plain(text) in html, (deck.presentation.id, text)


def page_words(public: people.PublicClient, address: str) -> str:
    return plain(unescape(re.sub(r"<[^>]+>", " ", public.get(address).content.decode())))


def plain(text: str) -> str:
    return " ".join(text.split())


def test_the_file_is_sent_by_its_name_and_again_only_when_it_changed(
    public: people.PublicClient, settings: Any, tmp_path: Path
) -> None:
    settings.MATERIALS = tmp_path
    put(tmp_path, FILE)
    first = public.get(FILE)
    again = public.get(FILE, headers={"If-None-Match": first["ETag"]})

    assert first["Content-Type"] == PPTX
    assert first["Content-Disposition"] == 'attachment; filename="presentatie-school-90.pptx"'
    assert again.status_code == 304
    assert len(pptx.Presentation(BytesIO(first.content)).slides) == len(a_deck(minutes=90).slides)


def test_equal_decks_give_equal_bytes_without_a_moment_or_a_machine() -> None:
    first, second = (write_pptx(a_deck(minutes=90), COLOURS) for _ in range(2))

    assert first == second
    properties = ZipFile(BytesIO(first)).read("docProps/core.xml").decode()
    assert "Uitweg" in properties
    assert set(re.findall(r"20\d\d-\d\d-\d\dT", properties)) == {"2026-11-28T"}
    packed = ZipFile(BytesIO(first))
    sheets = [name for name in packed.namelist() if name.endswith(".xlsx")]
    inner = [ZipFile(BytesIO(packed.read(name))) for name in sheets]
    assert inner
    moments = {each.date_time for file in (packed, *inner) for each in file.infolist()}
    assert moments == {(2000, 1, 1, 0, 0, 0)}
    assert not [name for name in packed.namelist() if "thumbnail" in name]


def test_a_chart_is_a_chart_with_its_numbers_and_says_itself_to_who_cannot_see_it() -> None:
    charts = [shape for page in opened(a_deck()).slides for shape in page.shapes if shape.has_chart]

    [frame] = charts
    assert list(frame.chart.plots[0].series[0].values) == [2500.0, 68.0]
    assert frame.chart.part.chart_workbook.xlsx_part.blob[:2] == b"PK"
    said = frame._element.nvGraphicFramePr.cNvPr.get("descr")
    assert "meer dan 2.500" in said
    assert "68" in said


@ALL
def test_the_file_is_wide_dutch_and_read_in_order(deck: Deck) -> None:
    file = opened(deck)
    assert round(file.slide_width / file.slide_height, 2) == 1.78
    assert file.core_properties.language == "nl-NL"
    for written, slide in zip(file.slides, deck.slides, strict=True):
        runs = written._element.xpath(".//a:r/a:rPr/@lang")
        assert set(runs) == {"nl-NL"}
        first = next(shape for shape in written.shapes if shape.has_text_frame)
        assert first == written.shapes.title
        if slide.look is SlideLook.STOP:
            described = written._element.xpath(".//p:grpSp/p:nvGrpSpPr/p:cNvPr/@descr")
            assert described == [slide.alt]


def test_a_changed_telephone_number_changes_the_page_and_the_file(tmp_path: Path) -> None:
    changes = (("06-105 994 58", "06-555 123 45"), ("+31610599458", "+31655512345"))
    content = changed_content(tmp_path, "contacts.yaml", *changes)

    on_page = deck_words("school", 15, content)["deck"]
    in_file = {
        text for page in opened(a_deck("school", 15, content)).slides for text in texts_on(page)
    }

    assert "06-555 123 45" in {text for slide in on_page.slides for text in slide.texts}
    assert "06-555 123 45" in in_file
    assert "06-105 994 58" not in " ".join(in_file)


def test_libreoffice_opens_a_deck_with_a_page_for_each_slide(tmp_path: Path) -> None:
    deck = a_deck(minutes=45)
    (tmp_path / "deck.pptx").write_bytes(write_pptx(deck, COLOURS))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [machine.soffice(), home, "--headless", "--convert-to", "pdf", "deck.pptx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)

    pages = [plain(page.extract_text()) for page in PdfReader(tmp_path / "deck.pdf").pages]

    assert len(pages) == len(deck.slides)
    for page, slide in zip(pages, deck.slides, strict=True):
        for text in expected_on(slide) - {bar.label for bar in slide.bars}:
            assert plain(text).replace(" ", "") in page.replace(" ", ""), text


def test_each_level_lists_every_deck_and_says_in_which_language_it_is(
    public: people.PublicClient,
) -> None:
    decks = [path for path in training_pages() if re.search(r"/presentaties/.+/\d+/$", path)]
    for level in (each for each in levels() if each.whole):
        html = public.get(level.address("/leren/presentaties/")).content.decode()
        assert all(f'href="{path}"' in html for path in decks)
        said = load(level=level.id).training["slides_in_dutch"] in unescape(html)
        assert said == (level.id != "nl")


def test_another_length_or_file_is_not_there(public: people.PublicClient) -> None:
    for path in (
        "/leren/presentaties/school/20/",
        "/leren/presentaties/niemand/15/",
        "/en/leren/presentaties/school/15/",
        f"{DECK}presentatie-school-15.pptx",
        f"{DECK}../../../contacts.yaml",
    ):
        assert public.get(path).status_code == 404


def test_every_file_is_linked_from_its_page(public: people.PublicClient) -> None:
    files = [path for path in downloads() if path.endswith(".pptx")]
    assert len(files) == 30
    for path in files:
        page = public.get(path.rpartition("/")[0] + "/").content.decode()
        assert f'href="{path}"' in page
