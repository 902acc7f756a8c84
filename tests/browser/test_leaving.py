"""Typed without a pause and then gone: logged out, closed or followed a link. Nothing is lost."""

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from tests.browser.test_drafts import BOX, STORY, path_of
from tests.browser.test_story_plan import a_case
from tests.support.browsers import Browsers

pytestmark = pytest.mark.long

NOTE = "Notitie"
SAVES = "**/onverstuurd/bewaar/"


def own_session(browsers: Browsers, login: str, path: str) -> Page:
    """Open a page where from now on nothing is saved by a pause."""
    page = browsers.member_apart(login)
    page.clock.install()
    page.goto(browsers.city.staff + path)
    return page


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Log uit").click()
    page.wait_for_url("**/inloggen/")


def test_log_out_in_the_middle_of_a_sentence_keeps_a_draft(browsers: Browsers) -> None:
    path = path_of(a_case(browsers), browsers)
    page = own_session(browsers, "fatima", path)
    page.get_by_label(BOX).press_sequentially(STORY)
    log_out(page)

    again = browsers.member("fatima", path)
    expect(again.get_by_label(BOX)).to_have_value(STORY)


def test_log_out_in_the_middle_of_a_call_keeps_the_note_and_it_goes_on_where_it_ended(
    browsers: Browsers,
) -> None:
    page = own_session(browsers, "joris", "/belnotitie/")
    numbers: list[int] = []

    def saved(route: Route) -> None:
        answer = route.fetch()
        numbers.append(int(answer.json()["number"].removeprefix("B-")))
        route.fulfill(response=answer)

    page.route("**/belnotitie/", saved)
    page.get_by_role("textbox", name=NOTE).press_sequentially("Meisje, staat bij het station.")
    log_out(page)
    [number] = numbers

    again = browsers.member("joris", f"/belnotitie/{number}/")
    note = again.get_by_role("textbox", name=NOTE)
    expect(note).to_have_value("Meisje, staat bij het station.")
    expect(note).to_be_focused()
    again.keyboard.type(" Alleen.")
    expect(note).to_have_value("Meisje, staat bij het station. Alleen.")


def test_a_tab_closed_in_the_middle_of_a_sentence_keeps_a_draft(browsers: Browsers) -> None:
    page = a_case(browsers, clock=True)
    page.get_by_label(BOX).press_sequentially(STORY)
    with page.expect_event("close"):
        page.close(run_before_unload=True)

    again = browsers.member("fatima", "/onverstuurd/")
    kept = again.locator("main section", has_text=STORY)
    for _ in range(20):  # the save outlives the tab that sent it
        if kept.count():
            break
        again.wait_for_timeout(100)
        again.reload()
    again.goto(browsers.city.staff + path_of(page, browsers))
    expect(again.get_by_label(BOX)).to_have_value(STORY)


def test_a_link_is_followed_after_the_last_words_are_saved(browsers: Browsers) -> None:
    page = a_case(browsers, clock=True)
    page.get_by_label(BOX).press_sequentially(STORY)
    order: list[str] = []
    page.on("requestfinished", lambda sent: order.append(sent.url))
    page.get_by_role("link", name="Casussen").first.click()
    page.wait_for_url("**/casussen/")
    saves = [at for at, url in enumerate(order) if "/bewaar/" in url]
    assert saves
    assert saves[0] < next(at for at, url in enumerate(order) if url.endswith("/casussen/"))


def test_another_form_of_the_page_waits_for_the_last_words(browsers: Browsers) -> None:
    page = a_case(browsers, clock=True)
    address = page.url
    page.get_by_label(BOX).press_sequentially(STORY)
    page.get_by_role("searchbox", name="Zoek").fill("iemand")
    page.get_by_role("searchbox", name="Zoek").press("Enter")
    page.wait_for_url("**/zoeken/**")
    page.goto(address)
    expect(page.get_by_label(BOX)).to_have_value(STORY)


def test_words_that_cannot_be_saved_are_asked_about_and_log_out_waits_no_longer_than_two_seconds(
    browsers: Browsers,
) -> None:
    path = path_of(a_case(browsers), browsers)
    page = own_session(browsers, "fatima", path)
    silent: list[Route] = []
    page.route(SAVES, lambda route: silent.append(route))
    asked: list[str] = []

    def stay_once(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss() if len(asked) == 1 else dialog.accept()

    page.on("dialog", stay_once)
    page.get_by_label(BOX).press_sequentially(STORY)
    page.get_by_role("button", name="Log uit").click()
    page.clock.fast_forward(1900)
    assert not asked
    page.clock.fast_forward(200)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.get_by_label(BOX)).to_have_value(STORY)

    log_out(page)
    assert asked == ["beforeunload"] * 2
    browsers.trouble.clear()
