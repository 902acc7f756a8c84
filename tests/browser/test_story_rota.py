"""The rota: a night that nobody has is taken, a swap is accepted, a month is one sheet of paper."""

from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.support.browsers import Browsers


def test_fatima_takes_the_open_night_with_the_keys_and_says_yes_to_joris(
    browsers: Browsers,
) -> None:
    page = browsers.member("fatima", "/dienst/")
    expect(page.locator("div.say")).to_contain_text("heeft niemand dienst")
    page.keyboard.press(">")
    page.wait_for_url("**/dienst/?maand=**")
    page.keyboard.press("<")
    button = page.get_by_role("button", name="Ik neem deze nacht")
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/dienst/?week=*#dienst-*")
    taken = page.locator(page.url[page.url.index("#") :])

    expect(taken).to_contain_text("Fatima")
    expect(button).to_have_count(0)

    expect(page.get_by_text("Mijn dochter speelt die avond toneel.")).to_be_visible()
    expect(page.get_by_text("uur achter elkaar")).to_be_visible()
    page.get_by_role("button", name="Ja, ruil").click()
    page.wait_for_url("**/dienst/")
    expect(page.get_by_role("button", name="Ja, ruil")).to_have_count(0)
    joris = browsers.member("joris", "/dienst/")
    expect(joris.get_by_text("Geruild")).to_be_visible()


def test_a_month_is_one_sheet_of_paper_with_only_the_rota(browsers: Browsers) -> None:
    page = browsers.member("fatima", "/dienst/?maand=2027-01")
    paper = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))

    assert len(paper.pages) == 1
    text = paper.pages[0].extract_text()
    assert "Nieuwjaarsdag" in text
    assert "geprint door Fatima" in text
    assert "Ben jij te bereiken" not in text


def test_the_month_is_a_week_on_a_phone_and_the_header_calls(browsers: Browsers) -> None:
    page = browsers.member("fatima", "/dienst/", width=360, height=740)
    expect(page.locator(".on-duty a")).to_be_visible()
    expect(page.locator(".rota tbody:visible")).to_have_count(1)
    expect(page.locator(".rota th[scope=row]:visible")).to_have_count(7)
    page.get_by_role("link", name="›").click()
    page.wait_for_url("**/dienst/?week=**")
    expect(page.locator(".rota th[scope=row]:visible")).to_have_count(7)
