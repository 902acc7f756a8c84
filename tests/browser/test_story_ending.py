"""A case ends: one form closes it, the lead agrees, and a youngster gets to see what is theirs."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_story_plan import a_case
from tests.support.browsers import Browsers, key, type_here


def test_a_case_is_closed_by_one_and_agreed_by_another(browsers: Browsers) -> None:
    page = a_case(browsers)
    number = page.locator("h1").inner_text().split()[1]
    key(page, "d")
    type_here(page, "Terug naar school")
    page.keyboard.press("Enter")
    expect(page.locator("#plan")).to_contain_text("Terug naar school")
    page.get_by_role("link", name="Afsluiten").click()
    page.get_by_text("Veilig, doelen bereikt").click()
    page.get_by_text("Gehaald").click()
    page.get_by_label("Wie kan de jongere bellen?").fill("Tante, na zessen")
    page.get_by_role("button", name="Vraag de teamleider").click()
    expect(page.get_by_role("alert")).to_contain_text("Zeg of de jongere het weet")
    expect(page.get_by_label("Wie kan de jongere bellen?")).to_have_value("Tante, na zessen")
    page.get_by_text("Ja", exact=True).click()
    page.get_by_role("button", name="Vraag de teamleider").click()
    expect(page.locator("#stand")).to_contain_text("Wacht op de teamleider")

    lead = browsers.member("ruud", "/werk/")
    lead.get_by_role("link", name=f"sluiten van {number}").click()
    expect(lead.get_by_role("heading", name=f"Veiligheidskaart {number}")).to_be_visible()
    expect(lead.locator("#waarom")).to_contain_text("Tante, na zessen")
    lead.get_by_role("button", name=f"Sluit casus {number}").click()
    page.reload()
    expect(page.locator("#stand")).to_contain_text("Blijft tot en met")
    expect(page.locator("#stand")).to_contain_text("jaar na het sluiten")


@pytest.mark.long
def test_acute_danger_is_seen_by_all_and_closing_then_takes_a_reason(browsers: Browsers) -> None:
    page = a_case(browsers)
    where, number = page.url, page.locator("h1").inner_text().split()[1]
    page.goto(f"{where}beoordeling/")
    page.locator("select").select_option("acute")
    page.get_by_role("button", name="Bewaar").click()
    expect(page.locator("#stand")).to_contain_text("Acuut gevaar")
    colleague = browsers.member("joris", "/werk/")
    acute = colleague.get_by_role("region", name="Acuut gevaar")
    expect(acute).to_contain_text(number)
    expect(acute.locator("li", has_text=number)).to_contain_text("vraag Fatima")
    expect(acute.locator("li", has_text=number).locator("a[href^='/']")).to_have_count(0)

    page.goto(f"{where}sluiten/")
    page.get_by_text("Uit beeld").click()
    page.get_by_text("Ja", exact=True).click()
    page.get_by_role("button", name="Vraag de teamleider").click()
    expect(page.get_by_role("alert")).to_contain_text("Het is onveilig")
    page.get_by_label("Nog niet veilig").fill("De voogd in Breda let op.")
    page.get_by_role("button", name="Vraag de teamleider").click()
    expect(page.locator("#stand")).to_contain_text("Wacht op de teamleider")

    lead = browsers.member("ruud", "/werk/")
    lead.get_by_role("link", name=f"sluiten van {number}").click()
    expect(lead.locator("#kaart")).to_contain_text("Acuut gevaar")
    expect(lead.locator("#waarom")).to_contain_text("De voogd in Breda let op.")
    lead.get_by_role("button", name=f"Sluit casus {number}").click()
    _gone_from(colleague, number)


def test_an_insight_is_chosen_blacked_out_left_and_gone_on_with(browsers: Browsers) -> None:
    page = a_case(browsers)
    page.locator("#tekst").fill("Zijn neef Karim stond bij school.")
    page.locator("#tekst").press("Control+Enter")
    expect(page.locator(".tl")).to_contain_text("neef Karim")
    page.get_by_role("link", name="Inzage").click()
    page.get_by_label("Overal zwart maken").fill("Karim")
    page.get_by_role("button", name="Bewaar, later verder").click()
    expect(page.locator("main")).to_contain_text("Zijn neef █████ stond bij school.")
    expect(page.get_by_role("checkbox", name="melding")).not_to_be_checked()

    page.get_by_role("button", name="Klaar: laat een collega lezen").click()
    expect(page.locator("main")).to_contain_text("Een collega leest mee")
    page.goto(f"{page.url}pakket/")
    expect(page.locator("body")).to_contain_text("Zijn neef █████ stond bij school.")
    expect(page.locator("body")).not_to_contain_text("Er moet vanavond iets gebeuren")


def _gone_from(page: Page, number: str) -> None:
    """Reload until the number is nowhere: the worker ends the callout about the case within seconds."""
    for _ in range(20):
        page.reload()
        if number not in page.locator("main").inner_text():
            return
        page.wait_for_timeout(500)
    raise AssertionError(number)
