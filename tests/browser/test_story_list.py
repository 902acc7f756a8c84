"""A coordinator's first hour: her list comes in, one row waits for her choice, and it goes back out."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.support.browsers import Browsers
from tests.support.sheets import ALI, HEADINGS, some, xlsx

WRONG = ["Sam", "06-555 00009", "weet niet", "", "", "", ""]


def bring(browsers: Browsers, page: Page, rows: list[list[str]], folder: Path) -> None:
    """Choose a file, and say yes to what the columns were taken for, by keys."""
    file = folder / "mijn lijst.xlsx"
    file.write_bytes(xlsx(rows))
    page.goto(f"{browsers.city.staff}/casussen/inlezen/")
    page.get_by_label("Bestand").set_input_files(file)
    page.get_by_role("button", name="Lees het bestand").press("Enter")
    page.wait_for_url("**/kolommen/")
    page.get_by_role("button", name="Bekijk wat er gebeurt").press("Enter")
    page.wait_for_url("**/controle/")


def test_a_list_comes_in_is_added_to_and_taken_back(browsers: Browsers, tmp_path: Path) -> None:
    page = browsers.member("fatima", "/casussen/", width=360)
    bring(browsers, page, [HEADINGS, ALI, WRONG], tmp_path)
    expect(page.locator("tbody tr").first).to_contain_text("geen stand die we kennen")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name=re.compile("Lees 1 regel in")).press("Enter")
    page.wait_for_url("**/ingelezen/*/")
    expect(page.get_by_role("status")).to_contain_text("1 nieuwe casus, 0")

    bring(browsers, page, [HEADINGS, [ALI[0], "06-555 99999", *ALI[2:]], *some(2)[1:]], tmp_path)
    row = page.locator("tbody tr", has_text="Ali B.")
    expect(row).to_contain_text("zelfde naam als")
    row.get_by_role("combobox").select_option(label=row.locator("option").nth(1).inner_text())
    page.get_by_role("button", name=re.compile("Lees 3 regels in")).click()
    page.wait_for_url("**/ingelezen/*/")
    expect(page.get_by_role("status")).to_contain_text("2 nieuwe casussen, 1")
    page.get_by_role("link", name=re.compile("Erbij gezet")).click()
    expect(page.locator("main")).to_contain_text("06-555 99999")

    page.go_back()
    page.get_by_role("button", name="Draai het inlezen terug").click()
    expect(page.get_by_role("status")).to_contain_text("Alles wat uit de lijst kwam is weg")


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
