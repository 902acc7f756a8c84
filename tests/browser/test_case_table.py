"""The list of cases by keyboard, sorted, and as cards on a phone."""

from playwright.sync_api import expect

from tests.browser.test_story_plan import a_case
from tests.support.browsers import Browsers, key


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

    phone = browsers.member("fatima", "/casussen/", width=360, height=800)
    expect(phone.locator(".cases thead")).to_be_hidden()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    phone.get_by_label("Volgorde").select_option("gevaar")
    phone.get_by_role("button", name="Sorteer").click()
    phone.wait_for_url("**/casussen/?volgorde=gevaar")
    phone.locator(".cases tbody tr").first.click(position={"x": 300, "y": 20})
    phone.wait_for_url("**/casus/*/")
