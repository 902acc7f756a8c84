"""The pictures of every page, in docs/pictures: taken anew with UITWEG_PICTURES=1."""

import os
import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support import places
from tests.support.browsers import Browsers
from tests.support.installation import ROOT

PICTURES = ROOT / "docs" / "pictures"
MANUAL = ROOT / "docs" / "manual.nl.md"
WEIGHING = ROOT / "docs" / "weighing.md"
REFERRALS = ROOT / "docs" / "referrals.md"
LOOKS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]
NAMES = """
start start-easy what-it-is in-it professionals signals map help help-line safe-visit privacy check question check-own outcome outcome-own report-start
words write done mailbox-closed mailbox
log-in join worklist worklist-danger-answered reports report report-danger cases case me key
call-note choose-document list-check access-strict members-invitation members-admit audit-log-page
style style-public
"""
PAGES = NAMES.split()
MOST_BYTES = 10 * 1024 * 1024
COLOURS = 40  # the pages have few; with the widest coverage the one red of a row stays red
HIGHEST = 5000
"""Of a longer page the picture shows this much, in CSS pixels: all pictures together stay small."""
WHOLE = "document.documentElement.scrollHeight"


if os.environ.get("UITWEG_PICTURES"):

    @pytest.mark.parametrize("door", ["staff", "public"])
    def test_the_pictures_are_taken(browsers: Browsers, door: str) -> None:
        PICTURES.mkdir(exist_ok=True)
        for name, page in getattr(places, door)(browsers):
            if name in PAGES:
                page.wait_for_load_state()
                take(name, page)


def take(name: str, page: Page) -> None:
    """Take the whole page, at two widths, light and dark; what is fixed stays at the bottom."""
    for width, scheme in LOOKS:
        take_one(PICTURES / f"{name}-{width}-{scheme}.png", page, width, scheme)
    page.set_viewport_size({"width": 1280, "height": 800})


def take_one(file: Path, page: Page, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    high = min(HIGHEST, max(740, page.evaluate(WHOLE)))
    page.set_viewport_size({"width": width, "height": high})
    page.evaluate("scrollTo(0, 0)")
    store(file, page)


def store(file: Path, page: Page) -> None:
    """Store what stands in the window now, in few colours."""
    from PIL import Image  # only who takes pictures needs it

    taken = Image.open(BytesIO(page.screenshot(scale="css", animations="disabled")))
    widest = Image.Quantize.MAXCOVERAGE
    small = taken.convert("RGB").quantize(COLOURS, widest, kmeans=1, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


@pytest.mark.parametrize("readme", ["README.md", "README.nl.md"])
def test_every_picture_a_readme_shows_is_there(readme: str) -> None:
    shown = re.findall(r"\((docs/pictures/[^)]+)\)", (ROOT / readme).read_text(encoding="utf-8"))

    assert shown
    assert [path for path in shown if not (ROOT / path).exists()] == []


def test_every_page_has_its_pictures_and_they_stay_small_together() -> None:
    there = {path.name for path in PICTURES.glob("*.png")}

    assert there == {f"{n}-{w}-{s}.png" for n in PAGES for w, s in LOOKS}
    for folder, shown_in in (("night", MANUAL), ("weighing", WEIGHING), ("partners", REFERRALS)):
        stored = {path.name for path in (PICTURES / folder).glob("*.png")}
        shown = re.findall(rf"\(pictures/{folder}/([^)]+)\)", shown_in.read_text("utf-8"))
        assert stored == set(shown)
    assert sum(path.stat().st_size for path in PICTURES.rglob("*.png")) < MOST_BYTES
