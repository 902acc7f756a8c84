"""What is typed on the staff door outlives a crash, another tab, a lost connection and a session."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_story_plan import a_case
from tests.support.browsers import Browsers, a_new_code, log_in

BOX = "Nieuw in de tijdlijn"
STORY = "Hij belde om drie uur en fluisterde."


def with_clock(browsers: Browsers, login: str, path: str) -> Page:
    """Open a page with a clock that `pause` can move on."""
    page = browsers.member(login, "")
    page.clock.install()
    page.goto(browsers.city.staff + path)
    return page


def pause(page: Page) -> None:
    """Let the time pass that the page waits before it keeps what is typed, or tries again."""
    page.clock.fast_forward(6000)


def kept(page: Page) -> None:
    """Pause, and see that the page says that what is typed is kept."""
    pause(page)
    expect(page.locator(".unsent", has_text="Concept bewaard om").first).to_be_visible()


def path_of(page: Page, browsers: Browsers) -> str:
    return page.url.removeprefix(browsers.city.staff)


def test_a_browser_that_dies_mid_sentence_loses_nothing_kept(browsers: Browsers) -> None:
    page = a_case(browsers)
    page.get_by_label(BOX).press_sequentially(STORY)
    expect(page.locator(".unsent", has_text="Concept bewaard om").first).to_be_visible()
    page.context.close()  # no goodbye: what was kept at the pause is all there is

    again = browsers.member("fatima", path_of(page, browsers))
    expect(again.get_by_label(BOX)).to_have_value(STORY)
    expect(again.locator(".unsent").first).to_contain_text("Hier stond nog tekst van")
    again.get_by_role("button", name="Zet erbij").first.click()
    expect(again.locator("#tijdlijn .tl")).to_contain_text(STORY)
    expect(again.get_by_label(BOX)).to_have_value("")


@pytest.mark.long
def test_leaving_before_the_pause_keeps_the_last_words_and_thrown_away_comes_back_by_one_press(
    browsers: Browsers,
) -> None:
    page = a_case(browsers, clock=True)
    address = page.url
    page.get_by_label(BOX).fill(STORY)
    page.goto(browsers.city.staff + "/ik/")
    page.goto(address)
    expect(page.get_by_label(BOX)).to_have_value(STORY)

    page.get_by_role("button", name="Weggooien").press("Enter")
    expect(page.get_by_label(BOX)).to_have_value("")
    expect(page.get_by_label(BOX)).to_be_focused()
    page.get_by_role("button", name="Terugzetten", exact=True).first.press("Enter")
    expect(page.get_by_label(BOX)).to_have_value(STORY)
    kept(page)
    page.reload()
    expect(page.get_by_label(BOX)).to_have_value(STORY)


@pytest.mark.long
def test_two_tabs_of_one_member_see_both_texts_and_one_that_only_looks_is_no_conflict(
    browsers: Browsers,
) -> None:
    page = a_case(browsers, clock=True)
    page.get_by_label(BOX).fill(STORY)
    kept(page)
    other = with_clock(browsers, "fatima", path_of(page, browsers))
    expect(other.get_by_label(BOX)).to_have_value(STORY)
    page.get_by_label(BOX).press_sequentially(" En toen?")
    # the other tab kept it as well: this one hears so first, and keeps it once more
    kept_anew(page)
    other.reload()
    expect(other.get_by_label(BOX)).to_have_value(STORY + " En toen?")
    expect(page.locator(".unsent").first).to_contain_text("Concept bewaard om")

    page.get_by_label(BOX).fill("Uit tab een.")
    kept_anew(page)
    other.get_by_label(BOX).fill("Uit tab twee.")
    pause(other)
    expect(other.locator(".unsent").first).to_contain_text("Op een ander tabblad")
    expect(other.get_by_label(BOX)).to_have_value("Uit tab twee.")
    other.get_by_role("button", name="Zet die erbij").click()
    expect(other.get_by_label(BOX)).to_have_value("Uit tab twee.\n\nUit tab een.")
    kept(other)


def kept_anew(page: Page) -> None:
    """What is typed is kept once more: that it was kept before already stands on the page."""
    with page.expect_response(lambda answer: "/bewaar/" in answer.url and answer.ok):
        pause(page)


@pytest.mark.long
def test_without_a_connection_it_says_so_and_goes_on_by_itself_afterwards(
    browsers: Browsers,
) -> None:
    page = a_case(browsers, clock=True)
    gone = ["yes"]

    def lost(route: Route) -> None:
        route.abort() if gone else route.continue_()

    page.route("**/onverstuurd/bewaar/", lost)
    page.get_by_label(BOX).fill(STORY)
    pause(page)
    expect(page.locator(".unsent").first).to_contain_text("Nog niet bewaard: geen verbinding")
    gone.clear()
    pause(page)
    kept(page)
    browsers.trouble.clear()


@pytest.mark.long
def test_a_session_that_an_administrator_ended_mid_sentence_gives_the_text_back(
    browsers: Browsers,
) -> None:
    page = a_case(browsers, clock=True)
    address = page.url
    page.get_by_label(BOX).fill(STORY)
    kept(page)
    page.context.clear_cookies(name="uitweg")
    page.get_by_label(BOX).press_sequentially(" En toen")
    pause(page)
    expect(page.locator(".unsent").first).to_contain_text("je bent uitgelogd")
    expect(page.get_by_label(BOX)).to_have_value(STORY + " En toen")

    second = page.context.new_page()
    a_new_code(browsers.city, "fatima")
    log_in(second, browsers.city, "fatima")
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")  # as when somebody turns to this tab again
    pause(page)
    kept(page)
    second.goto(address)
    expect(second.get_by_label(BOX)).to_have_value(STORY + " En toen")


def test_the_words_of_a_recovery_sheet_never_go_along(browsers: Browsers) -> None:
    page = a_case(browsers, clock=True)
    page.goto(page.url + "overdragen/")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.post_data or ""))
    page.evaluate(
        """() => document.querySelector("form[data-draft]").append(
             Object.assign(document.createElement("input"), {type: "password", name: "sheet"}))"""
    )
    page.locator("[name=sheet]").fill("geheim woord")
    page.get_by_label("Waarom, en wat moet de ander weten?").fill("Ik ga met verlof.")
    kept(page)

    assert any("verlof" in body for body in sent)
    assert not any("geheim" in body for body in sent)


@pytest.mark.long
def test_after_access_ended_the_script_kept_apart_what_was_typed_and_what_stood_there(
    browsers: Browsers,
) -> None:
    page = a_case(browsers)
    address = path_of(page, browsers)
    page.goto(page.url + "veiligheid/")
    page.get_by_label("Waar is de jongere").first.fill("Bij oma aan de Kade")
    page.get_by_role("button", name="Bewaar").click()
    page.wait_for_url("**" + address)
    page.goto(browsers.city.staff + address + "toegang/")
    page.get_by_label("Wie", exact=True).select_option(label="Joris")
    page.get_by_label("Wat", exact=True).select_option(label="Meewerken")
    page.get_by_role("button", name="Laat toe").click()
    ends = page.get_by_role("button", name="Beëindig de toegang van Joris")
    expect(ends).to_be_visible()
    joris = with_clock(browsers, "joris", address + "veiligheid/")
    box = joris.get_by_label("Waar is de jongere").first
    expect(box).to_have_value("Bij oma aan de Kade")
    box.press("Control+End")
    box.press_sequentially(" tot vrijdag en dan naar een tante")
    kept(joris)
    ends.click()
    expect(ends).to_have_count(0)

    joris.goto(browsers.city.staff + "/onverstuurd/")
    lying = joris.locator("main article", has_text="Dit formulier gaat voor jou niet meer open")
    expect(lying).to_contain_text("Casus U-")
    expect(lying).to_contain_text("tot vrijdag en dan naar een tante")
    expect(lying).not_to_contain_text("oma")
