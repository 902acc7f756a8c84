"""A call at night: one key, typing, no save button, and the phone that takes the line away."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import Browsers, type_here


def test_a_call_saves_itself_survives_a_lost_line_and_becomes_a_case_by_one_click(
    browsers: Browsers,
) -> None:
    page = browsers.member("joris", "/werk/")
    page.keyboard.press("n")
    page.wait_for_url("**/belnotitie/")
    type_here(page, "Jongen, wordt Smaili genoemd.")
    expect(page.get_by_role("status")).to_contain_text("Bewaard op slot")
    page.wait_for_url("**/belnotitie/*/")
    page.reload()
    expect(page.get_by_role("textbox", name="Notitie")).to_have_value(
        "Jongen, wordt Smaili genoemd."
    )

    page.clock.install()
    page.reload()
    page.context.set_offline(True)
    page.get_by_role("textbox", name="Notitie").press("End")
    type_here(page, " Zit bij een vriend.")
    expect(page.get_by_role("status")).to_contain_text("Nog niet bewaard")
    page.context.set_offline(False)
    page.clock.fast_forward(5000)  # it tries again by itself
    expect(page.get_by_role("status")).to_contain_text("Bewaard op slot")

    page.get_by_role("button", name="Nieuwe casus").click()
    page.wait_for_url("**/casus/*/")
    expect(page.locator("ol.tl")).to_contain_text(
        "Jongen, wordt Smaili genoemd. Zit bij een vriend."
    )


@pytest.mark.long
def test_danger_shows_the_lines_to_call_and_stands_first_on_the_board(browsers: Browsers) -> None:
    page = browsers.member("joris", "/belnotitie/")
    expect(page.get_by_role("link", name="Bel 112")).to_be_hidden()
    page.get_by_label("Gevaar nu").check(force=True)
    expect(page.get_by_role("link", name="Bel 112")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Bewaard op slot")
    page.get_by_role("button", name="Signaal").click()
    page.wait_for_url("**/werk/?*")
    row = page.locator("li", has_text="Signaal, nog door niemand beoordeeld").first
    expect(row).to_contain_text("er is gevaar")


@pytest.mark.long
def test_two_windows_of_one_note_never_overwrite_each_other(browsers: Browsers) -> None:
    one = browsers.member("fatima", "/belnotitie/")
    one.locator("#notitie").fill("Belt vanaf het station.")
    expect(one.locator("[data-call-status]")).to_contain_text("Bewaard op slot")
    other = browsers.member("fatima", one.url.removeprefix(browsers.city.staff))
    other.locator("#notitie").fill("Belt vanaf het station. Staat bij spoor 4.")
    expect(other.locator("[data-call-status]")).to_contain_text("Bewaard op slot, net")

    one.locator("#notitie").fill("Belt vanaf het station. Gaat naar zijn tante.")
    expect(one.locator("[data-call-status]")).to_contain_text("in een ander venster")
    one.get_by_role("button", name="Bewaar").click()
    expect(one.locator("main")).to_contain_text("Nog niet bewaard")
    one.get_by_role("button", name="Verstuur").click()
    expect(one.locator("#notitie")).to_have_value("Belt vanaf het station. Gaat naar zijn tante.")
    other.reload()
    expect(other.locator("#notitie")).to_have_value("Belt vanaf het station. Staat bij spoor 4.")
