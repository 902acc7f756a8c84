"""A coordinator takes a case along on paper: sees what goes along, makes it, finds it back."""

from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_story_plan import a_case
from tests.support.browsers import Browsers, faults, key

LONG = "Bel moeder tussen 10:00 en 14:30. Nooit appen, nooit zijn eigen nummer. " * 5


def a_card(page: Page) -> str:
    """Fill in a long safety card; return the case's address."""
    where = page.url
    key(page, "v")
    page.wait_for_url("**/veiligheid/")
    for box in page.locator("textarea").all():
        box.fill(LONG)
    page.get_by_label("Wie bel je dan").fill("Moeder, 06-555 012 61")
    page.get_by_label("Tussen welke tijden").fill("10:00 tot 14:30")
    page.locator("textarea").first.press("Control+Enter")
    page.wait_for_url("**/casus/*/")
    return where


def count(file: Path) -> int:
    with pikepdf.open(file) as paper:
        return len(paper.pages)


def test_a_safety_card_fits_one_page_as_a_pdf_and_on_the_printer(
    browsers: Browsers, axe: str, tmp_path: Path
) -> None:
    page = a_case(browsers)
    where = a_card(page)
    key(page, "p")
    page.wait_for_url("**/papieren/")
    page.get_by_label("Welk papier").select_option("veiligheidskaart")
    page.get_by_role("button", name="Laat zien wat erin komt").click()
    expect(page.get_by_role("heading", name="12 regels mee, 0 niet")).to_be_visible()
    assert faults(page, axe) == []

    with page.expect_download() as saved:
        page.get_by_role("button", name="Maak de PDF").click()
    assert saved.value.suggested_filename.endswith("-veiligheidskaart.pdf")
    assert count(saved.value.path()) == 1

    page.get_by_role("button", name="Pagina om te printen").click()
    expect(page.get_by_role("heading", name="Veiligheidskaart")).to_be_visible()
    assert faults(page, axe) == []
    page.pdf(path=tmp_path / "print.pdf", prefer_css_page_size=True)
    assert count(tmp_path / "print.pdf") == 1

    page.goto(where + "verstrekt/")
    expect(page.get_by_role("heading", name="Op papier, aan: Fatima")).to_have_count(2)


@pytest.mark.long
def test_without_javascript_a_lawyer_gets_a_timeline_without_what_stays_here(
    browsers: Browsers,
) -> None:
    path = "/" + a_case(browsers).url.split("/", 3)[3]
    page = browsers.member("fatima", path + "papieren/", javascript=False)
    page.get_by_label("Voor wie").select_option("advocaat")
    page.get_by_role("button", name="Laat zien wat erin komt").click()
    expect(page.get_by_text("Niet mee: 1 van een melder")).to_be_visible()
    expect(page.get_by_role("button", name="Maak de PDF")).to_have_count(0)

    page.get_by_label("Welk papier").select_option("samenvatting")
    page.get_by_role("button", name="Laat zien wat erin komt").click()
    page.get_by_role("button", name="Pagina om te printen").click()
    expect(page.get_by_role("alert").first).to_have_text("Schrijf eerst iets op.")
    page.get_by_label("Aan wie").fill("mr. Verzonnen")
    page.get_by_label("Waarvoor").fill("Verweer")
    page.get_by_label("Wie vond het goed").fill("Hijzelf, aan de telefoon")
    page.get_by_role("button", name="Pagina om te printen").click()
    expect(page.get_by_text("het coördinatieteam")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Er moet vanavond iets gebeuren")


COUNT = """
const add = (name) => sessionStorage.setItem(name, Number(sessionStorage.getItem(name)) + 1);
addEventListener("click", (event) => event.isTrusted && add("clicks"), true);
addEventListener("change", (event) => event.isTrusted && add("fields"), true);
"""


def counted(page: Page) -> tuple[int, int]:
    """Return the clicks and the filled-in fields since the last call."""
    names = ("clicks", "fields")
    clicks, fields = (
        int(page.evaluate("(name) => sessionStorage.getItem(name) ?? 0", name)) for name in names
    )
    page.evaluate("sessionStorage.clear()")
    return clicks, fields


@pytest.mark.long
def test_a_lawyers_timeline_says_why_it_is_empty_and_is_two_clicks_and_two_fields_away(
    browsers: Browsers, axe: str
) -> None:
    page = a_case(browsers)
    page.add_init_script(COUNT)
    case = page.url
    page.get_by_label("Nieuw in de tijdlijn").fill("Hij werd bij school opgewacht.")
    with page.expect_navigation():
        page.get_by_label("Nieuw in de tijdlijn").press("Control+Enter")
    expect(page.locator("ol.tl")).to_contain_text("opgewacht")
    counted(page)

    page.get_by_role("link", name="Tijdlijn voor de advocaat").click()
    expect(page.get_by_text("1 stuk is geschreven voor “Ons team”.")).to_be_visible()
    assert faults(page, axe) == []
    page.get_by_role("button", name="Laat het meegaan").click()
    expect(page.get_by_role("heading", name="1 regel mee, 1 niet")).to_be_visible()
    page.get_by_role("button", name="Toch alleen voor ons team").click()
    expect(page.get_by_role("heading", name="0 regels mee, 2 niet")).to_be_visible()
    page.get_by_role("button", name="Laat meegaan").click()
    expect(page.get_by_role("status")).to_contain_text("mag mee naar de advocaat")

    page.goto(case)
    counted(page)
    page.get_by_role("link", name="Tijdlijn voor de advocaat").click()
    page.get_by_label("Aan wie").fill("mr. Verzonnen")
    page.get_by_label("Wie vond het goed").fill("Hijzelf, aan de telefoon")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Maak de PDF").click()
    clicks, fields = counted(page)
    assert (clicks, fields) == (2, 2)
    assert saved.value.suggested_filename.endswith("-tijdlijn.pdf")
    assert faults(page, axe) == []

    page.goto(case)
    page.get_by_role("link", name="Tijdlijn voor de advocaat").click()
    expect(page.get_by_label("Aan wie")).to_have_value("mr. Verzonnen")
    page.goto(case + "verstrekt/")
    expect(page.locator("main")).to_contain_text("mr. Verzonnen")
