"""Danger written in the mailbox says today and whom to call; numbers in an answer can be tapped."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import (
    Browsers,
    answer_on,
    arrived,
    faults,
    new_since,
    open_mailbox,
    waiting,
)
from tests.support.installation import DEMO_TEL
from uitweg.platform.content import load

PHONE = {"width": 360, "height": 740}
WORDS = load().channel
BOTH_WAYS = pytest.mark.parametrize(
    "javascript", [True, pytest.param(False, marks=pytest.mark.long)], ids=["script", "plain"]
)
ANSWER = """Bel 112. Of 113? Of (06) 105 994 58, +31 6 1059 9458, 020-555 0101 en 0800-2000 / 0900-8844.
Niet 112 euro, € 113, 01-11-2026, 10:00, 14.30, € 0,80, 06-555 of M-112.
<a href="https://example.org/">klik</a> <img src=x onerror=alert(1)>"""
DIALLED = [
    "tel:112", "tel:113", "tel:0610599458", "tel:+31610599458", "tel:0205550101", "tel:08002000",
    "tel:09008844",
]  # fmt: skip


def never_tomorrow(page: Page) -> None:
    for key in ("sent_text", "look_again"):
        expect(page.get_by_text(WORDS[key]).locator("visible=true")).to_have_count(0)


@BOTH_WAYS
def test_danger_in_the_mailbox_reaches_the_desk_and_says_today(
    browsers: Browsers, javascript: bool, axe: str
) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    words = arrived(desk, browsers.city, "Ik durf niet naar huis.")
    number = new_since(desk, before)
    page = browsers.visitor("/postvak/", javascript=javascript, **PHONE)
    open_mailbox(page, words)
    page.get_by_label("Schrijf terug").fill("Ze staan beneden.")
    page.get_by_label(WORDS["more_danger"]).check()
    if javascript:
        expect(page.locator("#more-danger")).to_be_visible()
    page.get_by_role("button", name="ersturen").click()

    sent = page.locator(".red:visible")
    expect(sent).to_contain_text(WORDS["sent_text_danger"])
    expect(sent.locator('a[href="tel:112"]')).to_be_visible()
    expect(sent.locator(f'a[href="{DEMO_TEL}"]')).to_be_visible()
    expect(page.locator("ol.talk li.me")).to_have_count(2)
    expect(page.get_by_text(WORDS["look_again_today"])).to_be_visible()
    expect(page.locator("#more [name=danger]")).not_to_be_checked()
    never_tomorrow(page)
    if javascript:
        assert faults(page, axe) == []
    desk.goto(desk.url)
    expect(desk.locator(f"#melding-{number}").last).to_contain_text("er is gevaar")


@BOTH_WAYS
def test_numbers_in_an_answer_can_be_tapped(browsers: Browsers, javascript: bool) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    words = arrived(desk, browsers.city, "Mijn nummer is 06-105 994 58.")
    desk.goto(f"{browsers.city.staff}/werk/melding/{new_since(desk, before)}/")
    answer_on(desk, ANSWER)
    expect(desk.locator("article.msg.us")).to_be_visible()
    page = browsers.visitor("/postvak/", javascript=javascript, **PHONE)
    open_mailbox(page, words)

    said = page.locator("ol.talk li:not(.me) .as")
    expect(said).to_contain_text("onerror=alert(1)")
    links = [link.get_attribute("href") for link in said.locator("a").all()]
    assert links == DIALLED
    expect(said.locator("img")).to_have_count(0)
    expect(page.locator("ol.talk li.me a")).to_have_count(0)
