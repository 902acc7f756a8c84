"""Maintenance at running doors: what somebody was sending waits in the browser, and arrives once."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browsers import take_words
from tests.support.doors import switch_maintenance
from tests.support.installation import Installation
from tests.support.processes import look

pytestmark = pytest.mark.long

STORY = "Zij wordt elke dag opgehaald door iemand die niemand kent."


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("closed") / "data"
    city = Installation(folder, {"UITWEG_LOAD_LEVEL": "calm"}).make().start("public", "staff")
    yield city
    city.stop()


@pytest.fixture(params=["with", "without"])
def reporter(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    context = chromium.new_context(java_script_enabled=request.param == "with", locale="nl-NL")
    yield context
    context.close()


def stored(city: Installation) -> int:
    with look(city) as rows:
        return int(rows.execute("SELECT count(*) FROM channel_report")[0][0])


def write_story(city: Installation, page: Page) -> None:
    """Go to the page on which a report is written, and write it; nothing is sent yet."""
    page.goto(city.public + "/schrijven/")
    take_words(page)
    page.locator("textarea[name=text]").fill(STORY)


def test_a_report_under_way_waits_in_the_browser_and_arrives_once(
    city: Installation, reporter: BrowserContext
) -> None:
    page, before = reporter.new_page(), stored(city)
    write_story(city, page)
    switch_maintenance(city, "on")
    page.locator("form:has(textarea[name=text]) button.btn:visible").last.click()
    waits = page.get_by_text("nog niet", exact=False).or_(page.get_by_text("lukt nog niet"))
    expect(waits.locator("visible=true").first).to_be_visible()
    assert stored(city) == before
    switch_maintenance(city, "off")
    again = page.get_by_role("button", name="Probeer opnieuw")
    if again.is_visible():
        again.click()
    expect(page.get_by_text("Je bericht is verstuurd").first).to_be_visible()

    assert stored(city) == before + 1
