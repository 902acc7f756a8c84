"""The first hour of a city: from `./run init` to the first answer that its writer reads."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsers import Browsers, answer_on, arrived, faults, invite, join, open_mailbox
from tests.support.installation import Installation
from tests.support.people import PHRASE

STORY = "Ik zie elke avond dezelfde jongen voor de deur."
ANSWER = "Goed dat je schrijft. Bel ons gerust."
PHONE = {"width": 360, "height": 740}
OWN_NUMBER = "020-555 01 01"


@dataclass
class FirstHour:
    """A city that was just founded, with its lead on Nu: logged in with what init printed.

    `desk` is the browser of the coordinator who joins in the first story.
    """

    here: Browsers
    lead: Page
    desk: Page | None = None

    def at(self, path: str) -> str:
        return self.here.city.staff + path


def log_in(page: Page, login: str, phrase: str, code: str) -> None:
    page.get_by_label("Inlognaam").fill(login)
    page.get_by_label("Wachtzin").fill(phrase)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda address: "/inloggen/" not in address)


@pytest.fixture(scope="module")
def first(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FirstHour]:
    settings = {"UITWEG_DEMO": "no", "UITWEG_COORDINATOR": OWN_NUMBER, "UITWEG_LOAD_LEVEL": "calm"}
    city = Installation(tmp_path_factory.mktemp("first") / "data", settings)
    printed = city.run("init", "--name", "Ruud", "--login", "ruud").stdout
    city.start("staff")
    (phrase,) = re.findall(r"wachtzin: +(.+)", printed)
    (secret,) = re.findall(r"telefoon: +(\S+)", printed)
    (address,) = re.findall(r"Open (\S+) en log in", printed)
    here = Browsers(chromium=chromium, city=city, seats={})
    lead = here.stranger(address.removeprefix(city.staff), **PHONE)
    log_in(lead, "Ruud", phrase, pyotp.TOTP(secret).now())  # a phone begins with a capital
    yield FirstHour(here, lead)
    here.close()
    city.stop()
    assert here.trouble == []


def test_from_init_to_an_answer_that_is_read(first: FirstHour, axe: str) -> None:
    here, lead, city = first.here, first.lead, first.here.city
    lead.goto(first.at("/werk/"))
    steps = lead.get_by_role("region", name="De eerste stappen")
    expect(steps).to_contain_text("Nodig een zorgcoördinator uit")
    expect(steps).to_contain_text(OWN_NUMBER)
    assert faults(lead, axe) == []
    steps.get_by_role("link", name="Nodig een zorgcoördinator uit").click()
    invitation = invite(lead, "Fatima", "Fatima")

    desk = here.stranger("/welkom/")
    phone = join(desk, "FATIMA", invitation)
    log_in(desk, "fatima", PHRASE, pyotp.TOTP(phone).at(time.time() - 30))
    expect(desk.get_by_text("hebt de teamsleutel nog niet")).to_be_visible()
    aloud = desk.locator(".aloud").inner_text()

    lead.goto(first.at("/werk/"))
    lead.get_by_role("link", name="Geef Fatima de sleutel").click()
    expect(lead.locator(".admit .aloud")).to_have_text(aloud)
    lead.get_by_role("button", name="Ja, geef de sleutel").click()
    lead.goto(first.at("/werk/"))
    expect(lead.get_by_text("Geef Fatima de sleutel")).to_have_count(0)
    expect(lead.get_by_text("Fatima is door één persoon binnengebracht")).to_be_visible()
    assert faults(lead, axe) == []
    lead.goto(first.at("/beheer/leden/"))
    expect(lead.get_by_text("door één persoon binnengebracht")).to_be_visible()
    assert "Bevestigd: Fatima" in city.run("confirm", "fatima").stdout
    lead.goto(first.at("/beheer/leden/"))
    expect(lead.get_by_text("door één persoon binnengebracht")).to_have_count(0)

    # not sooner: it compresses all its pages well meanwhile, for as long as it runs
    city.start("public")
    words = arrived(desk, city, STORY)
    lead.goto(first.at("/werk/"))
    lead.get_by_role("link", name="Nieuwe melding").click()
    expect(lead.locator("main")).to_contain_text("Een casus opent een zorgcoördinator")
    expect(lead.locator("main")).to_contain_text("Vraag Fatima")

    first.desk = desk
    desk.get_by_role("button", name="Log uit").click()
    log_in(desk, "fatima", PHRASE, pyotp.TOTP(phone).now())
    desk.get_by_role("link", name="Nieuwe melding").click()
    expect(desk.get_by_role("button", name="Maak casus")).to_be_visible()
    answer_on(desk, ANSWER)
    expect(desk.locator("article.msg.us")).to_contain_text(ANSWER)

    lead.goto(first.at("/werk/"))
    expect(lead.get_by_role("region", name="De eerste stappen")).to_have_count(0)
    for javascript in (True, False):
        writer = here.visitor("/postvak/", javascript=javascript, **PHONE)
        open_mailbox(writer, words)
        expect(writer.locator("ol.talk")).to_contain_text(ANSWER)
        expect(writer.locator("body")).not_to_contain_text("Demo")
    here.visitor("/hulp/").get_by_role("link", name=OWN_NUMBER).first.wait_for()
    city.stop("public")


@pytest.mark.long
def test_lead_and_privacy_officer_sign_the_terms_on_their_first_page(
    first: FirstHour, axe: str
) -> None:
    lead = first.lead
    lead.goto(first.at("/beheer/leden/"))
    invitation = invite(lead, "Pim", "pim", role="privacy-officer")
    lead.goto(first.at("/werk/"))
    lead.get_by_role("link", name="Lees en teken ze.").click()
    lead.get_by_role("button", name="Ik teken deze termijnen").click()
    expect(lead.locator("#ondertekenen")).to_contain_text("Ruud tekende deze tekst")
    expect(lead.get_by_role("button", name="Ik teken deze termijnen")).to_have_count(0)
    assert faults(lead, axe) == []

    pim = first.here.stranger("/welkom/", javascript=False)
    phone = join(pim, "pim", invitation)
    log_in(pim, "pim", PHRASE, pyotp.TOTP(phone).now())
    expect(pim.get_by_text("nog niet toegelaten")).to_be_visible()
    lead.goto(first.at("/beheer/leden/"))
    expect(lead.get_by_text("Daarom laat een ander Pim toe")).to_be_visible()
    assert first.desk
    first.desk.goto(first.at("/beheer/leden/"))
    first.desk.get_by_role("button", name="Ja, laat Pim toe").click()
    pim.goto(first.at("/"))
    expect(pim.get_by_text("wachten op jouw handtekening")).to_be_visible()
    pim.get_by_role("button", name="Ik teken deze termijnen").click()
    expect(pim.get_by_text("De tabel is ondertekend.")).to_be_visible()
    lead.goto(first.at("/werk/"))
    expect(lead.get_by_text("wachten op jouw handtekening")).to_have_count(0)
