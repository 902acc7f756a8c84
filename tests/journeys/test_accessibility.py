"""Every page of both doors, in every state and look: axe finds nothing, nothing runs off sideways."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.installation import Installation
from tests.journeys import places
from tests.journeys.browser import Browsers, faults
from tests.journeys.places import Place

WIDTHS = (360, 1280)
ZOOMED = {"width": 320, "height": 256}  # what a window of 1280 × 1024 shows at 400 %
COLOURS = ["color-contrast", "link-in-text-block"]
WIDER = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


@dataclass
class Seen:
    """What was wrong on a walk past every page of a door, a line a fault."""

    names: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)


@pytest.fixture(scope="module", params=["public", "staff"])
def seen(
    request: pytest.FixtureRequest,
    chromium: Browser,
    installation: Installation,
    seats: dict[str, Any],
    axe: str,
) -> Iterator[Seen]:
    """Walk once past every page; light gets all of axe, dark what depends on colours."""
    browsers = Browsers(chromium=chromium, city=installation, seats=seats)
    found = Seen()
    for place in getattr(places, request.param)(browsers):
        found.names.append(place[0])
        found.axe += found_by_axe(place, axe)
        found.sideways += sideways(place)
    yield found
    browsers.close()
    assert browsers.trouble == []


def found_by_axe(place: Place, script: str) -> list[str]:
    name, page = place
    found = []
    for width in WIDTHS:
        for scheme, only in (("light", None), ("dark", COLOURS)):
            look(page, width=width, height=800, scheme=scheme)
            found += [f"{name} {width} {scheme}: {fault}" for fault in faults(page, script, only)]
    return found


def sideways(place: Place) -> list[str]:
    """Say how far a page is wider than a phone, or than a window at 400 %."""
    name, page = place
    found = []
    for size in ({"width": 360, "height": 740}, ZOOMED):
        look(page, **size)
        if wider := page.evaluate(WIDER):
            found.append(f"{name} {size['width']}: {wider} px")
    look(page, width=1280, height=800)
    return found


def look(page: Page, *, width: int, height: int, scheme: str = "light") -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.evaluate("scrollTo(0, 0)")


def test_axe_finds_nothing_at_wcag_2_2_aa(seen: Seen) -> None:
    assert len(seen.names) > 25
    assert seen.axe == []


def test_nothing_runs_off_sideways_on_a_phone_or_at_400_percent(seen: Seen) -> None:
    assert seen.sideways == []


def test_axe_would_find_something(browsers: Browsers, axe: str) -> None:
    page = browsers.visitor("/hulp/")
    page.evaluate("document.documentElement.removeAttribute('lang')")

    assert any(fault.startswith("html-has-lang") for fault in faults(page, axe))
