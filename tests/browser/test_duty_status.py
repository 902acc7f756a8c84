"""A visitor reads whether somebody of the team is there: at a real door, while that is true."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from tests.support.installation import Installation

pytestmark = pytest.mark.long

SAID, NOBODY = "Er is nu iemand van het team bereikbaar.", "Nu heeft niemand van het team dienst."
ROW = "INSERT OR REPLACE INTO guide_dutystatus (id, state, until) VALUES (1, ?, ?)"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A public door alone: what its worker said last is written by the test."""
    city = Installation(tmp_path_factory.mktemp("alone") / "data").make().start("public")
    yield city
    city.stop()


@pytest.fixture
def page(chromium: Browser, city: Installation) -> Iterator[Page]:
    page = chromium.new_page()
    yield page
    page.close()


def say(city: Installation, state: str, seconds: float) -> None:
    until = timezone.now() + timedelta(seconds=seconds)
    database = city.folder / "channel.sqlite"
    with closing(sqlite3.connect(database, timeout=10)) as store, store:
        store.execute(ROW, (state, until.strftime("%Y-%m-%d %H:%M:%S.%f")))


def wait_until_it_says(page: Page, city: Installation, *, said: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while True:
        page.goto(f"{city.public}/hulp/")
        text = page.locator("main").inner_text()
        if (said in text) if said else (SAID not in text and NOBODY not in text):
            return
        assert time.monotonic() < deadline, text
        time.sleep(0.2)


def test_the_door_says_it_within_seconds_and_stops_when_the_worker_does(
    page: Page, city: Installation
) -> None:
    wait_until_it_says(page, city, said="", seconds=5)
    say(city, "nobody", 100)
    wait_until_it_says(page, city, said=NOBODY, seconds=10)
    say(city, "somebody", 12)
    wait_until_it_says(page, city, said=SAID, seconds=10)

    wait_until_it_says(page, city, said="", seconds=20)


def test_a_page_that_stays_open_forgets_it_after_five_minutes(
    page: Page, city: Installation
) -> None:
    say(city, "somebody", 100)
    page.clock.install()
    wait_until_it_says(page, city, said=SAID, seconds=10)

    page.clock.run_for(4 * 60_000)
    expect(page.get_by_text(SAID)).to_be_visible()
    page.clock.run_for(2 * 60_000)
    expect(page.get_by_text(SAID)).to_have_count(0)
