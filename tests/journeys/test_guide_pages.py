"""Every page of the guide at every reading level: axe, width at 400 %, Snel weg, one request."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page
from playwright.sync_api import ViewportSize as Size

from tests.installation import Installation
from tests.journeys.browser import Browsers, faults
from tests.journeys.test_accessibility import PHONE, WIDER, ZOOMED
from uitweg.content import levels
from uitweg.guide.pages import pages

COLOURS = ["color-contrast"]
"""All pages have the colours of those that test_accessibility looks at; this rule takes half the time."""
FIRST_STOP = "document.activeElement.className"


@dataclass
class Seen:
    """What was wrong on a walk past every page, a line a fault."""

    asked: list[str]  # which pages axe is asked of
    paths: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    late_exit: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(
    scope="module",
    params=["one level", pytest.param("every level", marks=pytest.mark.long)],
)
def seen(
    request: pytest.FixtureRequest, chromium: Browser, installation: Installation, axe: str
) -> Iterator[Seen]:
    """Walk past every page; axe is asked of one level's, for all levels fill the same templates."""
    others = tuple(f"{level.prefix}/" for level in levels() if level.prefix)
    asked = [
        path for path in pages() if request.param != "one level" or not path.startswith(others)
    ]
    browsers = Browsers(chromium=chromium, city=installation, seats={}, axe=axe)
    page, found = browsers.visitor("/", width=360, height=740), Seen(asked)
    page.on("request", lambda request: found.requests.append(request.url))
    found.requests.clear()
    for path in pages():
        page.goto(browsers.city.public + path)
        walk_past(path, page, axe, found)
    yield found
    browsers.close()
    assert browsers.trouble == []


def walk_past(path: str, page: Page, script: str, found: Seen) -> None:
    found.paths.append(path)
    page.keyboard.press("Tab")
    if page.evaluate(FIRST_STOP) != "exit":
        found.late_exit.append(path)
    if path in found.asked:
        found.axe += [f"{path}: {fault}" for fault in faults(page, script, but=COLOURS)]
    sizes: list[Size] = [ZOOMED, PHONE]
    for size in sizes:
        page.set_viewport_size(size)
        if more := page.evaluate(WIDER):
            found.sideways.append(f"{path} {size['width']}: {more} px")


def test_axe_finds_nothing_on_any_page_of_the_guide(seen: Seen) -> None:
    assert len(seen.paths) > 100
    assert len(seen.asked) > 30
    assert seen.axe == []


def test_nothing_runs_off_sideways(seen: Seen) -> None:
    assert seen.sideways == []


def test_snel_weg_is_the_first_stop_of_the_keyboard(seen: Seen) -> None:
    assert seen.late_exit == []


def test_a_page_is_one_request(seen: Seen) -> None:
    asked = [url for url in seen.requests if not url.startswith("data:")]

    assert len(asked) == len(seen.paths)
