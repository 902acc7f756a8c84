"""A case on a telephone: whom to call is on the first screen, and who has to act is a tap away."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_story_plan import a_case
from tests.support.browsers import Browsers, end_every_callout, faults

pytestmark = pytest.mark.long

WIDER = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
CALL = "Moeder, 06-555 012 61"


@pytest.fixture(autouse=True)
def a_quiet_screen(browsers: Browsers) -> None:
    """Nobody is called: by day the demo calls Fatima, and the line of that call takes its room."""
    end_every_callout(browsers.city)


def hours_from_now(begin: int, end: int) -> str:
    now = timezone.localtime()
    return " tot ".join(f"{now + timedelta(hours=number):%H:%M}" for number in (begin, end))


def fill_card(page: Page, case: str, **answers: str) -> None:
    page.goto(f"{case}veiligheid/")
    for name, text in answers.items():
        page.locator(f"[name=blad-{name}]").fill(text)
    page.get_by_role("button", name="Bewaar").click()
    page.wait_for_url(case)


def is_on_first_screen(page: Page, part: Locator) -> bool:
    """Say whether it is in view unscrolled, above the bar at the bottom."""
    box, bar = part.bounding_box(), page.locator(".dock").bounding_box()
    assert box
    assert bar
    return page.evaluate("scrollY") == 0 and box["y"] + box["height"] <= bar["y"]


def test_the_card_is_first_and_its_one_green_button_fits_the_hour(
    browsers: Browsers, axe: str
) -> None:
    page = a_case(browsers, width=360, height=640)
    case = page.url
    page.get_by_role("button", name="Vraag het bij het volgende gesprek").click()
    expect(page.locator(".call1")).to_contain_text("Dat navragen staat bij Acties")

    fill_card(page, case, alarm="Ze staan beneden.", contact="Bel moeder.", call=CALL)
    fill_card(page, case, hours=hours_from_now(-1, 2))
    green = page.locator("main .b.go:visible")
    expect(green).to_have_text("Bel Moeder, 06-555 012 61")
    expect(green).to_have_attribute("href", "tel:0655501261")
    assert is_on_first_screen(page, green)
    assert is_on_first_screen(page, page.get_by_text("Ze staan beneden."))
    sizes = page.locator(".safe *").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    loudest = page.get_by_text("Ze staan beneden.")
    assert loudest.evaluate("e => parseFloat(getComputedStyle(e).fontSize)") == max(sizes)

    fill_card(page, case, hours=hours_from_now(3, 5))
    expect(page.locator(".call1 a[href^='tel:']")).to_have_count(0)
    expect(green).to_have_text("Schrijf op: niet gebeld")
    assert is_on_first_screen(page, green)
    green.click()
    expect(page.locator("#tijdlijn .peek")).to_contain_text("Niet gebeld. Het was")

    assert faults(page, axe) == []
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(WIDER) == 0


def test_a_closed_fold_says_its_last_or_most_urgent_line_and_paper_opens_all(
    browsers: Browsers,
) -> None:
    page = browsers.member("fatima", "/casus/1/", width=360, height=640)
    folds = page.locator("details.fold")
    expect(page.locator("#acties")).to_have_attribute("open", "")
    expect(page.locator("#acties > summary")).to_contain_text("1 te laat")
    for name, line in (
        ("#tijdlijn", "Laatst: "),
        ("#plan", "“Dat ze mijn moeder met rust laten” en nog 1"),
        ("#persoon", "Op een groep"),
        (".safe > .fold", "Nooit: Geen politie aan de deur"),
    ):
        expect(page.locator(name)).not_to_have_attribute("open", "")
        expect(page.locator(f"{name} > summary .peek")).to_contain_text(line)

    page.get_by_role("link", name="Schrijf in de tijdlijn").click()
    expect(page.locator("#tekst")).to_be_in_viewport()
    page.locator("#plan > summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Gehaald: Dat ze mijn moeder")).to_be_visible()

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folds.evaluate_all("all => all.every(fold => fold.open)")
    page.emulate_media(media="print")
    loud = page.locator(".loud")
    expect(loud).to_contain_text("Wordt opgewacht bij de groep.")
    expect(loud).to_contain_text("Onveilig sinds ")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(media="screen")
    page.reload()
    assert folds.evaluate_all("all => all.every(fold => fold.open)")


def test_who_is_named_to_act_is_called_with_one_tap(browsers: Browsers, axe: str) -> None:
    own = browsers.member("joris", "/ik/", width=360, height=640)
    own.get_by_label("Telefoon voor collega's").fill("06-555 011 21")
    own.get_by_role("button", name="Bewaar", exact=True).click()
    expect(own.get_by_role("status")).to_have_text("Bewaard.")
    expect(own.get_by_label("Telefoon voor collega's")).to_have_value("06-555 011 21")

    fatima = browsers.member("fatima", "/beheer/leden/", width=360, height=640)
    expect(fatima.get_by_role("link", name="06-555 011 21")).to_have_attribute(
        "href", "tel:+31655501121"
    )
    page = a_case(browsers, width=360, height=640)
    case = page.url
    page.goto(f"{case}beoordeling/")
    page.locator("select").select_option("acute")
    page.get_by_role("button", name="Bewaar").click()
    red = page.locator(".loud")
    expect(red).to_contain_text("Acuut gevaar sinds")
    expect(red.get_by_role("link", name="Bel 112")).to_be_visible()
    expect(red).to_contain_text("Dan de leiding: Ruud, 06-555 011 12")
    assert is_on_first_screen(page, red.get_by_role("link", name="Bel 112"))
    assert faults(page, axe) == []

    own.goto(f"{browsers.city.staff}/werk/")
    acute = own.get_by_role("region", name="Acuut gevaar")
    expect(acute.get_by_role("link", name="06-555 011 10").first).to_be_visible()
    own.goto(case)
    expect(own.locator("main")).to_contain_text("Vraag het dan Fatima, 06-555 011 10.")
    assert faults(own, axe) == []
    assert own.evaluate(WIDER) == 0


@pytest.mark.parametrize("width", [360, 1280])
def test_the_second_person_reads_the_card_in_columns_wide_enough(
    browsers: Browsers, axe: str, width: int
) -> None:
    page = a_case(browsers)
    case = page.url
    fill_card(page, case, alarm="Ze staan beneden.", plan_b="Zijn tante haalt hem op.", call=CALL)
    page.goto(f"{case}sluiten/")
    page.get_by_text("Veilig, doelen bereikt").click()
    page.get_by_text("Ja", exact=True).click()
    with page.expect_navigation():
        page.get_by_role("button", name="Vraag de teamleider").click()

    lead = browsers.member("ruud", "", width=width)
    lead.goto(f"{case}akkoord/")
    expect(lead.locator("main .b.go")).to_have_count(1)
    answers = lead.locator(".safe dl > div").all()
    assert min(answer.bounding_box()["width"] for answer in answers) > 200  # type: ignore[index]
    assert faults(lead, axe) == []
