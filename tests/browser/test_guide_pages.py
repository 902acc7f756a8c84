"""Every page of the guide at every reading level: axe, width at 400 %, Snel weg, one request."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_accessibility import PHONE, WIDER, ZOOMED
from tests.support.browsers import Browsers, faults
from tests.support.installation import Installation
from uitweg.knowledge.guide.public_views.page_words import guide_pages

pytestmark = pytest.mark.long

COLOURS = ["color-contrast"]
"""All pages have the colours of those that test_accessibility looks at; this rule takes half the time."""
FIRST_STOP = "document.activeElement.className"
OTHER = {PHONE["width"]: ZOOMED, ZOOMED["width"]: PHONE}


@dataclass
class Seen:
    """What was wrong on a walk past pages, a line a fault."""

    paths: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    late_exit: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(chromium: Browser, installation: Installation, axe: str) -> Iterator[Seen]:
    """Walk once past every page; every day test_accessibility walks past one of each template."""
    browsers = Browsers(chromium=chromium, city=installation, seats={})
    page = browsers.visitor("/", width=PHONE["width"], height=PHONE["height"])
    found = Seen()
    page.on("request", lambda request: found.requests.append(request.url))
    found.requests.clear()
    for path in guide_pages():
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
    found.axe += [f"{path}: {fault}" for fault in faults(page, script, but=COLOURS)]
    # the next page begins as wide as this one ends: each change lays the whole page out anew
    runs_off(path, page, found)
    page.set_viewport_size(OTHER[page.viewport_size["width"]])  # type: ignore[index]
    runs_off(path, page, found)


def runs_off(path: str, page: Page, found: Seen) -> None:
    if more := page.evaluate(WIDER):
        found.sideways.append(f"{path} {page.viewport_size}: {more} px")


def test_axe_finds_nothing_on_any_page_of_the_guide(seen: Seen) -> None:
    assert len(seen.paths) > 100
    assert seen.axe == []


def test_nothing_runs_off_sideways(seen: Seen) -> None:
    assert seen.sideways == []


def test_snel_weg_is_the_first_stop_of_the_keyboard(seen: Seen) -> None:
    assert seen.late_exit == []


def test_a_page_is_one_request(seen: Seen) -> None:
    asked = [url for url in seen.requests if not url.startswith("data:")]

    assert len(asked) == len(seen.paths)
