"""The podcast in a real browser: heard, moved through, read; and its upload killed on the way."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import Browsers, faults
from tests.support.installation import Installation
from tests.support.killed import at_every_statement

PAGE = "/leren/podcast/de-jas/"
AT = "document.getElementById('opname').currentTime"
PLAYING = f"{AT} > 0.2 && !document.getElementById('opname').paused"
START = """
import os, json, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from django.db import connections
from django.utils import timezone
from tests.support.recordings import a_recording, an_mp3
from uitweg.knowledge.training.actions.podcast import publish_recording
from uitweg.knowledge.training.models import Recording
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.platform.content import load
from uitweg.platform.sealing import tokens
def publish():
    by = Actor(Member.objects.get(login="emre"), timezone.now())
    offered = a_recording(content=an_mp3(600))
    if not Recording.objects.filter(sha256=tokens.sha256(offered.content), ended_at=None, published_at__isnull=False):
        publish_recording(offered, load(), by=by)
def on_air():
    found = Recording.objects.on_air(timezone.localdate()).filter(episode="de-jas")
    return [[each.size, sum(len(bytes(piece.content)) for piece in each.pieces.all())] for each in found]
"""
KILLED = """
with connections["channel"].execute_wrapper(killing), connections["default"].execute_wrapper(killing):
    publish()
"""
COUNTED = "print(json.dumps(on_air()))"


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


def test_a_chapter_plays_from_its_moment(browsers: Browsers) -> None:
    page = browsers.visitor(PAGE)
    page.evaluate("document.getElementById('opname').muted = true")

    page.locator(".parts a").nth(4).click()

    wait_until(page, f"{AT} > 200")
    wait_until(page, PLAYING)
    page.evaluate("document.getElementById('opname').currentTime = 340")
    wait_until(page, f"{AT} > 340.2")
    assert page.url.endswith(PAGE)


def test_without_scripts_the_player_is_there_and_a_chapter_leads_to_its_text(
    browsers: Browsers,
) -> None:
    page = browsers.visitor_without_scripts(PAGE)

    expect(page.locator("audio[controls]")).to_be_visible()
    page.locator(".parts a").nth(1).click()
    assert page.url.endswith("#deel-2")
    expect(page.get_by_role("heading", name="Een nieuwe jas")).to_be_in_viewport()


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


def test_killed_at_any_statement_a_recording_is_on_air_whole_or_the_old_one_still_is(
    tmp_path: Path,
) -> None:
    city = Installation(tmp_path / "data").make()
    _, tries = at_every_statement(city, START, [], does=KILLED, looks=COUNTED)

    assert len(tries) > 5
    first = tries[0][1].found
    for tried, counted in tries:
        [[size, stored]] = counted.found
        assert size == stored
        assert (counted.found == first) == tried.killed
