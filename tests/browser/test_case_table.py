"""The list of cases by keyboard, sorted, with chosen columns, on paper, and as cards on a phone."""

import time
from io import BytesIO

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser.test_story_plan import a_case
from tests.support.browsers import Browsers, faults, key, type_here

pytestmark = pytest.mark.long


def test_the_list_sorts_and_opens_by_keyboard_and_on_a_phone_each_case_is_a_card(
    browsers: Browsers,
) -> None:
    a_case(browsers)
    page = browsers.member("fatima", "/casussen/")
    page.get_by_role("link", name="Gevaar", exact=True).press("Enter")
    page.wait_for_url("**/casussen/?volgorde=gevaar")
    expect(page.get_by_role("columnheader", name="Gevaar")).to_have_attribute(
        "aria-sort", "ascending"
    )
    key(page, "j")
    first = page.locator(".cases .who a").first
    expect(first).to_be_focused()
    key(page, "Enter")
    page.wait_for_url("**/casus/*/")

    phone = browsers.member("fatima", "/casussen/", width=360, height=800)
    expect(phone.locator(".cases thead")).to_be_hidden()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_label("Volgorde").select_option("gevaar")
    phone.get_by_role("button", name="Sorteer").click()
    phone.wait_for_url("**/casussen/?volgorde=gevaar")
    phone.locator(".cases tbody tr").first.click(position={"x": 300, "y": 20})
    phone.wait_for_url("**/casus/*/")


def test_each_key_of_a_row_does_its_thing_and_the_list_stays_where_it_was(
    browsers: Browsers, axe: str
) -> None:
    page = a_case(browsers)
    case = page.url
    key(page, "a")
    type_here(page, "Tante bellen")
    page.get_by_label("Wanneer", exact=True).fill(time.strftime("%Y-%m-%d"))
    page.get_by_role("button", name="Zet op de lijst").click()
    expect(page.locator("#acties")).to_contain_text("Tante bellen")

    page.goto(f"{browsers.city.staff}/casussen/?van=mij&volgorde=-begonnen")
    row = page.locator(f"tr:has(a[href='/{case.split('/', 3)[3]}'])")
    row.locator(".who a").focus()
    expect(page.get_by_role("button", name="Actie klaar")).to_be_visible()
    assert faults(page, axe) == []
    key(page, "l")
    expect(page.get_by_role("status")).to_contain_text("is verzet.")
    expect(row.locator(".day")).to_have_text("morgen")
    expect(row.locator(".who a")).to_be_focused()
    key(page, "d")
    expect(page.get_by_role("status")).to_contain_text("is klaar.")
    expect(row.locator(".act")).to_have_text("")
    expect(row.locator(".who a")).to_be_focused()
    page.get_by_role("button", name="Terugzetten").click()
    expect(row.locator(".act")).to_have_text("Tante bellen")
    row.locator(".who a").focus()
    key(page, "v")
    page.wait_for_url("**/kaart/")


def test_columns_are_kept_for_this_member_and_chosen_without_javascript_too(
    browsers: Browsers, axe: str
) -> None:
    a_case(browsers)
    page = browsers.member("fatima", "/casussen/?stand=open")
    page.get_by_text("Kolommen", exact=True).first.click()
    expect(page.get_by_label("Grondslag")).to_be_visible()
    assert faults(page, axe) == []
    page.keyboard.press("Escape")
    expect(page.get_by_label("Grondslag")).to_be_hidden()

    plain = browsers.member("fatima", "/casussen/?stand=open", javascript=False)
    plain.get_by_text("Kolommen", exact=True).first.click()
    plain.get_by_label("Grondslag").check()
    plain.get_by_label("Leeftijd").uncheck()
    plain.get_by_role("button", name="Laat deze zien").click()
    plain.wait_for_url("**/casussen/?stand=open")
    expect(plain.get_by_role("columnheader", name="Grondslag")).to_be_visible()
    page.reload()
    expect(page.get_by_role("columnheader", name="Grondslag")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Leeftijd")).to_have_count(0)

    page.get_by_role("link", name="Gesloten").click()
    page.get_by_role("link", name="Onveilig").click()
    page.get_by_role("link", name="Toon alles").click()
    page.wait_for_url("**/casussen/")
    paper = pypdf.PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages[0]
    assert paper.mediabox.width > paper.mediabox.height
    assert "Naar Excel" not in paper.extract_text()
