"""The whole case page by the keyboard: each control is a stop that is seen, and `?` names its keys."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_keyboard import stop_of
from tests.browser.test_story_plan import a_case
from tests.support.browsers import Browsers, key, type_here

CAN_BE_REACHED = """() => [...document.querySelectorAll("main a[href], main button, main input, main select, main textarea, main summary")]
  .filter(e => e.type !== "hidden" && e.checkVisibility() && !e.disabled)
  .filter(e => e.type !== "radio" || e.checked)
  .map((e, i) => { e.dataset.stop = i; return i; }).length"""


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.long)])
def test_tab_comes_to_every_control_of_the_case(browsers: Browsers, width: int) -> None:
    page = a_case(browsers, width=width)
    page.locator("main summary").evaluate_all(
        "all => all.map(e => { e.parentElement.open = true; })"
    )
    there = page.evaluate(CAN_BE_REACHED)
    met = set[str]()
    page.locator("#inhoud").focus()
    for _ in range(there * 3):  # a date has four stops, a time three
        page.keyboard.press("Tab")
        stop = stop_of(page)
        if not stop["content"]:
            break
        own_button = 'type="date"' in stop["what"] or 'type="time"' in stop["what"]
        assert stop["outlined"] or own_button, stop["what"]
        assert stop["inside"], stop["what"]
        assert stop["free"], stop["what"]
        met.add(str(stop["number"]))

    missed = [n for n in range(there) if str(n) not in met]
    shown = [
        page.locator(f'[data-stop="{n}"]').evaluate("e => e.outerHTML.slice(0, 90)") for n in missed
    ]
    assert shown == []


@pytest.mark.long
def test_the_help_names_a_key_for_all_one_writes_and_a_tick_and_its_undoing_are_one_press_each(
    browsers: Browsers,
) -> None:
    page = a_case(browsers)
    page.keyboard.press("?")
    for says in (
        "Schrijf in de tijdlijn",
        "Een gebeurtenis of signaal",
        "Mail of bestand erbij",
        "Nieuw doel",
        "Nieuwe actie",
        "Start een termijn",
    ):
        expect(page.locator("#toetsen")).to_contain_text(says)
    keys = page.locator("#toetsen dt:visible").all_inner_texts()

    assert len(keys) == len(set(keys)), keys

    page.reload()
    key(page, "d")
    type_here(page, "Naar school")
    page.keyboard.press("Enter")
    expect(page.locator("#plan")).to_contain_text("“Naar school”")
    key(page, "a")
    type_here(page, "Mentor bellen")
    page.keyboard.press("Enter")
    expect(page.locator("#acties")).to_contain_text("Mentor bellen")
    for tick, words in (("Gehaald", "Naar school"), ("Klaar", "Mentor bellen")):
        page.get_by_role("button", name=f"{tick}: {words}").press("Enter")
        page.wait_for_url("**net=*")
        expect(page.get_by_role("button", name=f"Terugzetten: {words}")).to_be_visible()
        key(page, "u")
        expect(page.get_by_role("button", name=f"{tick}: {words}")).to_be_visible()
        page.goto(page.url.partition("?")[0])
