"""Pictures of pages for docs/pictures, in few colours; taken with UITWEG_PICTURES=1."""

from io import BytesIO
from pathlib import Path

from playwright.sync_api import Page

from tests.support.installation import ROOT

PICTURES = ROOT / "docs" / "pictures"
LOOKS = [(width, scheme) for width in (360, 1280) for scheme in ("light", "dark")]
NAMES = """
start start-easy what-it-is in-it professionals signals map help help-line safe-visit privacy check question check-own outcome outcome-own report-start
words write done mailbox-closed mailbox
log-in join worklist worklist-danger-answered reports report report-danger cases case me key
call-note choose-document list-check access-strict members-invitation members-admit audit-log-page
style style-public
"""
PAGES = NAMES.split()
COLOURS = 40  # the pages have few; with the widest coverage the one red of a row stays red
HIGHEST = 5000
"""Of a longer page the picture shows this much, in CSS pixels: all pictures together stay small."""
WHOLE = "document.documentElement.scrollHeight"


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
