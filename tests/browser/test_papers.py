"""The papers to print, from the door as it runs: their page, and a protocol filled in in a browser."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Literal

import pikepdf
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page

from tests.support import machine
from tests.support.browsers import Browsers, faults
from tests.support.installation import Installation
from tests.support.made_files import made
from tests.support.papers import LEVELS
from uitweg.knowledge.training.rules.papers import PAPERS, PAPERS_PATH
from uitweg.platform.content import load

pytestmark = pytest.mark.long

WIDER = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
WAYS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1280, "light"), (360, "dark"))


@pytest.fixture(params=LEVELS)
def page(
    request: pytest.FixtureRequest, chromium: Browser, installation: Installation
) -> Iterator[Page]:
    browsers = Browsers(chromium=chromium, city=installation, seats={})
    address = load(level=request.param).level.address(PAPERS_PATH)
    yield browsers.visitor(address, width=360, height=740)
    browsers.close()
    assert browsers.trouble == []


def test_the_page_of_papers(page: Page, axe: str) -> None:
    for width, scheme in WAYS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        assert faults(page, axe) == []
        assert page.evaluate(WIDER) == 0
    page.set_viewport_size({"width": 320, "height": 256})
    assert page.evaluate(WIDER) == 0


@pytest.fixture
def protocol() -> bytes:
    paper = next(paper for paper in PAPERS if paper.slug == "protocol")
    return made(paper.path(load().level))


def test_a_protocol_is_filled_in_by_keyboard_in_chromiums_own_viewer(
    protocol: bytes, chromium: Browser, tmp_path: Path
) -> None:
    """A click in the first field, words, Tab, words: the first and the second field have them."""
    file = tmp_path / "protocol.pdf"
    file.write_bytes(protocol)
    browser = chromium.browser_type.launch(executable_path=_whole_chromium(), args=["--no-sandbox"])
    page = browser.new_page(viewport={"width": 1000, "height": 1200})
    page.goto(f"file://{file}#zoom=100&toolbar=0&navpanes=0")
    empty = _drawn(page)
    left, top = _corner(empty)
    first, second = _boxes(protocol, left, top)[:2]
    page.mouse.click((first[0] + first[2]) / 2, (first[1] + first[3]) / 2)
    page.keyboard.type("Het Verzonnen College")
    page.keyboard.press("Tab")
    page.keyboard.type("1 december 2026")
    page.wait_for_timeout(500)
    filled = Image.open(BytesIO(page.screenshot())).convert("L")
    browser.close()

    changed = ImageChops.difference(empty, filled).getbbox()
    assert changed is not None
    assert _ink(filled, first) > _ink(empty, first) + 100
    assert _ink(filled, second) > _ink(empty, second) + 100
    assert changed[1] >= first[1] - 3
    assert changed[3] <= second[3] + 3


def _whole_chromium() -> str:
    """Return a Chromium with its viewer of PDFs, which the one without a window lacks."""
    return next(
        (path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists()),
        machine.browser(),
    )


def _drawn(page: Page) -> Image.Image:
    """Return the page as a picture as soon as the viewer has drawn the paper."""
    for _ in range(40):
        page.wait_for_timeout(250)
        picture = Image.open(BytesIO(page.screenshot())).convert("L")
        if (
            picture.getpixel((500, 600)) > 240
            and picture.point(lambda at: at > 250 and 255).getbbox()
        ):
            return picture
    pytest.fail("the viewer shows no paper")


def _corner(picture: Image.Image) -> tuple[int, int]:
    """Return where the white paper begins."""
    left, top, _, _ = picture.point(lambda at: 255 if at > 250 else 0).getbbox() or (0, 0, 0, 0)
    return left, top


def _boxes(pdf: bytes, left: int, top: int) -> list[tuple[float, float, float, float]]:
    """Return the place of each field of the first page on the screen."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        sheet = opened.pages[0]
        high, dots = float(sheet.MediaBox[3]), 96 / 72
        rects = [
            [float(side) for side in note.Rect]
            for note in sheet.Annots
            if note.Subtype == "/Widget"
        ]
    return [
        (left + x1 * dots, top + (high - y2) * dots, left + x2 * dots, top + (high - y1) * dots)
        for x1, y1, x2, y2 in rects
    ]


def _ink(picture: Image.Image, box: tuple[float, float, float, float]) -> int:
    """Return how many dark dots there are inside a field."""
    x1, y1, x2, y2 = (round(side) for side in box)
    inside = picture.crop((x1 + 4, y1 + 4, x2 - 4, y2 - 4))
    return sum(inside.histogram()[:160])
