"""Every page of the guide at every reading level: axe, width at 400 %, Snel weg, one request."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_accessibility import PHONE, WIDER, ZOOMED
from tests.support.browsers import Browsers, faults
from tests.support.installation import Installation
from uitweg.knowledge.guide.public_views.page_words import guide_pages

COLOURS = ["color-contrast"]
"""All pages have the colours of those that test_accessibility looks at; this rule takes half the time."""
FIRST_STOP = "document.activeElement.className"
MARKUP = """() => {
  const all = [...document.body.querySelectorAll("*")].map(e => e.localName);
  const heads = all.filter(name => /^h[1-6]$/.test(name));
  return [...new Set(all)].sort() + "|" + heads.filter((name, at) => name !== heads[at - 1]);
}"""
"""Which elements a page is made of, and how its headings follow each other."""
OTHER = {PHONE["width"]: ZOOMED, ZOOMED["width"]: PHONE}


@dataclass
class Seen:
    """What was wrong on a walk past every page, a line a fault."""

    everywhere: bool  # axe is asked of every page, else of one with each markup
    asked: list[str] = field(default_factory=list)
    markups: set[str] = field(default_factory=set)
    paths: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)
    late_exit: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(
    scope="module",
    params=["each markup", pytest.param("every page", marks=pytest.mark.long)],
)
def seen(
    request: pytest.FixtureRequest, chromium: Browser, installation: Installation, axe: str
) -> Iterator[Seen]:
    """Walk past every page; axe is asked of one with each markup, for few templates fill them all."""
    browsers = Browsers(chromium=chromium, city=installation, seats={})
    page = browsers.visitor("/", width=PHONE["width"], height=PHONE["height"])
    found = Seen(everywhere=request.param == "every page")
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
    markup = page.evaluate(MARKUP)
    if found.everywhere or markup not in found.markups:
        found.markups.add(markup)
        found.asked.append(path)
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
    assert len(seen.asked) > 12
    assert seen.axe == []


def test_nothing_runs_off_sideways(seen: Seen) -> None:
    assert seen.sideways == []


def test_snel_weg_is_the_first_stop_of_the_keyboard(seen: Seen) -> None:
    assert seen.late_exit == []


def test_a_page_is_one_request(seen: Seen) -> None:
    asked = [url for url in seen.requests if not url.startswith("data:")]

    assert len(asked) == len(seen.paths)
