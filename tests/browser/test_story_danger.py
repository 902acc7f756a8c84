"""Danger told in the check travels along to the desk: six taps, with and without JavaScript."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browsers import Browsers, faults, new_since, waiting, words_on
from uitweg.platform.content import load

PHONE = {"width": 360, "height": 740}
STORY = "Ze staan beneden."
MOST_TAPS = 6
EASY, PLAIN = load(level="nl-a2"), load()
BOTH_WAYS = pytest.mark.parametrize(
    "javascript", [pytest.param(True, marks=pytest.mark.long), False], ids=["script", "plain"]
)


class Taps:
    """Counts what a person presses, but for the keys of a text."""

    def __init__(self) -> None:
        self.count = 0

    def tap(self, what: Locator) -> None:
        self.count += 1
        what.click()


def sees_112(page: Page) -> None:
    box = page.locator("[data-danger]:visible")
    expect(box).to_have_count(1)
    expect(box.locator('a[href="tel:112"]')).to_be_visible()


def keeps_the_words_and_sends(page: Page, taps: Taps, words: dict[str, str]) -> list[str]:
    """From the seven words to the page that says it arrived; 112 is there in every step."""
    seven = words_on(page)
    sees_112(page)
    taps.tap(page.get_by_role("button", name=words["kept"]))
    sees_112(page)
    expect(page.locator("[name=needed][value=now]")).to_be_checked()
    expect(page.locator("#danger-from")).to_have_text(words["danger_from_check"])
    page.locator("#text").fill(STORY)
    send = page.locator("form:visible").get_by_role("button", name=words["send"])
    taps.tap(send.or_(page.get_by_role("button", name=words["lock_and_send"])))
    expect(page.get_by_role("heading", name=words["done_title"])).to_be_visible()
    expect(page.get_by_text(words["look_in_danger"])).to_be_visible()
    expect(page.get_by_text(words["look_in"], exact=True)).to_be_hidden()
    assert words_on(page) == seven
    return seven


def desk_sees_danger_first(desk: Page, number: int, role: str, told: str) -> None:
    row = desk.locator(f"#melding-{number}")
    expect(row).to_contain_text("er is gevaar")
    expect(row).to_contain_text(role)
    rows = desk.locator("ol.li > li[id^=melding-]").all()
    danger = [waits.get_attribute("class") == "now" for waits in rows]
    assert danger == sorted(danger, reverse=True)
    row.locator(".what > a").click()
    expect(desk.locator("article.msg")).to_contain_text(STORY)
    expect(desk.locator("p.hot")).to_contain_text("gevaar")
    ticked = desk.locator("section", has=desk.get_by_text("Aangekruist in de check"))
    expect(ticked.get_by_text(told)).to_be_visible()


@pytest.mark.long
@BOTH_WAYS
def test_a_boy_says_yes_to_danger_and_the_desk_sees_it_first(
    browsers: Browsers, javascript: bool
) -> None:
    desk, taps = browsers.member("fatima", "/werk/"), Taps()
    before = waiting(desk)
    page = browsers.visitor("/makkelijk/", javascript=javascript, **PHONE)
    taps.tap(page.locator("footer").get_by_role("link", name=EASY.say["check"]))
    taps.tap(page.get_by_role("link", name=EASY.check.words["about_self_link"]))
    taps.tap(page.locator(".ans").get_by_role("button", name=EASY.check.words["answer_yes"]))
    taps.tap(page.get_by_role("button", name=EASY.check.words["keep"]))
    keeps_the_words_and_sends(page, taps, EASY.channel)

    assert taps.count <= MOST_TAPS
    assert page.url.startswith(browsers.city.public + "/makkelijk/schrijven/")
    assert "?" not in page.url
    assert page.context.cookies() == []
    assert page.evaluate("window.name") == "" if javascript else True
    told = PLAIN.check_answers["ask.danger"].see
    desk_sees_danger_first(desk, new_since(desk, before), "Jongere zelf", told)


@BOTH_WAYS
def test_a_mother_ticks_a_weapon_and_the_desk_sees_it_first(
    browsers: Browsers, javascript: bool
) -> None:
    desk, taps, weapon = browsers.member("fatima", "/werk/"), Taps(), "weapon-or-explosive"
    before = waiting(desk)
    page = browsers.visitor("/check/", javascript=javascript, **PHONE)
    taps.tap(page.get_by_label(PLAIN.signal(weapon).see, exact=True))
    taps.tap(page.get_by_label(PLAIN.check.words["about_parent"]))
    taps.tap(page.get_by_role("button", name=PLAIN.check.words["submit"]))
    taps.tap(page.get_by_role("button", name=PLAIN.check.words["keep"]))
    expect(page.get_by_role("button", name=PLAIN.channel["kept"])).to_be_visible()
    keeps_the_words_and_sends(page, taps, PLAIN.channel)

    assert taps.count <= MOST_TAPS
    told = PLAIN.signal(weapon).see
    desk_sees_danger_first(desk, new_since(desk, before), "Ouder of familie", told)


@pytest.mark.long
@BOTH_WAYS
def test_who_is_not_in_danger_takes_it_out_and_the_desk_sees_none(
    browsers: Browsers, javascript: bool, axe: str
) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    page = browsers.visitor("/check/", javascript=javascript, **PHONE)
    page.get_by_label(PLAIN.signal("job-tonight").see, exact=True).check()
    page.get_by_role("button", name=PLAIN.check.words["submit"]).click()
    page.get_by_role("button", name=PLAIN.check.words["keep"]).click()
    page.get_by_role("button", name=PLAIN.channel["kept"]).click()
    expect(page.get_by_text(PLAIN.signal("job-tonight").see)).to_be_visible()
    if javascript:
        assert faults(page, axe) == []
    page.locator("[name=needed][value=unsaid]").check()
    page.get_by_label(PLAIN.channel["carried_send"]).uncheck()
    if javascript:
        expect(page.locator("[data-danger]:visible")).to_have_count(0)
    page.locator("#text").fill(STORY)
    page.locator("form:visible").get_by_role("button", name="ersturen").click()
    expect(page.get_by_text(PLAIN.channel["look_in"], exact=True)).to_be_visible()

    row = desk.locator(f"#melding-{new_since(desk, before)}")
    expect(row).not_to_contain_text("er is gevaar")
    row.locator(".what > a").click()
    expect(desk.get_by_text("Aangekruist in de check")).to_have_count(0)


@pytest.mark.long
def test_danger_stays_when_the_page_is_loaded_again_and_with_new_words(browsers: Browsers) -> None:
    page = browsers.visitor("/vragen/los/", **PHONE)
    page.locator(".ans").get_by_role("button", name="Ja", exact=True).click()
    page.get_by_role("button", name=PLAIN.check.words["keep"]).click()
    words_on(page)
    page.reload()
    first = words_on(page)
    sees_112(page)
    page.get_by_role("button", name=PLAIN.channel["new_words"]).click()
    assert words_on(page) != first
    page.get_by_role("button", name=PLAIN.channel["kept"]).click()

    sees_112(page)
    expect(page.locator("[name=needed][value=now]")).to_be_checked()
    expect(page.locator("form:visible [name=role]")).to_have_value("youngster")
    own = PLAIN.check_answers["ask.danger"].own
    expect(page.locator("#carry li")).to_have_text([own])
