"""On a telephone: steps for a lawyer in the plan by one tap, and a letter that waits for consent."""

import re

from playwright.sync_api import Page, expect

from tests.browser.test_story_plan import a_case
from tests.support.browsers import Browsers, faults
from tests.support.installation import Installation

LAWYER = "Bram de Proef, advocaat (verzonnen)"
WIDER = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


def a_lawyer(city: Installation) -> None:
    done = city.program(
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'uitweg.site.config.settings'; "
        "django.setup(); from tests.support import partners; "
        "from uitweg.casework.partners.directory.rules import ServiceKind; "
        f"partners.a_service(partners.an_organisation({LAWYER!r}), kind=ServiceKind.LAWYER)"
    )
    assert done.returncode == 0, done.stderr


def assert_well_made(page: Page, axe: str) -> None:
    assert faults(page, axe) == []
    assert page.evaluate(WIDER) == 0


def test_steps_by_one_tap_and_a_letter_that_waits_for_a_yes(browsers: Browsers, axe: str) -> None:
    a_lawyer(browsers.city)
    page = a_case(browsers, width=360, height=740)
    page.goto(f"{page.url.rstrip('/')}/persoon/")
    page.get_by_label("Naam", exact=True).fill("Zquintijn Verzonnen")
    page.get_by_label("Leeftijd nu").fill("16")
    page.get_by_role("button", name="Bewaar").click()

    page.get_by_role("link", name="Stappen en brieven").click()
    assert_well_made(page, axe)
    page.get_by_role("link", name="Advocaten").click()
    page.get_by_label("Leg uit waarom er twee advocaten zijn").check()
    assert_well_made(page, axe)
    page.get_by_role("button", name="Zet in het plan").click()
    expect(page.get_by_text("staat in het plan").first).to_be_visible()
    expect(page.get_by_role("button", name="Zet in het plan")).to_have_count(1)

    page.get_by_role("link", name="Aan een slachtofferadvocaat").click()
    assert_well_made(page, axe)
    page.get_by_role("link", name=f"Kies {LAWYER}").click()
    expect(page.get_by_text("Zo kan deze brief niet weg.").first).to_be_visible()
    expect(page.get_by_role("button", name="Maak de PDF")).to_have_count(0)
    assert "Zquintijn" not in page.content()
    assert_well_made(page, axe)

    page.get_by_role("link", name="Vraag toestemming").click()
    page.get_by_role("button", name="Leg vast").click()
    letter = page.get_by_label("De brief")
    expect(letter).to_have_value(re.compile("Zquintijn Verzonnen"))
    letter.fill(letter.input_value().replace("Geachte heer, mevrouw,", "Geachte mevrouw Proef,"))
    assert_well_made(page, axe)
    page.get_by_role("button", name="Haal open regels weg").click()
    expect(letter).not_to_have_value(re.compile("nog niet bekend"))
    page.get_by_role("button", name="Tekst om te kopiëren").click()
    expect(page.get_by_label("Kies alles")).to_have_value(re.compile("Geachte mevrouw Proef,"))
    page.get_by_role("link", name="Wat ging eruit").click()
    expect(page.get_by_text(LAWYER).first).to_be_visible()
