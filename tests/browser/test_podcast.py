"""The podcast in a real browser: heard, moved through, read."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import Browsers, faults

PAGE = "/leren/podcast/de-jas/"
AT = "document.getElementById('opname').currentTime"
PLAYING = f"{AT} > 0.2 && !document.getElementById('opname').paused"


def wait_until(page: Page, holds: str) -> None:
    """Wait for something of the player; the page's policy forbids Playwright's own way."""
    for _ in range(100):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.evaluate(f"[{AT}, document.getElementById('opname').error?.message]"))


def listen(page: Page) -> None:
    page.evaluate("document.getElementById('opname').muted = true")
    page.evaluate("document.getElementById('opname').play()")
    wait_until(page, PLAYING)


def test_an_episode_is_heard_from_here_and_nothing_is_fetched_before(browsers: Browsers) -> None:
    page = browsers.visitor()
    asked: list[tuple[str, str | None]] = []
    page.on("request", lambda each: asked.append((each.url, each.headers.get("range"))))
    page.goto(browsers.city.public + PAGE)
    page.wait_for_load_state("networkidle")
    assert [url for url, _ in asked if "opname" in url] == []

    listen(page)

    sound = [url for url, _ in asked if url.endswith("opname.mp3")]
    assert sound
    assert {url.startswith(browsers.city.public) for url, _ in asked} == {True}


@pytest.mark.long
def test_a_chapter_plays_from_its_moment(browsers: Browsers) -> None:
    page = browsers.visitor(PAGE)
    page.evaluate("document.getElementById('opname').muted = true")

    page.locator(".parts a").nth(4).click()

    wait_until(page, f"{AT} > 200")
    wait_until(page, PLAYING)
    page.evaluate("document.getElementById('opname').currentTime = 340")
    wait_until(page, f"{AT} > 340.2")
    assert page.url.endswith(PAGE)


@pytest.mark.long
def test_without_scripts_the_player_is_there_and_a_chapter_leads_to_its_text(
    browsers: Browsers,
) -> None:
    page = browsers.visitor_without_scripts(PAGE)

    expect(page.locator("audio[controls]")).to_be_visible()
    page.locator(".parts a").nth(1).click()
    assert page.url.endswith("#deel-2")
    expect(page.get_by_role("heading", name="Een nieuwe jas")).to_be_in_viewport()


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_free_of_faults(browsers: Browsers, axe: str, scheme: str, width: int) -> None:
    how = {"width": width, "scheme": scheme}
    for path in ("/leren/podcast/", "/makkelijk/leren/podcast/", PAGE):
        page = browsers.visitor(path, **how)
        assert faults(page, axe) == [], path
    for path in ("/leren/podcast/", PAGE):
        page = browsers.member("emre", path, **how)
        assert faults(page, axe) == [], path
