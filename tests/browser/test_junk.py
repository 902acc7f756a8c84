"""Junk laid aside with the keys alone, read, and brought back."""

from playwright.sync_api import expect

from tests.support.browsers import Browsers, arrived


def test_rows_are_ticked_with_the_keys_laid_aside_and_brought_back(
    browsers: Browsers, axe: str
) -> None:
    desk = browsers.member("fatima", "")
    for _ in range(3):
        arrived(desk, browsers.city, "Verzonnen rommel.")
    desk.goto(browsers.city.staff + "/werk/meldingen/")
    for key in ("j", "x", "j", "j", "Shift+X"):
        desk.keyboard.press(key)
    expect(desk.locator("[data-picked]")).to_have_text("3 aangekruist")
    desk.get_by_role("button", name="Leg opzij wat is aangekruist").click()
    expect(desk.get_by_role("heading", name="Opzij gelegd")).to_be_visible()
    rows = desk.locator(".picks > li")
    expect(rows).to_have_count(3)

    rows.first.get_by_role("checkbox").check()
    desk.get_by_role("button", name="Haal terug wat is aangekruist").click()
    expect(rows).to_have_count(2)
    rows.first.get_by_role("link").click()
    expect(desk.get_by_text("ligt opzij als rommel")).to_be_visible()
    expect(desk.get_by_text("Verzonnen rommel.")).to_be_visible()
    desk.get_by_role("button", name="Haal terug").click()
    expect(rows).to_have_count(1)
    desk.get_by_role("button", name="Haal alles terug").click()
    expect(desk.get_by_role("heading", name="Meldingen")).to_be_visible()
