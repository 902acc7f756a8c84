"""Danger stays: from a youngster's first message, through an answer, to who says how it ended."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import Browsers, new_since, waiting, write

pytestmark = pytest.mark.long

STORY = "Ze staan nu voor de deur en ik durf niet naar buiten."


def test_danger_stays_after_an_answer_until_a_colleague_says_how_it_ended(
    browsers: Browsers,
) -> None:
    desk = browsers.member("fatima", "/werk/")
    before = waiting(desk)
    write(browsers.visitor("/schrijven/", width=360, height=740), STORY, danger=True)
    number = new_since(desk, before)
    desk.goto(f"{browsers.city.staff}/werk/melding/{number}/")
    desk.locator("textarea[name=text]").fill("Ben je nu veilig?")
    desk.locator("textarea[name=text]").press("Control+Enter")
    expect(desk.locator("main")).to_contain_text("wacht op de jongere")
    expect(desk.get_by_role("link", name="Bel 112")).to_have_attribute("href", "tel:112")

    colleague = browsers.member("joris", "/werk/")
    row = colleague.locator(f"#gevaar-{number}")
    expect(row).to_contain_text("van Fatima")
    expect(row).to_contain_text("herinnering")
    row.get_by_role("combobox").select_option("De jongere zegt dat het veilig is")
    row.get_by_role("button", name="Leg vast hoe het gevaar").click()
    expect(colleague.locator("main")).to_be_visible()
    expect(colleague.locator(f"#gevaar-{number}")).to_have_count(0)

    desk.reload()
    expect(desk.locator("main")).not_to_contain_text("wacht op de jongere")
    desk.get_by_role("button", name="Maak casus").click()
    expect(desk.locator("main")).to_contain_text("Begon met gevaar")
