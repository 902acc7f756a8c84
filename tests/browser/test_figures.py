"""The public page of figures in a real browser: looked at, moved through, saved, printed."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import Browsers, faults

pytestmark = pytest.mark.long

RELEASE = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from tests.support.releases import a_table, every_table, release
from uitweg.knowledge.published_figures.actions import add_withdrawal, newest_number
from django.utils import timezone
"""
ALL = "release(*every_table((2023, 2024, 2025)), a_table('shelter', {}, year=2026))"
WITHDRAWN = "add_withdrawal(newest_number(), now=timezone.now())"
PATHS = ("/cijfers/", "/makkelijk/cijfers/", "/en/cijfers/")
RELEASED_BY_THE_DEMO = 7
WIDER = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
FOCUSED = "document.activeElement.className || document.activeElement.localName"


@pytest.fixture(scope="module")
def released(installation):  # type: ignore[no-untyped-def]
    """Release figures of three years; the door shows them within some seconds, and not after it."""
    assert installation.program(RELEASE + ALL).returncode == 0
    yield
    assert installation.program(RELEASE + WITHDRAWN).returncode == 0


def opened(browsers: Browsers, path: str = PATHS[0], **how) -> Page:  # type: ignore[no-untyped-def]
    page = browsers.visitor(path, **how)
    for _ in range(60):
        if page.locator(".fig").count() > RELEASED_BY_THE_DEMO:
            return page
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError("the door does not show what was released")


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_free_of_faults(browsers: Browsers, axe: str, scheme: str, width: int) -> None:
    for path in PATHS:
        page = opened(browsers, path, width=width, scheme=scheme)
        assert faults(page, axe) == [], path
        assert page.evaluate(WIDER) <= 0, path


@pytest.mark.usefixtures("released")
def test_a_picture_keeps_its_letters_and_its_bars_stay_inside(browsers: Browsers) -> None:
    for width in (320, 1280):
        page = opened(browsers, width=width)
        for text in page.locator("svg.c").first.locator("text").all():
            assert text.evaluate("e => getComputedStyle(e).fontSize") == "16px"
        outside = page.evaluate(
            """() => [...document.querySelectorAll("svg.c")].flatMap(svg => {
              const box = svg.parentElement.getBoundingClientRect();
              return [...svg.querySelectorAll("text, rect")].filter(e => {
                const own = e.getBoundingClientRect();
                return own.right > box.right || own.left < box.left || own.bottom > box.bottom;
              }).map(e => e.outerHTML)})"""
        )
        assert outside == [], width


@pytest.mark.usefixtures("released")
def test_with_keys_one_comes_to_the_list_the_tables_and_the_files(browsers: Browsers) -> None:
    page = opened(browsers, width=360, height=740)
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "exit"

    stops = []
    for _ in range(25):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))

    assert "summary" in stops
    assert "scroll" in stops
    table = page.locator(".scroll").first
    table.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert table.evaluate("e => e.scrollLeft") > 0


@pytest.mark.usefixtures("released")
def test_a_question_of_the_list_leads_to_its_figure_and_why_to_the_answer(
    browsers: Browsers,
) -> None:
    page = opened(browsers)
    page.locator(".onpage summary").click()
    page.get_by_role("link", name="Hoeveel nachten was er geen bed?").click()
    expect(page.get_by_role("heading", name="Hoeveel nachten was er geen bed?")).to_be_in_viewport()

    page.get_by_role("link", name="waarom?").first.click()
    expect(page.get_by_role("heading", name="Waarom “niet getoond”?")).to_be_in_viewport()


@pytest.mark.usefixtures("released")
def test_without_scripts_it_is_all_there_and_a_table_can_be_saved(browsers: Browsers) -> None:
    opened(browsers)
    page = browsers.visitor_without_scripts(PATHS[0])

    page.get_by_text("Eerdere jaren").first.click()
    expect(page.get_by_text("Jongeren naar vorm van uitbuiting, 2024")).to_be_visible()
    with page.expect_download() as saved:
        page.locator(".save a").first.click()
    assert saved.value.suggested_filename == "form-by-sex-2025.csv"


@pytest.mark.usefixtures("released")
def test_on_paper_the_bars_are_there_and_the_buttons_are_not(browsers: Browsers) -> None:
    page = opened(browsers)
    page.emulate_media(media="print")

    expect(page.locator("svg.c").first).to_be_visible()
    expect(page.locator(".save").first).to_be_hidden()
    expect(page.locator(".onpage")).to_be_hidden()
