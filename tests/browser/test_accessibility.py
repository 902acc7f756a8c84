"""Every page of both doors, in every state and look: axe finds nothing, nothing runs off sideways."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import ViewportSize as Size

from tests.support import places
from tests.support.browsers import Browsers, faults
from tests.support.installation import Installation
from tests.support.places import Place

PHONE: Size = {"width": 360, "height": 740}
DESK: Size = {"width": 1280, "height": 800}
ZOOMED: Size = {"width": 320, "height": 256}  # what a window of 1280 × 1024 shows at 400 %
WAYS = [(PHONE, "light"), (DESK, "dark"), (PHONE, "dark"), (DESK, "light")]
"""How wide and in which colours: every day each page in one of them in turn, by every rule.

Pages share their parts, so a fault of a width or a scheme shows on one of four; before a
release each page is looked at in all of them.
"""
TEXT_SIZE = "size => { document.documentElement.style.fontSize = size }"
WIDER = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


@dataclass
class Seen:
    """What was wrong on a walk past every page of a door, a line a fault."""

    names: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)


@pytest.fixture(
    scope="module",
    params=[
        ("public", 1),
        ("staff", 1),
        pytest.param(("public", len(WAYS)), marks=pytest.mark.long),
        pytest.param(("staff", len(WAYS)), marks=pytest.mark.long),
    ],
    ids=["public", "staff", "public-every-way", "staff-every-way"],
)
def seen(
    request: pytest.FixtureRequest,
    chromium: Browser,
    installation: Installation,
    seats: dict[str, Any],
    axe: str,
) -> Iterator[Seen]:
    """Walk once past every page of the door, and look at it in one way or in every way.

    An emergency that an earlier test began would open the card without the question.
    """
    browsers = Browsers(chromium=chromium, city=installation, seats=seats, axe=axe)
    found = Seen()
    door, looks = request.param
    for nth, place in enumerate(getattr(places, door)(browsers)):
        inspect(place, axe, found, [WAYS[(nth + more) % len(WAYS)] for more in range(looks)])
    yield found
    browsers.close()
    assert browsers.trouble == []


def inspect(place: Place, script: str, found: Seen, ways: list[tuple[Size, str]]) -> None:
    """Look with axe in these ways; last at text of 200 % on a phone, and a page at 400 %.

    A page that a click just opened may not have its style yet; axe would find small targets. A form
    whose draft is kept goes a moment after the click; the long walk waits for that everywhere.
    """
    name, page = place
    page.wait_for_load_state("networkidle" if len(ways) > 1 else "load")
    found.names.append(name)
    for size, scheme in ways:
        look(page, size)
        found.sideways += wider(place, f"{size['width']}")
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        place_and_look = f"{name} {size['width']} {scheme}"
        found.axe += [f"{place_and_look}: {fault}" for fault in faults(page, script)]
    look(page, PHONE)
    page.evaluate(TEXT_SIZE, "200%")
    found.sideways += wider(place, "360, text of 200 %")
    page.evaluate(TEXT_SIZE, "")
    look(page, ZOOMED)
    found.sideways += wider(place, "320")
    look(page, DESK)


def wider(place: Place, how: str) -> list[str]:
    """Return a line when the page can be scrolled sideways; `how` says in which look."""
    name, page = place
    return [f"{name} {how}: {more} px" for more in [page.evaluate(WIDER)] if more]


def look(page: Page, size: Size) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="light")
    page.evaluate("scrollTo(0, 0)")


def test_axe_finds_nothing_at_wcag_2_2_aa(seen: Seen) -> None:
    assert len(seen.names) > 25
    assert seen.axe == []


def test_nothing_runs_off_sideways_on_a_phone_in_large_text_or_at_400_percent(seen: Seen) -> None:
    assert seen.sideways == []


def test_axe_would_find_something(browsers: Browsers, axe: str) -> None:
    page = browsers.visitor("/hulp/")
    page.evaluate("document.documentElement.removeAttribute('lang')")

    assert any(fault.startswith("html-has-lang") for fault in faults(page, axe))
