"""A conference from beginning to end: chosen, talked about in lines, looked over, sent, frozen."""

from playwright.sync_api import Page, expect

from tests.support.browsers import Browsers, arrived, taken_on

DE_HAVEN = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.utils import timezone
from tests.support.partners import an_organisation
from uitweg.casework.cases.models import Case, Consent
from uitweg.platform.accounts.models import Member
haven = an_organisation("De Haven (verzonnen)", mail="haven@dehaven.example")
Consent.objects.create(
    case=Case.objects.latest("pk"), purpose="conference", state="given", given_by="self",
    mode="spoken", groups=["situation"], organisations=[haven.pk], asked_at=timezone.now(),
    heard_by=Member.objects.get(login="fatima"), form_key=os.urandom(16),
)
"""
LINES = "plek zoeken, niet in Nieuw-West | Mirjam | vr\nmentor inlichten | Sam | ma\nhij gaat niet terug"


def planned(browsers: Browsers) -> Page:
    """Make a conference about a new case, and put De Haven on its list, who may know of it."""
    page = browsers.member("fatima", "")
    arrived(page, browsers.city, "Hij slaapt elke nacht ergens anders.")
    case = taken_on(page, browsers.city).rstrip("/").rpartition("/")[2]
    done = browsers.city.program(DE_HAVEN)
    assert done.returncode == 0, done.stderr
    page.goto(f"{browsers.city.staff}/overleg/nieuw/?casus={case}")
    page.get_by_role("button", name="Maak het overleg").click()
    page.get_by_text("Nodig iemand uit").click()
    page.get_by_label("Organisatie", exact=True).fill("De Haven (verzonnen)")
    page.get_by_label("Wie komt er van die organisatie?").fill("Mirjam")
    page.get_by_role("button", name="Zet op de lijst").click()
    return page


def test_a_conference_is_held_in_lines_and_its_minutes_leave(browsers: Browsers, axe: str) -> None:
    page = planned(browsers)
    page.get_by_role("button", name="Begin het overleg").click()
    typed = page.get_by_label("actie | wie | wanneer")
    typed.fill(LINES)
    understood = page.get_by_role("table", name="Zo is het begrepen")
    expect(understood).to_contain_text("wie is Sam?")
    expect(understood).to_contain_text("Mirjam, De Haven (verzonnen)")
    expect(page.get_by_text("Concept bewaard om")).to_be_visible()

    page.reload()
    expect(typed).to_have_value(LINES)
    expect(understood).to_contain_text("wie is Sam?")
    page.get_by_role("button", name="Fatima", exact=True).click()
    expect(understood).not_to_contain_text("wie is Sam?")
    page.get_by_text("ingelicht", exact=True).first.click()
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []

    typed.press("Control+Enter")
    page.wait_for_url("**/verslag/")
    expect(page.get_by_role("heading", name="Wie krijgt wat")).to_be_visible()
    page.get_by_role("button", name="Verstuur het verslag").click()
    expect(page.get_by_text("Het ligt vast")).to_be_visible()
    expect(page.get_by_text("Besloten: hij gaat niet terug").first).to_be_visible()
