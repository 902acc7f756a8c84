"""A coordinator's first hour: her ugly list comes in, is mended on the spot, goes out and back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.support.browsers import Browsers
from tests.support.sheets import ALI, HEADINGS, UGLY_ROWS, some, ugly_list, xlsx


def bring(browsers: Browsers, page: Page, content: bytes, folder: Path) -> None:
    """Choose a file and have it read, by keys."""
    file = folder / "mijn lijst.xlsx"
    file.write_bytes(content)
    page.goto(f"{browsers.city.staff}/casussen/inlezen/")
    page.get_by_label("Bestand").set_input_files(file)
    page.get_by_role("button", name="Lees het bestand").press("Enter")
    page.wait_for_url("**/controle/")


@pytest.mark.parametrize("width", [1280, pytest.param(360, marks=pytest.mark.long)])
def test_an_ugly_list_comes_in_mended_and_goes_back_out(
    browsers: Browsers, tmp_path: Path, width: int
) -> None:
    page = browsers.member("fatima", "/casussen/", width=width)
    mine = ugly_list([[f"Lijst {width} - NIET DELEN"], *UGLY_ROWS[1:]])
    bring(browsers, page, mine, tmp_path)
    counts = page.get_by_role("status").last
    expect(page.get_by_role("radio", name="Rij 3")).to_be_checked()
    expect(counts).to_contain_text("5 nieuw, 0 samenvoegen, 7 overslaan")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    # by keys: a cell is mended where it stands, and the bar counts along
    cell = page.get_by_label("Laatste contact van rij 6")
    cell.fill("13-11")
    page.keyboard.press("Tab")
    expect(counts).to_contain_text("6 nieuw")
    page.get_by_label("Leeftijd van rij 7").fill("")
    page.keyboard.press("Enter")
    expect(counts).to_contain_text("7 nieuw, 0 samenvoegen, 5 overslaan")

    # a line that looked like no person comes along, and goes again
    page.get_by_role("button", name=re.compile("Toch wel.*rij 16")).press("Enter")
    expect(counts).to_contain_text("8 nieuw")
    page.get_by_role("link", name="toon alle rijen").press("Enter")
    page.get_by_role("button", name=re.compile("Toch geen persoon.*rij 16")).press("Enter")
    expect(counts).to_contain_text("7 nieuw")

    # YB and Y.B. turn out to be one: chosen with the arrow keys, the focus stays
    page.get_by_role("radio", name=re.compile(r"een andere\s+Y\.B\.")).focus()
    page.keyboard.press("ArrowUp")
    expect(counts).to_contain_text("6 nieuw, 1 samenvoegen, 5 overslaan")
    expect(page.locator("#regel-9-merged")).to_be_focused()
    page.get_by_role("button", name="Lees 7 rijen in").press("Enter")
    page.wait_for_url("**/ingelezen/*/")
    expect(page.get_by_role("status")).to_contain_text("6 nieuwe casussen, 1")

    # looked at and exported, one is taken out and the rest goes with one button on Casussen
    page.get_by_role("link", name="Ilyas").click()
    expect(page.locator("main")).to_contain_text("bij oma")
    page.goto(f"{browsers.city.staff}/casussen/excel/")
    with page.expect_download():
        page.get_by_role("button", name="Haal het bestand op").press("Enter")
    page.goto(f"{browsers.city.staff}/casussen/")
    page.get_by_role("link", name="Bekijk de lijst").click()
    page.get_by_role("button", name="Haal weg").last.press("Enter")
    expect(page.get_by_role("button", name="Haal weg")).to_have_count(6)
    page.goto(f"{browsers.city.staff}/casussen/")
    page.get_by_role("button", name="Draai het inlezen terug").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Alles wat uit de lijst kwam is weg")

    # and once more: the answers are there again
    page.get_by_role("link", name="Kies het bestand opnieuw").press("Enter")
    bring(browsers, page, mine, tmp_path)
    expect(page.locator("main")).to_contain_text("Je antwoorden van de vorige keer staan er weer")
    expect(counts).to_contain_text("6 nieuw, 1 samenvoegen, 5 overslaan")


@pytest.mark.long
def test_a_row_is_added_to_the_case_it_stands_beside_without_a_script(
    browsers: Browsers, tmp_path: Path
) -> None:
    page = browsers.member("fatima", "/casussen/", width=360, javascript=False)
    bring(browsers, page, xlsx([HEADINGS, ALI]), tmp_path)
    page.get_by_role("button", name="Lees 1 rij in").press("Enter")
    page.wait_for_url("**/ingelezen/*/")
    bring(
        browsers,
        page,
        xlsx([["Onze lijst"], HEADINGS, [ALI[0], "06-555 99999", *ALI[2:]], *some(2)[1:]]),
        tmp_path,
    )
    page.get_by_role("radio", name="Rij 1").check()
    page.get_by_role("button", name="Neem deze rij").click()
    expect(page.get_by_role("alert")).to_contain_text("Kies minstens een kolom")
    page.get_by_role("radio", name="Rij 2").check()
    page.get_by_role("button", name="Neem deze rij").click()
    page.get_by_role("radio", name="Ja, voeg samen met").check()
    page.get_by_role("button", name="Lees 3 rijen in").click()
    page.wait_for_url("**/ingelezen/*/")
    expect(page.get_by_role("status")).to_contain_text("2 nieuwe casussen, 1")
    expect(page.locator("main")).to_contain_text("erbij gezet, regel 3")
    page.get_by_role("link", name="Ali B.").click()
    expect(page.locator("main")).to_contain_text("06-555 99999")
    page.go_back()
    page.get_by_role("button", name="Draai het inlezen terug").click()


@pytest.mark.long
def test_the_list_of_cases_leaves_as_a_file_and_the_case_says_so(
    browsers: Browsers, tmp_path: Path
) -> None:
    page = browsers.member("fatima", "/casussen/")
    page.get_by_role("link", name="Naar Excel").click()
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Haal het bestand op").press("Enter")
    fetched.value.save_as(tmp_path / "casussen.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "casussen.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0][0] == "Nummer"

    page.goto(f"{browsers.city.staff}/casussen/")
    page.locator(".cases .who a").first.click()
    page.get_by_role("link", name="Wat ging eruit").click()
    expect(page.locator("main")).to_contain_text("Lijst als Excel-bestand, aan: Fatima")
