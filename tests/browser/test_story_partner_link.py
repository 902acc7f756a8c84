"""A shelter without an account: a mail, a code by telephone, one answer, and coming back."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browsers import Browsers, axe_script, faults
from tests.support.installation import Installation
from tests.support.partner_city import PartnerCity, partner_city

NAME = "Daan"
START = """
import os, json, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from datetime import timedelta
from django.conf import settings
from django.utils import timezone
from uitweg.casework.partners.models import *
from uitweg.platform.jobs.models import OutgoingMessage
"""
SEND = """
from tests.support import packages, partners, people
from uitweg.casework.cases.models import Case
from uitweg.platform.accounts.models import Member
people.PHRASE = json.loads((settings.DATA / "demo.json").read_text())["members"]
people.PHRASE = next(each["phrase"] for each in people.PHRASE if each["login"] == "fatima")
member = Member.objects.get(login="fatima")
case = Case.objects.visible_to(member).order_by("pk").first()
organisation = Organisation.objects.filter(name="Proefhuis (verzonnen)").first()
organisation = organisation or partners.an_organisation("Proefhuis (verzonnen)")
packages.a_package(case, member, organisation=organisation)
"""
CLICK_EVERYTHING = """() => {
  document.getElementById("code").value = "123456"
  document.getElementById("words").value = "robot"
  for (const each of document.querySelectorAll("button, .exit, input")) each.click()
  for (const form of document.forms) form.requestSubmit()
}"""
STANDS = "print(Package.objects.latest('pk').state, Package.objects.latest('pk').end)"
STORED = """
links = [[bytes(link.server_half).hex(), bytes(link.sealed_key).hex()] for link in PackageLink.objects.all()]
mails = [[mail.body, bytes(mail.sealed_body).hex(), mail.state] for mail in OutgoingMessage.objects.filter(group__startswith="package:")]
replies = [[reply.answer, reply.counts] for reply in Package.objects.latest("pk").replies.order_by("id")]
print(json.dumps({"links": links, "mails": mails, "replies": replies}))
"""


@pytest.fixture(scope="module")
def partners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PartnerCity]:
    with partner_city(tmp_path_factory.mktemp("partner"), "staff") as made:
        yield made


@pytest.fixture
def visitors(chromium: Browser, partners: PartnerCity) -> Iterator[Browsers]:
    everyone = Browsers(chromium=chromium, city=partners.city, seats={}, axe=axe_script())
    yield everyone
    everyone.close()
    assert everyone.trouble == []


def asked(city: Installation, what: str) -> str:
    done = city.program(START + what)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def link_in_mail(partners: PartnerCity) -> str:
    """Send a package, and return the link as the partner reads it in their mail."""
    before = len(partners.box.got)
    asked(partners.city, SEND)
    link = partners.link_to("intake@debrug.example", after=before)
    assert NAME not in partners.everything_sent()
    return link


def told(page: Page, words: str) -> None:
    """Expect that the part of the page that shows says this."""
    said = page.locator("[data-part]:not([hidden]) [data-said]")
    expect(said).to_contain_text(words)
    expect(said).to_be_visible()


def give_code(page: Page, partners: PartnerCity) -> None:
    """Ask for a code by text message, and type it."""
    before = len(partners.codes())
    page.get_by_role("button", name="Stuur mij een sms").click()
    expect(page.get_by_label("Uw code")).to_be_focused()
    page.get_by_label("Uw code").fill(partners.next_code(before))
    page.get_by_role("button", name="Open de vraag").click()


def test_a_mail_a_wrong_code_the_right_one_an_answer_and_coming_back(
    visitors: Browsers, partners: PartnerCity
) -> None:
    link = link_in_mail(partners)
    page = visitors.stranger("/health", width=360, height=740)
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Er staat een vraag voor u klaar")
    assert "#" not in page.url
    assert NAME not in page.content()

    page.get_by_role("button", name="Stuur mij een sms").click()
    right = partners.next_code(0)
    page.get_by_label("Uw code").fill(f"{(int(right) + 1) % 10**6:06d}")
    page.get_by_role("button", name="Open de vraag").click()
    told(page, "Deze code klopt niet.")
    expect(page.get_by_text("U kunt nog 4 keer")).to_be_visible()
    assert faults(page, axe_script()) == []
    assert asked(partners.city, STANDS).strip() == "sent"

    page.reload()  # a telephone drops the page while the text message is read
    page.get_by_role("button", name="Stuur mij een sms").click()
    page.get_by_label("Uw code").fill(right)
    page.get_by_role("button", name="Open de vraag").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kan een jongere van 16")
    expect(page.get_by_text(f"{NAME}, 16 jaar")).to_be_visible()
    assert faults(page, axe_script()) == []
    assert asked(partners.city, STANDS).strip() == "decrypted"

    page.get_by_role("button", name="Ja, dat kan").click()
    told(page, "Dank u. Het team ziet uw antwoord nu.")
    assert NAME not in page.content()
    stored = json.loads(asked(partners.city, STORED))
    assert stored["links"] == [["", ""]]
    assert stored["replies"] == [["accept", True]]
    assert {(body, sealed) for body, sealed, _ in stored["mails"]} == {("", "")}

    page.get_by_role("button", name="Iets laten weten").click()
    page.get_by_label("Het team leest dit").fill("Hij heeft gegeten.")
    page.get_by_role("button", name="Stuur", exact=True).click()
    told(page, "Dit is aangekomen.")
    assert faults(page, axe_script()) == []

    page.get_by_role("link", name="Sluit af").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("U bent afgesloten")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("De link is niet compleet")

    page.goto(link)
    give_code(page, partners)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dit is beantwoord")
    page.get_by_role("button", name="De jongere is er").click()
    told(page, "Dit is aangekomen.")
    assert json.loads(asked(partners.city, STORED))["replies"][-1] == ["started", True]


@pytest.mark.long
def test_a_robot_that_opens_the_link_and_clicks_everything_shows_and_changes_nothing(
    visitors: Browsers, partners: PartnerCity
) -> None:
    link = link_in_mail(partners)
    sent_before = len(partners.code_messages())
    for width in (360, 1280, 360, 1280):
        page = visitors.stranger("/health", width=width)
        page.goto(link)
        expect(page.get_by_role("button", name="Bel mij met de code")).to_be_visible()
        for _ in range(3):
            page.evaluate(CLICK_EVERYTHING)
            page.wait_for_timeout(300)
        assert NAME not in page.content()
        assert "16 jaar" not in page.content()

    assert asked(partners.city, STANDS).strip() == "sent"
    assert len(partners.code_messages()) - sent_before <= 3
    stored = json.loads(asked(partners.city, STORED))
    assert len(stored["links"]) == 2


@pytest.mark.long
def test_without_javascript_one_sentence_says_whom_to_call(
    visitors: Browsers, partners: PartnerCity
) -> None:
    page = visitors.stranger(f"/vraag/{'0' * 32}/", javascript=False)

    expect(page.get_by_text("werkt alleen met JavaScript: bel ons")).to_be_visible()
    assert page.locator("[data-part]:visible").count() == 1
