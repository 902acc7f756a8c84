"""A slip while writing: Back, a reload, a link, another tab. The text stays, or one is asked first."""

import re

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.support.browsers import (
    AWAY,
    WEATHER,
    Browsers,
    faults,
    new_since,
    open_mailbox,
    send,
    take_words,
    waiting,
    words_on,
)
from uitweg.platform.content import load

PHONE = {"width": 360, "height": 740}
STORY = "Mijn broer moet vannacht iets wegbrengen en durft niet te weigeren."
OTHER = "Een meisje uit mijn klas heeft ineens drie telefoons."
WORDS = load().channel


def writing(browsers: Browsers, text: str = STORY) -> tuple[Page, list[str]]:
    page = browsers.visitor("/schrijven/", **PHONE)
    words = take_words(page)
    page.get_by_label("Je bericht").press_sequentially(text)
    return page, words


def answers(page: Page, *, stay: bool) -> list[str]:
    """Answer what the browser asks before it leaves; return how often it asked."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss() if stay else dialog.accept()

    page.on("dialog", answer)
    return asked


def wait_until(page: Page, asked: list[str]) -> None:
    for _ in range(100):
        if asked:
            return
        page.wait_for_timeout(50)


def keep(page: Page) -> None:
    page.get_by_role("button", name=WORDS["draft_keep"]).click()
    expect(page.get_by_text(re.compile(r"Bewaard op dit toestel om \d\d:\d\d\."))).to_be_visible()


def kept_places(page: Page) -> list[str]:
    return list(page.evaluate("Object.keys(localStorage)"))


def test_back_goes_a_step_back_keeps_the_text_and_the_report_arrives(browsers: Browsers) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    page, words = writing(browsers)
    page.go_back()
    assert words_on(page) == words
    page.go_back()
    expect(page.get_by_role("button", name=WORDS["ask_words"])).to_be_visible()
    page.go_forward()
    page.go_forward()
    expect(page.get_by_label("Je bericht")).to_have_value(STORY)

    page.route("**/schrijven/verzegeld/", lambda route: route.abort())
    page.get_by_role("button", name=WORDS["lock_and_send"]).click()
    expect(page.locator("#sending [data-say=trouble]")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Je bericht")).to_have_value(STORY)
    page.unroute("**/schrijven/verzegeld/")
    page.get_by_role("button", name=WORDS["lock_and_send"]).click()
    expect(page.get_by_role("heading", name=WORDS["done_title"])).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=WORDS["done_title"])).to_be_visible()
    assert words_on(page) == words

    desk.goto(f"{browsers.city.staff}/werk/melding/{new_since(desk, before)}/")
    expect(desk.locator("article.msg")).to_have_count(1)
    expect(desk.locator("article.msg")).to_contain_text(STORY)


@pytest.mark.long
def test_the_text_changed_while_it_was_sent_is_a_message_of_its_own(browsers: Browsers) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    page, _ = writing(browsers)
    held: list[Route] = []
    page.route(
        "**/schrijven/verzegeld/", lambda route: route.continue_() if held else held.append(route)
    )
    page.get_by_role("button", name=WORDS["lock_and_send"]).click()
    while not held:
        page.wait_for_timeout(50)
    page.go_back()
    page.get_by_label("Je bericht").fill(OTHER)
    with page.expect_response("**/schrijven/verzegeld/"):
        held[0].continue_()
    page.wait_for_timeout(500)
    expect(page.get_by_label("Je bericht")).to_have_value(OTHER)
    page.get_by_role("button", name=WORDS["lock_and_send"]).click()
    expect(page.get_by_role("heading", name=WORDS["done_title"])).to_be_visible()

    desk.goto(f"{browsers.city.staff}/werk/melding/{new_since(desk, before)}/")
    expect(desk.locator("article.msg").first).to_contain_text(STORY)
    expect(desk.locator("article.msg").last).to_contain_text(OTHER)


def test_a_call_to_112_is_not_asked_about(browsers: Browsers) -> None:
    page, _ = writing(browsers)
    browsers.also.append("tel:")
    asked = answers(page, stay=True)
    page.evaluate("addEventListener('beforeunload', () => { window.leaves = true })")
    page.locator("a[href='tel:112']").first.click()
    page.wait_for_function("window.leaves")

    page.wait_for_timeout(300)
    assert asked == []


def test_a_text_that_was_not_sent_is_asked_about_once(browsers: Browsers) -> None:
    page, _ = writing(browsers)
    asked = answers(page, stay=True)
    page.get_by_role("link", name="Uitweg").click()
    wait_until(page, asked)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Je bericht")).to_have_value(STORY)

    send(page, STORY)
    page.get_by_role("link", name=WORDS["kept"]).click()
    page.wait_for_url(browsers.city.public + "/")
    assert asked == ["beforeunload"]
    assert page.evaluate("sessionStorage.length") == 0


def test_the_mailbox_asks_before_a_text_is_lost(browsers: Browsers) -> None:
    page, words = writing(browsers)
    send(page, STORY)
    page.goto(browsers.city.public + "/postvak/")
    open_mailbox(page, words)
    page.get_by_label("Schrijf terug").press_sequentially(OTHER)
    asked = answers(page, stay=True)
    page.locator("header").get_by_role("link", name="Hulp").click()
    wait_until(page, asked)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Schrijf terug")).to_have_value(OTHER)


def test_while_writing_the_header_is_bare_and_the_words_are_one_tap_away(
    browsers: Browsers,
) -> None:
    page, words = writing(browsers)
    links = page.locator("header a:visible, footer a:visible")
    expect(links).to_have_text(["Uitweg", WORDS["to_words"]])
    page.get_by_text(WORDS["see_words"]).click()
    assert words_on(page) == words
    page.get_by_role("link", name=WORDS["to_words"]).click()
    expect(page.get_by_role("heading", name=WORDS["words_title"])).to_be_visible()
    page.get_by_role("button", name=WORDS["kept"]).click()
    expect(page.get_by_label("Je bericht")).to_have_value(STORY)


def test_without_javascript_the_header_is_bare_and_the_words_stand_beside_the_text(
    browsers: Browsers,
) -> None:
    page = browsers.visitor("/schrijven/", javascript=False, **PHONE)
    words = take_words(page)
    links = page.locator("header a:visible, footer a:visible, .tools a:visible")
    expect(links).to_have_text(["Uitweg", WORDS["to_words"]])
    page.get_by_text(WORDS["see_words"]).click()
    assert words_on(page) == words


def test_one_tap_keeps_the_text_and_the_page_says_only_what_is_so(browsers: Browsers) -> None:
    page = browsers.visitor("/schrijven/", **PHONE)
    words = take_words(page)
    button = page.get_by_role("button", name=WORDS["draft_keep"])
    field = page.get_by_label("Je bericht")
    assert (button.bounding_box() or {"y": 999})["y"] < (field.bounding_box() or {"y": 0})["y"]
    button.click()
    expect(page.get_by_text(WORDS["draft_waits"])).to_be_visible()
    assert kept_places(page) == []
    field.press_sequentially(STORY)
    expect(page.get_by_text(re.compile(r"Bewaard op dit toestel om \d\d:\d\d\."))).to_be_visible()
    asked = answers(page, stay=False)
    page.reload()

    assert asked == []
    expect(field).to_have_value(STORY)
    page.get_by_role("button", name=WORDS["draft_drop"]).click()
    expect(page.get_by_text(WORDS["draft_gone"])).to_be_visible()
    assert kept_places(page) == []
    page.get_by_text(WORDS["see_words"]).click()
    assert words_on(page) == words


def test_two_tabs_keep_two_texts_and_each_opens_with_its_own_words(browsers: Browsers) -> None:
    page, words = writing(browsers)
    keep(page)
    other = page.context.new_page()
    other.goto(browsers.city.public + "/schrijven/")
    other_words = take_words(other)
    other.get_by_label("Je bericht").fill(OTHER)
    keep(other)
    assert len(kept_places(page)) == 2
    page.close()
    other.close()

    for seven, text in ((words, STORY), (other_words, OTHER)):
        again = browsers.opened[-1].new_page()
        again.goto(browsers.city.public + "/schrijven/")
        again.get_by_role("button", name=WORDS["draft_go_on"]).click()
        again.locator("#begin").get_by_label("Je zeven woorden").fill(" ".join(seven))
        again.locator("#begin").get_by_role("button", name="Openen").click()
        expect(again.get_by_label("Je bericht")).to_have_value(text)
        expect(again.get_by_text(re.compile("Bewaard op dit toestel om"))).to_be_visible()
        assert len(kept_places(again)) == 2
        again.close()


def test_shift_in_a_text_is_a_capital_and_outside_it_leaves_without_asking(
    browsers: Browsers,
) -> None:
    page = browsers.visitor("/", **PHONE)
    browsers.stand_in(page, AWAY, WEATHER)
    page.goto(browsers.city.public + "/schrijven/")
    take_words(page)
    page.get_by_label("Je bericht").press_sequentially(STORY)
    for _ in range(4):
        page.keyboard.press("Shift")
    expect(page.get_by_label("Je bericht")).to_have_value(STORY)

    asked = answers(page, stay=True)
    page.get_by_role("heading", name=WORDS["write_title"]).click()
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(AWAY)
    assert asked == []
    page.go_back()
    assert page.url == browsers.city.public + "/"
    page.go_forward()
    page.wait_for_url(AWAY)
    page.go_forward()
    page.wait_for_load_state()
    expect(page.locator("body")).not_to_contain_text(STORY)
    expect(page.locator("ol.note:visible")).to_have_count(0)


@pytest.mark.long
def test_a_text_that_is_too_long_says_by_how_much_with_and_without_javascript(
    browsers: Browsers,
) -> None:
    for javascript in (True, False):
        page = browsers.visitor("/schrijven/", javascript=javascript, **PHONE)
        take_words(page)
        page.get_by_label("Je bericht").fill("a" * 30_000)
        page.locator("form:visible").get_by_role("button", name="ersturen").click()
        expect(page.locator("#text-why")).to_contain_text("10.000 tekens te lang")
        expect(page.get_by_label("Je bericht")).to_have_value("a" * 30_000)


def test_a_word_with_one_letter_wrong_is_asked_about_without_sending_anything(
    browsers: Browsers, axe: str
) -> None:
    page, words = writing(browsers)
    send(page, STORY)
    page.goto(browsers.city.public + "/postvak/")
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.method))
    wrong = words[2] + "q"
    page.get_by_label("Je zeven woorden").fill(" ".join([*words[:2], wrong, *words[3:]]))
    page.get_by_role("button", name="Openen").click()
    expect(page.get_by_text(f"{wrong}: bedoel je")).to_be_visible()
    assert faults(page, axe) == []
    page.get_by_role("button", name=words[2], exact=True).click()
    assert "POST" not in asked
    page.get_by_role("button", name="Openen").click()
    expect(page.locator("#said")).to_contain_text(STORY)
