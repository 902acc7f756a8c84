"""A teacher in a break: from the start page to a finished lesson and a certificate, taps counted."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_keyboard import tab_to
from tests.browser.test_story_mother_in_lynx import fill_first_field, lynx, press, save, saved
from tests.support.browsers import Browsers, faults
from uitweg.platform.content import load
from uitweg.platform.content.kinds.story_ways import longest_minutes

MINUTES = 12
SECONDS_A_TAP = 2
SECONDS_FOR_PAGES = 60
"""To find the lesson in the list, and to read the page of the proof."""
NAME = "Anna de Vries"
SLUG, LESSON = "school", "at-school"


@dataclass
class Walk:
    """What somebody does on the way: `go` follows a link, and each is counted and timed."""

    page: Page
    go: Callable[[Page, Locator], None]
    taps: int = 0
    waited: float = 0.0
    parts: list[str] = field(default_factory=list)

    def follow(self, link: Locator) -> None:
        before = time.monotonic()
        self.go(self.page, link)
        self.page.wait_for_load_state("load")
        self.taps, self.waited = self.taps + 1, self.waited + time.monotonic() - before
        self.parts.append(self.page.url)


def by_tapping(page: Page, link: Locator) -> None:
    link.click()


def by_keyboard(page: Page, link: Locator) -> None:
    tab_to(page, link)
    page.keyboard.press("Enter")


def finish_lesson(walk: Walk) -> None:
    """From the start page through a lesson, by the first thing to do each time."""
    page = walk.page
    walk.follow(page.locator("footer").get_by_role("link", name="Leren", exact=True))
    walk.follow(page.locator(f'main a[href="/leren/{SLUG}/"]').first)
    walk.follow(page.locator("main .opening a.btn"))
    for _ in range(40):
        if page.locator("section.ending:visible").count():
            return
        walk.follow(next_on(page))
    raise AssertionError(f"the lesson never ended: {walk.parts[-5:]}")


def next_on(page: Page) -> Locator:
    """Return the first choice, or the way on; below a timeline that is past the way to here."""
    links = page.locator(".choices a:visible, section a.btn:visible")
    here = "#" + page.url.partition("#")[2]
    return next(link for link in links.all() if link.get_attribute("href") != here)


def make_certificate(walk: Walk) -> bytes:
    """From the end of the lesson to the PDF."""
    page = walk.page
    walk.follow(page.locator(f'section.ending a[href="/leren/{SLUG}/bewijs/"]:visible'))
    page.get_by_label("Je naam").fill(NAME)
    with page.expect_download() as started:
        walk.follow(page.get_by_role("button", name="Certificaat (pdf)"))
    assert started.value.suggested_filename == f"bewijs-{SLUG}.pdf"
    return Path(started.value.path()).read_bytes()


@pytest.mark.parametrize("go", [by_tapping, pytest.param(by_keyboard, marks=pytest.mark.long)])
def test_from_the_start_page_to_a_certificate_in_a_break(
    browsers: Browsers, go: Callable[[Page, Locator], None]
) -> None:
    walk = Walk(browsers.visitor("/", javascript=False), go)
    finish_lesson(walk)
    made = make_certificate(walk)

    lesson = load().lesson(LESSON)
    reading = longest_minutes(lesson.story, lesson.level) * 60
    seconds = reading + walk.waited + walk.taps * SECONDS_A_TAP + SECONDS_FOR_PAGES
    print(f"{walk.taps} taps, {walk.waited:.1f} s of pages, {seconds / 60:.1f} minutes in all")
    assert NAME in pypdf.PdfReader(BytesIO(made)).pages[0].extract_text()
    assert walk.taps <= 24
    assert seconds < MINUTES * 60
    assert not any("?" in address or NAME[:4] in address for address in walk.parts)


@pytest.mark.long
def test_a_badge_is_made_and_checked_by_somebody_else(browsers: Browsers, tmp_path: Path) -> None:
    page = browsers.visitor(f"/leren/{SLUG}/bewijs/")
    page.get_by_label("Je naam").fill(NAME)
    with page.expect_download() as started:
        page.get_by_role("button", name="Plaatje (png)").click()
    started.value.save_as(tmp_path / "bewijs.png")

    other = browsers.visitor("/leren/bewijs/")
    other.get_by_label("Het bestand").set_input_files(tmp_path / "bewijs.png")
    other.get_by_label("Een naam").fill(NAME)
    other.get_by_role("button", name="Kijk na").click()

    expect(other.get_by_role("heading", name="Echt en niet veranderd")).to_be_visible()
    expect(other.get_by_text(f"De badge is gemaakt op de naam {NAME}.")).to_be_visible()
    changed = bytearray((tmp_path / "bewijs.png").read_bytes())
    changed[-100] ^= 1
    (tmp_path / "anders.png").write_bytes(changed)
    other.get_by_label("Het bestand").set_input_files(tmp_path / "anders.png")
    other.get_by_role("button", name="Kijk na").click()
    expect(other.get_by_role("heading", name="Dit klopt niet")).to_be_visible()
    assert other.context.cookies() == []


@pytest.mark.long
def test_the_proof_in_lynx(browsers: Browsers, tmp_path: Path) -> None:
    lynx(
        f"{browsers.city.public}/leren/{SLUG}/",
        press("Haal je bewijs")
        + save("form")
        + fill_first_field(NAME, behind="auto bij het hek")
        + press("Toon het om te printen")
        + save("paper"),
        tmp_path,
    )

    assert "Wij bewaren niets" in saved(tmp_path, "form")
    assert f"Op naam van {NAME}" in saved(tmp_path, "paper")
    assert "Niemand heeft gekeken wie het was." in " ".join(saved(tmp_path, "paper").split())


@pytest.mark.long
@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing_on_these_pages_in_any_state(
    browsers: Browsers, axe: str, width: int, scheme: str
) -> None:
    page = browsers.visitor(f"/leren/{SLUG}/bewijs/", width=width, scheme=scheme)
    found = faults(page, axe)
    page.get_by_label("Je naam").fill("漢字")
    page.get_by_role("button", name="Certificaat (pdf)").click()
    expect(page.get_by_role("alert")).to_be_visible()
    found += faults(page, axe)
    page.get_by_role("button", name="Toon het om te printen").click()
    found += faults(page, axe)
    page.goto(f"{browsers.city.public}/leren/bewijs/")
    found += faults(page, axe)
    page.get_by_label("Of de tekst van de badge").fill("Dit is geen badge.")
    page.get_by_role("button", name="Kijk na").click()
    expect(page.get_by_role("heading", name="Dit klopt niet")).to_be_visible()

    assert found + faults(page, axe) == []
