"""A call about somebody we know: seen while one types, and found again by its sound."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import Browsers, type_here


@pytest.mark.long
def test_while_one_types_the_case_stands_beside_the_note_and_takes_it_in_one_click(
    browsers: Browsers,
) -> None:
    page = browsers.member("fatima", "/werk/")
    page.keyboard.press("n")
    page.wait_for_url("**/belnotitie/")
    expect(page.get_by_role("textbox", name="Notitie")).to_be_focused()
    type_here(page, "Jongen, wordt Smaili genoemd.")
    beside = page.get_by_role("region", name="Misschien bekend")
    expect(beside).to_contain_text("Smiley")
    expect(beside).to_contain_text("Lijkt op: Smaili")
    expect(page.get_by_role("textbox", name="Notitie")).to_be_focused()

    beside.get_by_role("button", name="Bij U-").click()
    page.wait_for_url("**/casus/*/")
    expect(page.locator("ol.tl")).to_contain_text("Jongen, wordt Smaili genoemd.")


@pytest.mark.long
def test_a_colleague_reads_whom_to_ask_and_no_more(browsers: Browsers) -> None:
    """Every day a colleague does in the story of the night."""
    page = browsers.member("joris", "/belnotitie/")
    expect(page.get_by_role("textbox", name="Notitie")).to_be_focused()
    type_here(page, "Jongen, wordt Smaili genoemd.")
    beside = page.get_by_role("region", name="Bekend bij een collega")
    expect(beside).to_contain_text("vraag daar")
    expect(page.locator("main")).not_to_contain_text("Smiley")


def test_one_key_then_typing_then_the_arrows_then_enter(browsers: Browsers) -> None:
    page = browsers.member("fatima", "/werk/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    type_here(page, "smaili")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zoeken/")
    expect(page.get_by_role("link", name="Smiley")).to_be_visible()
    box = page.get_by_role("searchbox")
    box.fill("niemand")
    expect(page.get_by_text("Niets gevonden. Probeer")).to_be_visible()
    box.fill("smi")
    expect(page.get_by_role("link", name="Smiley")).to_be_visible()
    box.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/casus/*/")


@pytest.mark.long
def test_without_a_script_the_box_and_the_note_find_the_same(browsers: Browsers) -> None:
    page = browsers.member("fatima", "/werk/", javascript=False)
    page.get_by_role("searchbox").fill("smaili")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url("**/zoeken/")
    expect(page.get_by_role("link", name="Smiley")).to_be_visible()
    page.goto(page.url.replace("/zoeken/", "/belnotitie/"))
    page.get_by_role("textbox", name="Notitie").fill("Wordt Smaili genoemd.")
    page.get_by_role("button", name="Bewaar").click()
    page.wait_for_url("**/belnotitie/*/")
    expect(page.get_by_role("region", name="Misschien bekend")).to_contain_text("Smiley")
