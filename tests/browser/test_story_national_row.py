"""A case goes to a national body after a yes, and the lead fetches the signed file of a year."""

import csv
import io
import re
import time
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_story_plan import a_case
from tests.support.browsers import Browsers, faults

pytestmark = pytest.mark.long

ANSWERS = (
    "Criminele uitbuiting",
    "12 tot en met 14",
    "Jongen",
    "Drugs bewaren, brengen of verkopen",
)
BODY = "CoMensha"
WIDER = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


def saved(page: Page, button: str) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return Path(download.value.path())


def case_address(page: Page) -> str:
    return re.sub(r"[?#].*", "", page.url)


def coded(page: Page) -> None:
    """Answer some of the questions for the figures, from the page of the case."""
    page.goto(f"{case_address(page)}cijfers/")
    for answer in ANSWERS:
        page.get_by_text(answer, exact=True).first.click()
    page.get_by_role("button", name="Bewaar").first.click()
    page.wait_for_url("**/#stand")


def agreed(page: Page) -> str:
    """Put the national body in the directory if need be, write down a yes to it; return its name."""
    add = page.get_by_role("link", name=f"Zet {BODY} in het adresboek")
    if add.count():
        add.click()
        expect(page.get_by_label("Naam", exact=True)).to_have_value(BODY)
        page.get_by_role("button", name="Bewaar").click()
    page.get_by_role("link", name="Vraag toestemming").click()
    expect(page.get_by_label("Waarvoor")).to_have_value("statistics")
    expect(page.get_by_label("Een organisatie, of iemand anders")).to_have_value(BODY)
    page.get_by_role("button", name="Leg vast").click()
    return BODY


@pytest.mark.parametrize("width", [360, pytest.param(1280, marks=pytest.mark.long)])
def test_after_a_yes_one_row_goes_and_it_stands_with_who_got_what(
    browsers: Browsers, axe: str, width: int
) -> None:
    page = a_case(browsers, width=width)
    case = case_address(page)
    coded(page)
    page.goto(f"{case}cijfers/")
    page.get_by_role("link", name="Geef door aan een landelijke organisatie").click()
    expect(page.locator("main")).to_contain_text("Zonder dat ja gaat er niets weg")
    assert faults(page, axe) == []

    name = agreed(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Geef door aan {name}")
    expect(page.locator("main")).to_contain_text("x_form = criminal")
    expect(page.get_by_role("region", name="Wie zei ja")).to_contain_text("De jongere zelf")
    expect(page.get_by_role("region", name="Blijft weg")).to_contain_text("Recht en politie")
    assert faults(page, axe) == []
    assert page.evaluate(WIDER) <= 0

    [row] = csv.DictReader(io.StringIO(saved(page, "Maak het bestand").read_text("ascii")))
    assert (row["vic_TypeOfExploitation"], row["x_form"], row["x_sex"], row["x_act"]) == (
        "Other",
        "criminal",
        "boy",
        "",
    )
    page.goto(f"{case}verstrekt/")
    expect(page.locator("main")).to_contain_text("Landelijke registratie")
    expect(page.locator("main")).to_contain_text(name)


def test_what_only_a_national_body_does_brings_its_name_and_takes_it_away_again(
    browsers: Browsers,
) -> None:
    page = a_case(browsers)
    page.goto(f"{case_address(page)}toestemming/")
    what_for = page.get_by_label("Waarvoor")
    to = page.get_by_label("Een organisatie, of iemand anders")
    what_for.select_option("statistics")
    expect(to).to_have_value("CoMensha")
    what_for.select_option("school")
    expect(to).to_have_value("")
    to.fill("Een ander bureau")
    what_for.select_option("support")
    expect(to).to_have_value("Een ander bureau")
    page.get_by_role("checkbox", name="advies en melden").check()
    what_for.select_option("support")
    page.get_by_role("button", name="Leg vast").click()
    expect(page.get_by_role("alert")).to_contain_text("Noem de organisatie zelf.")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_lead_fetches_a_year_and_its_key_is_on_the_public_site(
    browsers: Browsers, axe: str, width: int
) -> None:
    year = int(time.strftime("%Y")) - 1
    page = browsers.member("ruud", "/cijfers/", width=width)
    assert faults(page, axe) == []
    assert page.evaluate(WIDER) <= 0

    with zipfile.ZipFile(saved(page, f"Jaarbestand {year}, ondertekend")) as archive:
        key = archive.read("sleutel.pem").decode()
        assert f";{year};" in archive.read(f"cijfers-{year}.csv").decode("utf-8-sig")
    keys = browsers.visitor("/cijfers/sleutels.pem")
    assert key.strip() in keys.locator("body").inner_text()
