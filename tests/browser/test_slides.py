"""A trainer shows slides: by keyboard, without scripts, in lynx, and one slide is one screen."""

import subprocess

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import DESK, PHONE, WAYS, WIDER, ZOOMED, look
from tests.support import machine
from tests.support.browsers import Browsers, faults
from tests.support.decks import a_deck
from tests.support.installation import Installation
from tests.support.made_files import put
from uitweg.knowledge.training.public_views.everything import training_pages

OVERVIEW, DECK = "/leren/presentaties/", "/leren/presentaties/school/45/"
LONG = [path for path in training_pages() if path.endswith("/90/")]
TALLER = """() => {
  const taller = [];
  for (const slide of document.querySelectorAll(".sl")) {
    location.hash = slide.id;
    const height = document.documentElement.scrollHeight;
    if (height > innerHeight) taller.push(`${slide.id} ${height}`);
  }
  return taller;
}"""


def test_a_trainer_chooses_shows_and_goes_on_with_the_keyboard(browsers: Browsers) -> None:
    page = browsers.visitor(OVERVIEW)
    page.locator("section", has_text="School en opleiding").get_by_text("45 minuten").click()
    page.get_by_role("link", name="Presenteer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="wat zie je, wat doe je?")).to_be_visible()

    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Wat is criminele uitbuiting?")).to_be_visible()
    expect(page.get_by_text("Vraag eerst wie het woord kent.")).to_be_hidden()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Wat is criminele uitbuiting?")).to_be_visible()


@pytest.mark.long
def test_without_scripts_one_slide_follows_another_and_the_notes_come_back(
    browsers: Browsers,
) -> None:
    page = browsers.visitor_without_scripts(DECK)
    page.get_by_role("link", name="Presenteer").click()
    for _ in range(2):
        page.get_by_role("link", name="Volgende").click()
    expect(page.get_by_role("heading", name="Veel gezien, weinig bekend")).to_be_visible()
    expect(page.locator(".sl:visible")).to_have_count(1)

    page.get_by_role("link", name="Overzicht").click()

    expect(page.locator(".sl:visible")).to_have_count(len(a_deck().slides))
    expect(page.get_by_text("Vraag eerst wie het woord kent.")).to_be_visible()


@pytest.mark.parametrize(
    "path", [LONG[0], *(pytest.param(path, marks=pytest.mark.long) for path in LONG[1:])]
)
def test_each_slide_fits_one_screen_of_a_laptop(browsers: Browsers, path: str) -> None:
    page = browsers.visitor(path)
    page.set_viewport_size({"width": 1280, "height": 720})

    assert page.evaluate(TALLER) == []


@pytest.mark.long
def test_axe_finds_nothing_in_a_list_of_slides_nor_on_one(browsers: Browsers, axe: str) -> None:
    page = browsers.visitor(OVERVIEW)
    found = in_every_way(page, axe)
    page.goto(browsers.city.public + DECK)
    found += in_every_way(page, axe)
    for nth in (1, 3, 9, 12, 18):
        page.goto(f"{browsers.city.public}{DECK}#d{nth}")
        found += in_every_way(page, axe)

    assert found == []


def in_every_way(page: Page, axe: str) -> list[str]:
    found = []
    for size, scheme in WAYS:
        look(page, size)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        where = f"{page.url} {size['width']} {scheme}: "
        found += [where + fault for fault in faults(page, axe)]
        found += [f"{where}{more} px" for more in [page.evaluate(WIDER)] if more]
    look(page, ZOOMED)
    found += [f"{page.url} 320: {more} px" for more in [page.evaluate(WIDER)] if more]
    look(page, DESK)
    return found


@pytest.mark.long
def test_on_paper_every_slide_stands_with_what_to_say(browsers: Browsers) -> None:
    page = browsers.visitor(f"{DECK}#d3")
    page.emulate_media(media="print")

    expect(page.locator(".sl:visible")).to_have_count(len(a_deck().slides))
    expect(page.locator(".say:visible")).to_have_count(len(a_deck().slides))
    expect(page.get_by_role("link", name="Volgende").first).to_be_hidden()


@pytest.mark.long
def test_a_trainer_downloads_the_file(browsers: Browsers, installation: Installation) -> None:
    page = browsers.visitor(DECK)
    page.get_by_role("link", name="Download PowerPoint").click()
    expect(page.get_by_text("Dit bestand wordt gemaakt.")).to_be_visible()
    put(installation.folder / "materials", f"{DECK}presentatie-school-45.pptx")
    page.go_back()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download PowerPoint").click()

    assert coming.value.suggested_filename == "presentatie-school-45.pptx"


@pytest.mark.long
def test_lynx_reads_every_slide_with_its_notes(browsers: Browsers) -> None:
    command = [machine.lynx(), "-dump", "-width=200", "-display_charset=utf-8"]
    shown = subprocess.run(
        [*command, browsers.city.public + DECK], check=True, capture_output=True, text=True
    ).stdout

    for slide in a_deck().slides:
        assert slide.title in " ".join(shown.split())
    assert shown.count("Wat je zegt") == len(a_deck().slides)


@pytest.mark.long
def test_a_phone_shows_one_slide_at_a_time(browsers: Browsers) -> None:
    page = browsers.visitor(f"{DECK}#d4")
    page.set_viewport_size(PHONE)

    expect(page.locator(".sl:visible")).to_have_count(1)
    assert page.evaluate(WIDER) == 0
