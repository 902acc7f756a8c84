"""A case ends: one form closes it, the lead agrees, and a youngster gets to see what is theirs."""

from playwright.sync_api import expect

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
    lead.get_by_role("button", name=f"Sluit casus {number}").click()
    page.reload()
    expect(page.locator("#stand")).to_contain_text("Blijft tot en met")
    expect(page.locator("#stand")).to_contain_text("jaar na het sluiten")


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
