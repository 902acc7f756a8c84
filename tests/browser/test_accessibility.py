"""Every page of both doors, in every state and look: axe finds nothing, nothing runs off sideways."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page
from playwright.sync_api import ViewportSize as Size

from tests.support import places
from tests.support.browsers import Browsers, faults
from tests.support.places import Place

PHONE: Size = {"width": 360, "height": 740}
DESK: Size = {"width": 1280, "height": 800}
ZOOMED: Size = {"width": 320, "height": 256}  # what a window of 1280 × 1024 shows at 400 %
WAYS = [(PHONE, "light"), (DESK, "dark"), (PHONE, "dark"), (DESK, "light")]
"""How wide and in which colours: every day a page in one of them in turn, by every rule.

Pages share their parts, so a fault of a width or a scheme shows on one of four; before a
release each page is looked at in all of them.
"""
TEXT_SIZE = "size => { document.documentElement.style.fontSize = size }"
WIDER = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"

PARTS = [*places.PUBLIC, *places.STAFF]
FIRST_WAY = {part.__name__: nth for nth, part in enumerate(PARTS)}
"""Parts of one page or two begin in another way each."""
DAILY = {
    "reading", "helping", "checking", "writing", "lesson", "learning",
    "coming_in", "desk", "calls", "cases", "seldom", "access", "of_the_lead", "rota", "style",
}  # fmt: skip
"""Each template of the guide, what reporters and coordinators use most, and the rest as it begins."""


@pytest.mark.parametrize(
    ("part", "ways"),
    [
        *(pytest.param(part, 1, id=part.__name__) for part in PARTS if part.__name__ in DAILY),
        *(
            pytest.param(part, len(WAYS), id=f"{part.__name__}, every way", marks=pytest.mark.long)
            for part in PARTS
        ),
    ],
)
def test_axe_finds_nothing_and_no_page_runs_off_sideways(
    browsers: Browsers, axe: str, part: Callable[[Browsers], Iterator[Place]], ways: int
) -> None:
    """By every rule of WCAG 2.2 AA and best practice; on a phone, in large text and at 400 %."""
    browsers.axe = axe
    found, names = list[str](), list[str]()
    for nth, place in enumerate(part(browsers), start=FIRST_WAY[part.__name__]):
        names.append(place[0])
        ways_here = [WAYS[(nth + more) % len(WAYS)] for more in range(ways)]
        found += inspect(place, axe, ways_here)

    assert names
    assert found == []


def inspect(place: Place, script: str, ways: list[tuple[Size, str]]) -> list[str]:
    """Look with axe in these ways; last at text of 200 % on a phone, and a page at 400 %.

    A page that a click just opened may not have its style yet; axe would find small targets. A form
    whose draft is kept goes a moment after the click; the long walk waits for that everywhere.
    """
    name, page = place
    page.wait_for_load_state("networkidle" if len(ways) > 1 else "load")
    found = []
    for size, scheme in ways:
        look(page, size)
        found += wider(place, f"{size['width']}")
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        place_and_look = f"{name} {size['width']} {scheme}"
        found += [f"{place_and_look}: {fault}" for fault in faults(page, script)]
    look(page, PHONE)
    page.evaluate(TEXT_SIZE, "200%")
    found += wider(place, "360, text of 200 %")
    page.evaluate(TEXT_SIZE, "")
    look(page, ZOOMED)
    found += wider(place, "320")
    look(page, DESK)
    return found


def wider(place: Place, how: str) -> list[str]:
    """Return a line when the page can be scrolled sideways; `how` says in which look."""
    name, page = place
    return [f"{name} {how}: {more} px" for more in [page.evaluate(WIDER)] if more]


def look(page: Page, size: Size) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")
    page.evaluate("scrollTo(0, 0)")


def test_axe_would_find_something(browsers: Browsers, axe: str) -> None:
    page = browsers.visitor("/hulp/")
    page.evaluate("document.documentElement.removeAttribute('lang')")

    assert any(fault.startswith("html-has-lang") for fault in faults(page, axe))
