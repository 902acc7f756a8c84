"""Back in the check shows what was there, and after "Snel weg" it shows nothing of it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_check import EASY, NO, YES, answer, at
from tests.support.browsers import AWAY, WEATHER, Browsers, faults, new_since, tick, waiting
from uitweg.platform.content import load

PHONE = {"width": 360, "height": 740}
STORY = "Hij komt elke avond laat thuis en durft niets te zeggen."
PLAIN = load().check.words
BEFORE = "https://voor.example/"


def from_elsewhere(browsers: Browsers, path: str) -> Page:
    """Come from another site, so that Back has somewhere to go."""
    page = browsers.visitor("/", **PHONE)
    browsers.stand_in(page, AWAY, WEATHER)
    browsers.stand_in(page, BEFORE, "<h1>Ervoor</h1>")
    page.goto(BEFORE)
    page.goto(browsers.city.public + path)
    return page


def no_trace(page: Page) -> None:
    """After "Snel weg": the weather; Back is what came before this site, Forward shows no answer."""
    page.wait_for_url(AWAY)
    page.go_back()
    assert page.url == BEFORE
    page.go_forward()
    page.wait_for_url(AWAY)


@pytest.mark.long
def test_back_and_forward_walk_the_questions_and_the_answers_reach_the_desk(
    browsers: Browsers, axe: str
) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    page = from_elsewhere(browsers, "/makkelijk/check/")
    answer(page, NO, NO, NO, YES)
    at(page, 5)
    for number in (4, 3):
        page.go_back()
        at(page, number)
    page.go_forward()
    at(page, 4)
    answer(page, YES)
    at(page, 5)
    assert page.url == browsers.city.public + "/makkelijk/check/"
    assert page.evaluate("[history.state, localStorage.length, sessionStorage.length]") == [
        {"steps": 4},
        0,
        0,
    ]
    page.get_by_role("button", name=EASY["stop"]).click()
    expect(page.locator("main a.tel")).to_be_visible()
    assert faults(page, axe) == []
    page.go_back()
    at(page, 5)
    page.go_forward()
    page.get_by_role("button", name=EASY["keep"]).click()
    page.get_by_role("button", name=load(level="nl-a2").channel["kept"]).click()
    page.locator("#text").fill(STORY)
    page.locator("form:visible").get_by_role("button", name="ersturen").click()
    page.get_by_role("heading", name=load(level="nl-a2").channel["done_title"]).wait_for()

    desk.goto(f"{browsers.city.staff}/werk/melding/{new_since(desk, before)}/")
    expect(desk.get_by_text("Aangekruist in de check")).to_be_visible()


@pytest.mark.long
@pytest.mark.parametrize("path", ["/voor-jou/", "/voor-jou/beelden/", "/rust/", "/hulp/nu/"])
def test_snel_weg_leaves_no_page_of_ones_own_behind_a_vote_or_a_link(
    browsers: Browsers, path: str
) -> None:
    page = from_elsewhere(browsers, path)
    page.locator(".helped").get_by_role("button").first.click()
    page.wait_for_url("**/hielp/")
    page.locator(".exit").click()
    page.wait_for_url(AWAY)
    page.go_back()
    assert page.url == browsers.city.public + "/"

    page.goto(browsers.city.public + path)
    page.locator("header").get_by_role("link", name=load().say["help"]).first.click()
    page.wait_for_url("**/hulp/")
    page.go_back()
    assert page.url == browsers.city.public + "/"


@pytest.mark.long
def test_back_from_the_outcome_keeps_what_was_ticked(browsers: Browsers) -> None:
    page = from_elsewhere(browsers, "/check/")
    tick(page, "sudden-debts", "home-late")
    page.get_by_role("button", name=PLAIN["submit"]).click()
    expect(page.locator("#stap")).to_be_visible()
    page.go_back()

    expect(page.locator("[name=s]:checked")).to_have_count(2)


@pytest.mark.parametrize(
    "last",
    [*(pytest.param(step, marks=pytest.mark.long) for step in ("question", "outcome")), "writing"],
)
def test_snel_weg_leaves_nothing_of_a_youngsters_path_behind_back(
    browsers: Browsers, last: str
) -> None:
    page = from_elsewhere(browsers, "/")
    page.locator(".doors a").first.click()
    page.wait_for_url("**/voor-jou/")
    page.locator("footer").get_by_role("link", name="Check").click()
    page.wait_for_url("**/check/")
    page.get_by_role("link", name=PLAIN["about_me"]).click()
    page.wait_for_url("**/vragen/")
    page.get_by_role("link", name=PLAIN["one_by_one"]).click()
    page.wait_for_url("**/vragen/los/")
    answer(page, PLAIN["answer_no"], PLAIN["answer_no"])
    if last != "question":
        page.get_by_role("button", name=PLAIN["stop"]).click()
        expect(page.locator("#stap")).to_be_visible()
    if last == "writing":
        page.get_by_role("button", name=PLAIN["keep"]).click()
        page.get_by_role("button", name=load().channel["kept"]).click()
        page.locator("#text").fill(STORY)
    page.get_by_role("link", name="Snel weg").click()

    no_trace(page)


@pytest.mark.long
def test_without_javascript_going_back_by_its_own_button_keeps_every_answer(
    browsers: Browsers,
) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    page = browsers.visitor("/makkelijk/vragen/", javascript=False, **PHONE)
    answer(page, NO, NO, NO, YES, NO)
    for number in (5, 4, 3):
        page.get_by_role("button", name=f"{EASY['back']} {number}").click()
        at(page, number)
    answer(page, NO, YES, NO)
    page.get_by_role("button", name=EASY["stop"]).click()
    expect(page.get_by_text("Ik moet iemand geld terugbetalen")).to_be_visible()
    page.get_by_role("button", name=EASY["keep"]).click()
    page.get_by_role("button", name=load(level="nl-a2").channel["kept"]).click()
    page.locator("#text").fill(STORY)
    page.get_by_role("button", name=load(level="nl-a2").channel["send"]).click()

    desk.goto(f"{browsers.city.staff}/werk/melding/{new_since(desk, before)}/")
    expect(desk.get_by_text("Aangekruist in de check")).to_be_visible()
