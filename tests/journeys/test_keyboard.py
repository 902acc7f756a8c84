"""Everything with the keys alone: Tab, Enter and Space; each stop is seen, none is hidden."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import Browsers, new_since, take_words, waiting, words_on
from tests.journeys.places import GUIDE
from uitweg.content import load

STORY = "Hij slaapt steeds ergens anders en zegt niet waar."
ANSWER = "Dank je. Ik lees morgen weer mee."
PUBLIC = [*GUIDE.values(), "/check/", "/check/zelf/", "/makkelijk/check/", "/melden/", "/postvak/"]
MOST_STOPS = 120
# a stop must show itself, stand in view, and not lie under the bar that stays on top
IS_SEEN = """e => {
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const bar = document.querySelector(".bar, .dock");
  const mark = e.matches(".chip input, .off") ? e.parentElement : e;
  const outlined = [e, mark].some(x => getComputedStyle(x).outlineStyle !== "none");
  const inside = box.bottom > 0 && box.top < innerHeight;
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 20) / 2);
  const free = !top || e.contains(top) || top.contains(e) || (e.labels && [...e.labels].some(l => l.contains(top)));
  return { outlined, inside, free, what: e.outerHTML.slice(0, 90) };
}"""


def stop_of(page: Page) -> dict[str, Any]:
    """Look where the focus is; a busy machine may scroll it into view a few frames later."""
    for _ in range(20):
        stop: dict[str, Any] = page.evaluate(f"({IS_SEEN})(document.activeElement)")
        if stop["inside"] and stop["free"]:
            break
        page.wait_for_timeout(50)
    return stop


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there, looking at every stop on the way."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = stop_of(page)
        if stop["what"].startswith("<body"):
            continue
        assert stop["outlined"], stop["what"]
        assert stop["inside"], stop["what"]
        assert stop["free"], stop["what"]
        if wanted.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError(f"Tab never came to {wanted}")


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.long)])
def test_snel_weg_is_the_first_stop_of_every_public_page(browsers: Browsers, width: int) -> None:
    page = browsers.visitor(width=width)
    for path in PUBLIC:
        page.goto(browsers.city.public + path)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Snel weg")).to_be_focused()


def test_the_first_stop_of_the_staff_pages_leads_to_the_content(browsers: Browsers) -> None:
    page = browsers.member("fatima", "/werk/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("#inhoud")).to_be_focused()


def press(page: Page, wanted: Locator, key: str = "Enter", *, lands: str = "") -> None:
    """Tab to it and press; `lands` is what the heading of the next page says."""
    tab_to(page, wanted)
    page.keyboard.press(key)
    if lands:
        expect(page.locator("h1:visible")).to_contain_text(lands)


def test_the_teacher_checks_and_writes_with_the_keys_alone(browsers: Browsers) -> None:
    page = browsers.visitor("/check/")
    for each in ("home-late", "skips-school"):
        press(page, page.get_by_label(load().signal(each).see, exact=True), "Space")
    press(page, page.locator("main form button.btn"))
    expect(page.locator("#stap")).to_be_attached()
    press(page, page.get_by_role("button", name="Neem mee in een bericht"), lands="Schrijf ons")
    press(page, page.get_by_role("button", name="Geef mij zeven woorden"), lands="Bewaar eerst")
    words = words_on(page)
    press(page, page.get_by_role("button", name="Ik heb ze bewaard"), lands="Vertel")
    tab_to(page, page.get_by_label("Je bericht"))
    page.keyboard.type(STORY)
    press(page, page.get_by_role("button", name="Op slot doen en versturen"))

    expect(page.get_by_role("heading", name="Je bericht is verstuurd")).to_be_focused()
    assert words_on(page) == words


def test_the_coordinator_answers_and_closes_with_the_keys_alone(browsers: Browsers) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    visitor = browsers.visitor("/melden/")
    take_words(visitor)
    tab_to(visitor, visitor.get_by_label("Je bericht"))
    visitor.keyboard.type(STORY)
    press(visitor, visitor.get_by_role("button", name="Op slot doen en versturen"))
    visitor.get_by_role("heading", name="Je bericht is verstuurd").wait_for()

    number = new_since(desk, before)
    press(desk, desk.locator(f"#melding-{number} .what > a"), lands="Melding")
    tab_to(desk, desk.get_by_label("Antwoord aan de melder"))
    desk.keyboard.type(ANSWER)
    press(desk, desk.get_by_role("button", name="Verstuur"))
    expect(desk.locator("article.msg.us")).to_contain_text(ANSWER)
    press(desk, desk.get_by_text("Alleen advies", exact=True))
    press(desk, desk.get_by_label("Advies gegeven"), "Space")
    press(desk, desk.get_by_role("button", name="Sluit met advies"))
    desk.wait_for_url("**/werk/?*")
    assert number not in waiting(desk)


def test_j_and_k_walk_the_worklist_and_enter_opens(browsers: Browsers) -> None:
    desk = browsers.member("fatima", "/werk/")
    first, second = waiting(desk)[:2]
    desk.keyboard.press("j")
    expect(desk.locator(f"#melding-{first} .what > a")).to_be_focused()
    desk.keyboard.press("j")
    expect(desk.locator(f"#melding-{second} .what > a")).to_be_focused()
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")

    desk.wait_for_url(f"**/werk/melding/{first}/")


@pytest.mark.parametrize("path", ["/", "/check/", "/melden/", "/postvak/"])
def test_forced_colours_keep_every_button_an_edge(browsers: Browsers, path: str) -> None:
    page = browsers.visitor(path)
    page.emulate_media(forced_colors="active")
    edges = page.locator(".btn:visible, .exit").evaluate_all(
        "all => all.map(e => getComputedStyle(e).borderTopStyle)"
    )

    assert edges
    assert set(edges) == {"solid"}


def test_forced_colours_keep_the_marks_of_the_worklist(browsers: Browsers) -> None:
    desk = browsers.member("fatima", "/werk/")
    desk.emulate_media(forced_colors="active")
    sizes = desk.locator(".m").evaluate_all("all => all.map(e => e.getBoundingClientRect().width)")

    assert all(size >= 8 for size in sizes)
