"""A boy of 15 must lay something at a door tonight: one tap to a voice, or a message without a name."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browsers import (
    AWAY,
    WEATHER,
    Browsers,
    arrived,
    new_since,
    open_mailbox,
    take_words,
    waiting,
    write,
)
from tests.support.installation import DEMO_TEL

PHONE = {"width": 360, "height": 740}
STORY = "Ik moet vanavond iets bij een deur leggen, anders komen ze bij mijn moeder."
NOTED = "Gebeld met school. Hij is daar nu, met de mentor erbij."


def is_on_the_first_screen(link: Locator) -> bool:
    """Say whether the whole link is in view without scrolling, with nothing lying over it."""
    return bool(
        link.evaluate(
            """e => {
              const b = e.getBoundingClientRect();
              const top = document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2);
              return scrollY === 0 && b.top >= 0 && b.left >= 0 && b.bottom <= innerHeight
                && b.right <= innerWidth && b.height > 0 && e.contains(top);
            }"""
        )
    )


@pytest.mark.parametrize("javascript", [True, False])
def test_112_and_the_coordinator_are_one_tap_away_on_the_first_screen(
    browsers: Browsers, javascript: bool
) -> None:
    phone = browsers.visitor("/", javascript=javascript, **PHONE)

    for number in ("tel:112", DEMO_TEL):
        assert is_on_the_first_screen(phone.locator(f'a[href="{number}"]').first), number


def test_a_boy_writes_without_a_name_and_the_coordinator_sees_danger_first(
    browsers: Browsers,
) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    write(browsers.visitor("/schrijven/", **PHONE), STORY, danger=True)

    number = new_since(desk, before)
    row = desk.locator(f"#melding-{number}")
    expect(row).to_contain_text("er is gevaar")
    rows = desk.locator("ol.li > li[id^=melding-]").all()
    danger = [waits.get_attribute("class") == "now" for waits in rows]
    assert danger == sorted(danger, reverse=True)
    expect(desk.locator("#oproepen").get_by_role("heading")).to_contain_text("Oproepen")
    first = desk.locator("[data-live] > section").first
    expect(first.get_by_role("heading")).to_contain_text("Acuut gevaar")
    expect(first.locator("ol > li").first).to_contain_text("er is gevaar")

    row.get_by_role("link").click()
    expect(desk.locator("p.hot")).to_contain_text("gevaar")
    expect(desk.get_by_role("link", name="Bel 112")).to_have_attribute("href", "tel:112")
    a_case_opens_with_his_words(browsers, desk)


def a_case_opens_with_his_words(browsers: Browsers, desk: Page) -> None:
    """The case quotes him, takes a new entry, and the audit log says who saw it."""
    desk.get_by_role("button", name="Maak casus").click()
    desk.wait_for_url("**/casus/*/")
    expect(desk.locator("ol.tl")).to_contain_text(STORY)
    expect(desk.locator("ol.tl")).to_contain_text("woorden van de melder")
    desk.get_by_label("Nieuw in de tijdlijn").fill(NOTED)
    desk.locator("main").get_by_text("Telefoongesprek", exact=True).first.click()
    desk.get_by_role("button", name="Zet erbij").click()
    expect(desk.locator("ol.tl")).to_contain_text(NOTED)

    case = desk.url.rstrip("/").rsplit("/", 1)[1]
    trail = browsers.member("petra", f"/logboek/?wat=case:{case}").locator("table.trail tbody")
    for act in ("Casus geopend", "Casus gelezen", "In casus geschreven"):
        expect(trail).to_contain_text(act)
    expect(trail).to_contain_text("Fatima")
    expect(trail).not_to_contain_text("moeder")


def leave_by_the_link(page: Page) -> None:
    page.get_by_role("link", name="Snel weg").click()


def leave_by_the_key(page: Page) -> None:
    """Outside a text field; in it Shift makes capitals."""
    page.get_by_role("heading", level=1).click()
    for _ in range(3):
        page.keyboard.press("Shift")


# every day each way once: what one writes is left by the key, what one reads by the link
LONG = pytest.mark.long


def is_away(page: Page) -> None:
    """The weather is shown; neither Back nor Forward brings the text back."""
    expect(page.get_by_role("heading", name="Het weer")).to_be_visible()
    page.go_back()
    shown = page.evaluate("document.documentElement.innerText") + "".join(
        field.input_value() for field in page.locator("textarea").all()
    )
    assert "moeder" not in shown
    page.go_forward()
    expect(page.get_by_role("heading", name="Het weer")).to_be_visible()


@pytest.mark.parametrize("leave", [pytest.param(leave_by_the_link, marks=LONG), leave_by_the_key])
def test_snel_weg_leaves_what_he_writes_and_back_does_not_show_it(
    browsers: Browsers, leave: Callable[[Page], None]
) -> None:
    page = browsers.visitor("/", **PHONE)
    browsers.stand_in(page, AWAY, WEATHER)
    page.goto(browsers.city.public + "/schrijven/")
    words = take_words(page)
    page.get_by_label("Je bericht").fill(STORY)
    leave(page)

    is_away(page)
    # the page there says "weer" and "lang", which are words of our list as well
    assert not any(word in page.content() for word in words if word not in WEATHER)


@pytest.mark.parametrize("leave", [leave_by_the_link, pytest.param(leave_by_the_key, marks=LONG)])
def test_snel_weg_leaves_the_open_mailbox(
    browsers: Browsers, leave: Callable[[Page], None]
) -> None:
    page = browsers.visitor("/", **PHONE)
    browsers.stand_in(page, AWAY, WEATHER)
    words = arrived(page, browsers.city, STORY)
    page.goto(browsers.city.public + "/postvak/")
    open_mailbox(page, words)
    expect(page.locator("ol.talk")).to_contain_text("moeder")
    leave(page)

    is_away(page)


def test_snel_weg_works_without_javascript_as_a_plain_link(browsers: Browsers) -> None:
    page = browsers.visitor("/hulp/", javascript=False, **PHONE)
    browsers.stand_in(page, AWAY, WEATHER)
    leave_by_the_link(page)

    expect(page.get_by_role("heading", name="Het weer")).to_be_visible()
