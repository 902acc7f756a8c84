"""The rota: a night that nobody has is taken, a swap is accepted, a month is one sheet of paper."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.browser.test_story_called_out import GATEWAY
from tests.support.browsers import Browsers
from tests.support.installation import Installation
from tests.support.servers import gateway_server


@pytest.fixture
def who_can_send(chromium: Browser, tmp_path: Path) -> Iterator[Browsers]:
    """A city with a gateway: where nothing can be sent nobody is reachable, or takes a shift."""
    with gateway_server(200) as gateway:
        file = tmp_path / "gateways.yaml"
        file.write_text(GATEWAY.format(url=gateway.url))
        file.chmod(0o600)
        city = Installation(tmp_path / "city" / "data", {"UITWEG_GATEWAYS": str(file)})
        city.folder.parent.mkdir()
        everyone = Browsers(chromium=chromium, city=city.make().start(), seats={})
        yield everyone
        everyone.close()
        city.stop()
        assert everyone.trouble == []


def test_fatima_takes_the_open_night_with_the_keys_and_says_yes_to_joris(
    who_can_send: Browsers,
) -> None:
    page = who_can_send.member("fatima", "/dienst/")
    expect(page.locator("div.say").filter(has_text="heeft niemand dienst")).to_be_visible()
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
    joris = who_can_send.member("joris", "/dienst/")
    expect(joris.get_by_text("Geruild")).to_be_visible()


@pytest.mark.long
def test_a_month_is_one_sheet_of_paper_with_only_the_rota(browsers: Browsers) -> None:
    page = browsers.member("fatima", "/dienst/?maand=2027-01")
    paper = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))

    assert len(paper.pages) == 1
    text = paper.pages[0].extract_text()
    assert "Nieuwjaarsdag" in text
    assert "geprint door Fatima" in text
    assert "Ben jij te bereiken" not in text


@pytest.mark.long
def test_the_month_is_a_week_on_a_phone_and_the_header_calls(browsers: Browsers) -> None:
    page = browsers.member("fatima", "/dienst/", width=360, height=740)
    expect(page.locator(".on-duty a")).to_be_visible()
    expect(page.locator(".rota tbody:visible")).to_have_count(1)
    expect(page.locator(".rota th[scope=row]:visible")).to_have_count(7)
    page.get_by_role("link", name="›").click()
    page.wait_for_url("**/dienst/?week=**")
    expect(page.locator(".rota th[scope=row]:visible")).to_have_count(7)
