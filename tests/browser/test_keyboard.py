"""Everything with the keys alone: Tab, Enter and Space; each stop is seen, none is hidden."""

from typing import Any

import pytest
from playwright.sync_api import ElementHandle, Locator, Page, expect

from tests.support.browsers import Browsers, arrived, new_since, waiting, words_on
from tests.support.places import GUIDE
from uitweg.platform.content import load

STORY = "Hij slaapt steeds ergens anders en zegt niet waar."
ANSWER = "Dank je. Ik lees morgen weer mee."
FORMS = ["/check/", "/vragen/", "/makkelijk/check/", "/schrijven/", "/postvak/"]
MOST_STOPS = 120
# a stop must show itself, stand in view, and not lie under the bar that stays on top
IS_SEEN = """wanted => {
  const e = document.activeElement;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const bar = document.querySelector(".bar, .dock");
  const mark = e.matches(".chip input, .off") ? e.parentElement : e;
  const outlined = [e, mark].some(x => getComputedStyle(x).outlineStyle !== "none");
  const inside = box.bottom > 0 && box.top < innerHeight;
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, 20) / 2);
  const free = !top || e.contains(top) || top.contains(e) || (e.labels && [...e.labels].some(l => l.contains(top)));
  return { outlined, inside, free, what: e.outerHTML.slice(0, 90), here: e === wanted,
    content: !!e.closest("main"), number: e.dataset.stop };
}"""


def stop_of(page: Page, wanted: ElementHandle | None = None) -> dict[str, Any]:
    """Look where the focus is; a busy machine may scroll it into view a few frames later.

    All is asked at once: a question a stop is what makes a walk of a hundred stops slow.
    """
    for _ in range(20):
        stop: dict[str, Any] = page.evaluate(IS_SEEN, wanted)
        if stop["inside"] and stop["free"]:
            break
        page.wait_for_timeout(50)
    return stop


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there, looking at every stop on the way."""
    place = wanted.element_handle()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = stop_of(page, place)
        if stop["what"].startswith("<body"):
            continue
        assert stop["outlined"], stop["what"]
        assert stop["inside"], stop["what"]
        assert stop["free"], stop["what"]
        if stop["here"]:
            return
    raise AssertionError(f"Tab never came to {wanted}")


@pytest.mark.parametrize(
    ("paths", "width"),
    [
        (["/", *FORMS], 360),
        pytest.param([*GUIDE.values(), *FORMS], 360, marks=pytest.mark.long),
        pytest.param([*GUIDE.values(), *FORMS], 1280, marks=pytest.mark.long),
    ],
    ids=["forms", "all-360", "all-1280"],
)
def test_snel_weg_is_the_first_stop_of_every_public_page(
    browsers: Browsers, paths: list[str], width: int
) -> None:
    page = browsers.visitor(width=width)
    for path in paths:
        page.goto(browsers.city.public + path)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Snel weg")).to_be_focused()


def press(page: Page, wanted: Locator, key: str = "Enter", *, lands: str = "") -> None:
    """Tab to it and press; `lands` is what the heading of the next page says."""
    tab_to(page, wanted)
    page.keyboard.press(key)
    if lands:
        expect(page.locator("h1:visible")).to_contain_text(lands)


@pytest.mark.long
def test_the_teacher_checks_and_writes_with_the_keys_alone(browsers: Browsers) -> None:
    page = browsers.visitor("/check/")
    for each in ("skips-school", "home-late"):
        signal = load().signal(each)
        press(page, page.locator("summary", has_text=load().groups[signal.group]).first)
        press(page, page.get_by_label(signal.see, exact=True), "Space")
    press(page, page.locator("main form button.btn"))
    expect(page.locator("#stap")).to_be_attached()
    press(page, page.get_by_role("button", name="Neem mee in een bericht"), lands="Bewaar eerst")
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
    arrived(desk, browsers.city, STORY)

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


@pytest.mark.long
def test_the_worklist_goes_by_the_keys_and_keeps_its_marks_in_forced_colours(
    browsers: Browsers,
) -> None:
    """The first stop leads to the content, j and k walk, Enter opens."""
    desk = browsers.member("fatima", "/werk/")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("#inhoud")).to_be_focused()
    desk.emulate_media(forced_colors="active")
    sizes = desk.locator(".m").evaluate_all("all => all.map(e => e.getBoundingClientRect().width)")
    assert all(size >= 8 for size in sizes)

    desk.reload()
    rows = desk.locator("main .li > li", has=desk.locator(".what > a"))
    first, second = (rows.nth(n).locator(".what > a") for n in range(2))
    address = first.get_attribute("href")
    desk.keyboard.press("j")
    expect(first).to_be_focused()
    desk.keyboard.press("j")
    expect(second).to_be_focused()
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{address}")


def test_forced_colours_keep_every_button_an_edge(browsers: Browsers) -> None:
    page = browsers.visitor()
    page.emulate_media(forced_colors="active")
    for path in ("/", "/check/", "/schrijven/", "/postvak/"):
        page.goto(browsers.city.public + path)
        edges = page.locator(".btn:visible, .exit").evaluate_all(
            "all => all.map(e => getComputedStyle(e).borderTopStyle)"
        )
        assert edges, path
        assert set(edges) == {"solid"}, path
