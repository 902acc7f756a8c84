"""A coordinator brings a case on by keys: the safety card, an action, a tick, and a colleague's words."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import Browsers, arrived, key, taken_on, type_here


def a_case(browsers: Browsers, *, clock: bool = False, **how: Any) -> Page:
    """Open Fatima's page of a new case, opened for a report that just came in.

    Both are posted as forms: how a reporter and she do it is seen in the boy's story. With a
    `clock` the time of the page can be moved on.
    """
    page = browsers.member("fatima", "", **how)
    if clock:
        page.clock.install()
    arrived(page, browsers.city, "Er moet vanavond iets gebeuren, ik weet niet wat.")
    page.goto(taken_on(page, browsers.city))
    return page


def test_the_card_the_plan_and_the_board_go_by_keys_and_survive_a_reload(
    browsers: Browsers,
) -> None:
    page = a_case(browsers)
    key(page, "v")
    page.wait_for_url("**/veiligheid/")
    page.get_by_label("Waar is de jongere nu?").fill("Bij een tante")
    page.get_by_label("Waar is de jongere nu?").press("Control+Enter")
    expect(page.locator("section.safe")).to_contain_text("Bij een tante")

    key(page, "d")
    type_here(page, "Van die schuld af")
    page.keyboard.press("Enter")
    expect(page.locator("#plan")).to_contain_text("“Van die schuld af”")

    key(page, "a")
    type_here(page, "Tante bellen")
    page.get_by_label("Wanneer", exact=True).fill(time.strftime("%Y-%m-%d"))
    page.get_by_role("button", name="Zet op de lijst").click()
    expect(page.locator("#acties")).to_contain_text("Tante bellen")

    board = browsers.member("fatima", "/werk/")
    board.get_by_role("button", name="Klaar: Tante bellen").click()
    expect(board.get_by_role("heading", name="Vandaag gedaan")).to_be_visible()
    board.get_by_role("button", name="Terugzetten: Tante bellen").click()
    expect(board.get_by_role("heading", name="Te doen")).to_be_visible()
    board.reload()
    expect(board.get_by_role("button", name="Klaar: Tante bellen")).to_be_visible()


@pytest.mark.long
def test_72_hours_begin_by_two_keys_and_end_on_the_board_by_one(browsers: Browsers) -> None:
    page = a_case(browsers)
    key(page, "w")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    running = page.get_by_role("region", name="Termijnen die lopen")
    expect(running).to_contain_text("Eerste gesprek uiterlijk")

    key(page, "w")
    note = page.get_by_label("Wat hoort erbij")
    note.fill("Enter in een vak kiest niets")
    note.press("Enter")
    expect(note).to_have_value("Enter in een vak kiest niets")
    expect(running.get_by_role("button")).to_have_count(1)

    code = page.locator("h1").inner_text().split()[1]
    board = browsers.member("fatima", "/werk/")
    board.get_by_role("link", name=f"{code}: Eerste gesprek").focus()
    key(board, "d")
    row = board.locator("li", has_text=code).filter(has=board.get_by_text("klaar", exact=True))
    row.get_by_role("button", name="Terugzetten: Eerste gesprek").click()
    expect(board.get_by_role("link", name=f"{code}: Eerste gesprek")).to_be_visible()


@pytest.mark.long
def test_two_browsers_change_one_field_and_both_texts_are_there(browsers: Browsers) -> None:
    page = a_case(browsers)
    where = "Waar is de jongere nu?"
    page.goto(page.url + "veiligheid/")
    second = browsers.member("fatima", page.url.removeprefix(browsers.city.staff))
    page.get_by_label(where).fill("Bij oma")
    page.get_by_role("button", name="Bewaar").click()
    page.wait_for_url("**/casus/*/")

    second.get_by_label(where).fill("Bij een vriend")
    second.get_by_role("button", name="Bewaar").click()
    expect(second.get_by_role("alert").first).to_contain_text("Er is nog niets bewaard")
    expect(second.locator("main")).to_contain_text("Bij oma")
    expect(second.get_by_label(where)).to_have_value("Bij een vriend")
    second.get_by_label(where).fill("Bij oma, daarna bij een vriend")
    second.get_by_role("button", name="Bewaar").click()
    expect(second.locator("section.safe")).to_contain_text("Bij oma, daarna bij een vriend")
