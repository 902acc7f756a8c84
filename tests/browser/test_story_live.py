"""Nu is live: from a youngster's "send" to every open screen of the team, without a click."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.test_story_plan import a_case
from tests.support.browsers import (
    Browsers,
    arrived,
    key,
    open_mailbox,
    taken_on,
    type_here,
    waiting,
    write,
)
from uitweg.platform.content import load

WITHIN_MS = 30_000
STORY = "Hij staat voor mijn deur en ik ben alleen."
RECORDS_WHAT_IS_READ_ALOUD = """() => {
    window.heard = [];
    const live = document.querySelector("#nieuw [aria-live]");
    const hear = () => live.ariaLive === "polite" && heard.push(live.textContent);
    new MutationObserver(hear).observe(live, { childList: true });
}"""

COUNTS_TONES = """
    window.tones = 0;
    const create = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () { tones += 1; return create.call(this); };
"""


def line(page: Page) -> Locator:
    return page.locator("#nieuw")


def watched(page: Page) -> Page:
    """Wait for the page's first answer: what comes later is new."""
    expect(line(page)).to_have_attribute("data-has", re.compile("."))
    page.evaluate(RECORDS_WHAT_IS_READ_ALOUD)
    return page


def count_in_title(page: Page) -> int:
    found = re.match(r"\((\d+)\) ", page.title())
    return int(found[1]) if found else 0


def someone_in_danger(browsers: Browsers) -> None:
    write(browsers.visitor("/schrijven/", width=360, height=740), STORY, danger=True)


def test_danger_shows_by_itself_on_an_open_case_page_and_in_the_list_on_nu(
    browsers: Browsers,
) -> None:
    desk = browsers.member("fatima", "/werk/")
    write(browsers.visitor("/schrijven/"), "Een vriend van mij heeft opeens veel geld.")
    desk.goto(taken_on(desk, browsers.city))
    watched(desk)
    counted, title = count_in_title(desk), desk.title().rpartition(") ")[2]
    colleague = watched(browsers.member("joris", "/werk/", width=360, height=740))
    before = waiting(colleague)
    chosen = colleague.locator("[data-live] .what > a").last
    chosen.focus()
    place = chosen.bounding_box()
    asked = list[Request]()
    colleague.on("request", lambda each: asked.append(each) if "/werk/" in each.url else None)

    someone_in_danger(browsers)
    expect(line(desk)).to_contain_text("1 nieuwe sinds", timeout=WITHIN_MS)
    expect(line(colleague)).to_contain_text("1 nieuwe sinds", timeout=WITHIN_MS)
    (number,) = set(waiting(colleague)) - set(before)

    # on the case page: which report and the way to it, the count in the title, no word of it
    expect(line(desk)).to_contain_text(f"Melding met gevaar: M-{number:04d}.")
    expect(line(desk).get_by_role("link", name="Kijk op Nu")).to_be_visible()
    assert desk.title() == f"({counted + 1}) {title}"
    assert STORY not in desk.content()

    # on Nu: a row in its place, and the chosen row keeps the focus, where it was on the screen
    row = colleague.locator(f"#melding-{number}")
    expect(row).to_contain_text("er is gevaar")
    expect(row).to_have_attribute("data-fresh", "")
    expect(line(colleague)).to_contain_text("Het staat al in de lijst.")
    expect(chosen).to_be_focused()
    assert place
    now_at = chosen.bounding_box()
    assert now_at
    assert abs(now_at["y"] - place["y"]) < 740

    # what the page asked by itself, Nu too, keeps no session alive
    assert {each.url.partition("?")[0] for each in asked} >= {
        colleague.url,
        f"{colleague.url}gevaar/",
    }
    assert all(each.headers.get("x-by-itself") for each in asked)

    # read aloud once, and on another page not again
    desk.wait_for_timeout(WITHIN_MS)
    assert [desk.evaluate("heard.length"), colleague.evaluate("heard.length")] == [1, 1]
    desk.reload()
    expect(line(desk)).to_contain_text("1 nieuwe sinds")
    expect(line(desk).locator("[aria-live]")).to_have_attribute("aria-live", "off")

    desk.get_by_role("button", name="Gezien").click()
    expect(line(desk).locator("[aria-live]")).to_be_empty()
    expect(desk.get_by_role("main")).to_be_focused()
    assert count_in_title(desk) == counted + 1

    # a colleague takes the danger and answers it: it goes from the open Nu as well
    desk.goto(f"{browsers.city.staff}/werk/melding/{number}/")
    desk.locator("textarea[name=text]").fill("Bel 112. Wij kijken met je mee.")
    desk.locator("textarea[name=text]").press("Control+Enter")
    expect(row).to_have_count(0, timeout=WITHIN_MS)
    expect(colleague.locator(f"#gevaar-{number}")).to_contain_text("van Fatima")
    expect(line(colleague).locator("[aria-live]")).to_be_empty()


def test_a_sound_is_heard_by_who_chose_it_once_and_by_nobody_else(browsers: Browsers) -> None:
    chose, other = browsers.member("fatima", ""), browsers.member("joris", "")
    for page in (chose, other):
        page.add_init_script(COUNTS_TONES)
    chose.goto(f"{browsers.city.staff}/ik/")
    chose.get_by_label("Geluid bij nieuw gevaar").check()
    chose.get_by_role("button", name="Bewaar").click()
    for page in (chose, other):
        page.goto(f"{browsers.city.staff}/werk/")
        watched(page).get_by_role("heading", name="Nu", exact=True).click()
    someone_in_danger(browsers)
    for page in (chose, other):
        expect(line(page)).to_contain_text("nieuwe sinds", timeout=WITHIN_MS)

    assert [chose.evaluate("tones"), other.evaluate("tones")] == [2, 0]
    chose.reload()
    expect(line(chose)).to_contain_text("nieuwe sinds")
    assert chose.evaluate("tones") == 0
    chose.goto(f"{browsers.city.staff}/ik/")
    chose.get_by_label("Geluid bij nieuw gevaar").uncheck()
    chose.get_by_role("button", name="Bewaar").click()


def test_a_screen_without_connection_says_since_when_it_knows_nothing_new(
    browsers: Browsers,
) -> None:
    page = browsers.member("fatima", "")
    page.clock.install()
    page.goto(f"{browsers.city.staff}/casussen/")
    watched(page)
    page.context.set_offline(True)
    page.clock.fast_forward(30_000)
    expect(line(page)).to_contain_text(
        re.compile(r"Niet bijgewerkt sinds \d\d:\d\d\. Bel de dienst")
    )
    expect(page).to_have_title(re.compile("^Niet bijgewerkt · "))
    assert page.evaluate("heard.length") == 1

    page.context.set_offline(False)
    page.clock.fast_forward(9_000)
    expect(line(page).locator("[aria-live]")).to_be_empty()
    expect(page).not_to_have_title(re.compile("Niet bijgewerkt"))


def test_an_open_page_shows_nothing_after_logging_out(browsers: Browsers) -> None:
    page = browsers.member_apart("ruud", "/werk/")
    watched(page)
    other = page.context.new_page()
    other.goto(f"{browsers.city.staff}/casussen/")
    other.get_by_role("button", name="Log uit").click()
    other.wait_for_url("**/inloggen/")

    expect(page.get_by_text("Je bent even weg geweest.")).to_be_visible(timeout=WITHIN_MS)
    expect(page.locator("#inhoud")).to_be_hidden()
    expect(page).to_have_title("Uitweg", timeout=WITHIN_MS)
    address = page.url
    page.keyboard.press("n")  # a key of the page, of somebody who typed on
    page.wait_for_timeout(500)
    assert page.url == address


@pytest.mark.long
def test_after_an_act_on_a_phone_the_next_row_has_the_focus_and_a_sentence_says_what_happened(
    browsers: Browsers,
) -> None:
    case = a_case(browsers)
    for text in ("Oom bellen", "Tas ophalen"):
        key(case, "a")
        type_here(case, text)
        case.get_by_label("Wanneer", exact=True).fill(time.strftime("%Y-%m-%d"))
        case.get_by_role("button", name="Zet op de lijst").click()
        expect(case.locator("#acties")).to_contain_text(text)
    page = browsers.member("fatima", "/werk/", width=360, height=740)
    row = page.locator("[id^=actie-]", has_text="Oom bellen")
    following = page.locator(f"#{row.get_attribute('id')} ~ li[id]").first.get_attribute("id")
    button = row.get_by_role("button", name="Klaar")
    button.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    button.click()

    notice = page.get_by_role("main").get_by_role("status").filter(has_text="is klaar")
    expect(notice).to_be_visible()
    expect(page.locator(f"#{following} .what > a")).to_be_focused()
    expect(page.locator(f"#{following} .what > a")).to_be_in_viewport()
    box, dock = notice.bounding_box(), page.locator(".dock").bounding_box()
    assert box
    assert dock
    assert box["y"] + box["height"] <= dock["y"]
    assert before > 0
    assert abs(page.evaluate("scrollY") - before) < 200


@pytest.mark.long
def test_danger_in_a_mailbox_shows_by_itself_too(browsers: Browsers) -> None:
    page = watched(browsers.member("fatima", "/casussen/"))
    visitor = browsers.visitor("/postvak/", width=360, height=740)
    open_mailbox(visitor, arrived(page, browsers.city, "Ik durf niet naar huis."))
    visitor.get_by_label("Schrijf terug").fill("Ze staan beneden.")
    visitor.get_by_label(load().channel["more_danger"]).check()
    visitor.get_by_role("button", name="ersturen").click()

    expect(line(page)).to_contain_text("1 nieuwe sinds", timeout=WITHIN_MS)
    expect(line(page)).to_contain_text("Melding met gevaar: M-")
