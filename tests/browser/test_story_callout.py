"""A callout in two browsers: on every screen within seconds, taken by one, said to the other, gone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browsers import Browsers, call_for_newest_message, end_every_callout, write

WITHIN_MS = 30_000
STORY = "Hij staat beneden."


def line(page: Page) -> Locator:
    return page.locator("#oproep-voor-jou")


@pytest.fixture
def number(browsers: Browsers) -> Iterator[int]:
    """Somebody in danger writes while Joris has duty."""
    write(browsers.visitor("/schrijven/"), STORY, danger=True, role="youngster")
    yield call_for_newest_message(browsers.city, "joris")
    end_every_callout(browsers.city)


def test_a_callout_shows_by_itself_and_goes_when_a_colleague_takes_it(browsers: Browsers) -> None:
    end_every_callout(browsers.city)  # of what the demo began with
    desk = browsers.member("joris", "/casussen/")
    expect(desk.locator("#nieuw")).to_have_attribute("data-has", re.compile("."))
    write(browsers.visitor("/schrijven/"), STORY, danger=True, role="youngster")
    number = call_for_newest_message(browsers.city, "joris")
    expect(line(desk)).to_contain_text("voor jou: dringend", timeout=WITHIN_MS)
    here = browsers.member("joris", f"/oproep/{number}/", width=360)
    expect(here.get_by_role("heading", level=1)).to_contain_text("Nieuw gevaar, melding M-")

    phone = browsers.member("fatima", f"/oproep/{number}/", width=360)
    phone.get_by_role("button", name="Ik neem deze").click()
    expect(phone.get_by_text("Jij hebt dit opgepakt")).to_be_visible()
    expect(line(desk)).to_be_empty(timeout=WITHIN_MS)
    expect(here.get_by_text(re.compile(r"Fatima pakte dit op om \d\d:\d\d\."))).to_be_visible(
        timeout=WITHIN_MS
    )
    expect(here.get_by_role("button", name="Ik neem deze")).to_have_count(0)

    phone.get_by_role("button", name="Klaar").click()
    expect(phone.get_by_text("Alle telefoons zijn stil.")).to_be_visible()
    end_every_callout(browsers.city)


@pytest.mark.long
def test_without_a_connection_the_page_says_whom_to_call_and_sends_nothing(
    browsers: Browsers, number: int
) -> None:
    page = browsers.member("joris", f"/oproep/{number}/", width=360)
    page.context.set_offline(True)
    warning = page.get_by_role("alert").filter(has_text="Geen verbinding.")
    expect(warning).to_contain_text("Bel ")
    page.get_by_role("button", name="Ik neem deze").click()
    expect(page.get_by_role("button", name="Ik neem deze")).to_be_visible()

    page.context.set_offline(False)
    expect(warning).to_be_hidden()
    page.get_by_role("button", name="Ik neem deze").click()
    expect(page.get_by_text("Jij hebt dit opgepakt")).to_be_visible()


@pytest.mark.long
def test_without_scripts_a_callout_is_found_taken_and_finished(
    browsers: Browsers, number: int
) -> None:
    page = browsers.member("joris", "/casussen/", javascript=False, width=360)
    line(page).get_by_role("link").last.click()
    page.goto(f"{browsers.city.staff}/oproep/{number}/")
    page.get_by_role("button", name="Ik neem deze").click()
    page.get_by_role("button", name="Nog 15 minuten").click()
    expect(page.get_by_text("nog één keer 15 minuten")).to_be_visible()
    page.get_by_role("button", name="Klaar").click()

    expect(page.get_by_text("Alle telefoons zijn stil.")).to_be_visible()


@pytest.mark.long
def test_the_minutes_left_count_down_in_words(browsers: Browsers, number: int) -> None:
    page = browsers.member("joris", f"/oproep/{number}/", width=360)
    page.get_by_role("button", name="Ik neem deze").click()
    left = page.locator("[data-until]")
    before = int(left.inner_text().split()[0])
    page.clock.install()
    page.reload()
    expect(page.locator("#nieuw")).to_have_attribute("data-has", re.compile("."))
    page.wait_for_load_state("networkidle")
    # what the door says of the time, by its own clock, is as before
    page.route("**/gevaar/**", lambda route: route.fulfill(status=204))
    page.clock.fast_forward(121_000)

    expect(left).to_have_text(re.compile(rf"^({before - 2}|{before - 3}) minuten$"))
