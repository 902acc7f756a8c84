"""A bed is asked for: three clicks, a preview that follows each tick, and a consent that ends."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import Browsers

START = """
import os, json, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.conf import settings
from django.utils import timezone
from tests.support import partners, people, referrals
from uitweg.casework.cases.models import Case, Consent
from uitweg.casework.partners.models import Organisation, Package
from uitweg.platform.accounts.models import Member
"""
ASK = """
everyone = json.loads((settings.DATA / "demo.json").read_text())["members"]
people.PHRASE = next(each["phrase"] for each in everyone if each["login"] == "fatima")
member = Member.objects.get(login="fatima")
case = Case.objects.visible_to(member).order_by("pk").first()
name = "Nachthuis (verzonnen)"
found = Organisation.objects.filter(name=name).first()
organisation = found or partners.a_service(partners.an_organisation(name)).organisation
referrals.say_yes(case, member, organisation)
print(json.dumps({"case": case.pk, "number": case.number}))
"""
WITHDRAW = """
Consent.objects.filter(state="given").update(
    state="withdrawn", withdrawn_at=timezone.now(), withdrawn_heard_by=Member.objects.first()
)
"""
COUNT = "print(Package.objects.count())"


def program(browsers: Browsers, text: str) -> str:
    done = browsers.city.program(START + text)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def a_draft(browsers: Browsers, **how: Any) -> tuple[Page, dict[str, Any]]:
    """Ask the youngster, and begin a referral from the page of the case: two clicks."""
    asked = json.loads(program(browsers, ASK))
    page = browsers.member("fatima", f"/casus/{asked['case']}/", **how)
    page.get_by_role("link", name="Verwijs", exact=True).click()
    page.get_by_role("button", name="Kies Nachthuis").first.click()
    page.get_by_role("heading", name="Dit ziet Nachthuis").wait_for()
    return page, asked


def test_three_clicks_and_they_read_exactly_what_was_shown(browsers: Browsers) -> None:
    page, asked = a_draft(browsers)
    before = int(program(browsers, COUNT))
    preview = page.get_by_role("region", name="Dit ziet Nachthuis")
    expect(preview).to_contain_text("Veilig contact")
    page.get_by_label("Veilig contact").uncheck()
    expect(preview).not_to_contain_text("Veilig contact")
    page.get_by_label("zij lezen dit precies zo").fill("Kan hij om 00:45 komen?")
    expect(preview).to_contain_text("Kan hij om 00:45 komen?")

    page.get_by_label("zij lezen dit precies zo").press("Control+Enter")

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(f"{asked['number']} bij Nachthuis (verzonnen)")
    expect(page.get_by_text(re.compile("Nog niet geopend|is nog niet weg"))).to_be_visible()
    assert int(program(browsers, COUNT)) == before + 1


@pytest.mark.long
def test_one_press_sends_what_was_kept_before(browsers: Browsers) -> None:
    page, asked = a_draft(browsers, width=360, height=740)
    page.get_by_label("zij lezen dit precies zo").fill("Kan dat vannacht?")
    expect(page.get_by_text("Bewaard op slot.")).to_be_visible()
    page.get_by_role("button", name="Verstuur met code").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(f"{asked['number']} bij Nachthuis (verzonnen)")


@pytest.mark.long
def test_a_consent_that_ends_while_somebody_writes_makes_it_a_draft(browsers: Browsers) -> None:
    page, _ = a_draft(browsers)
    before = program(browsers, COUNT)
    question = page.get_by_label("zij lezen dit precies zo")
    question.fill("Kan hij om 00:45 komen?")
    expect(page.get_by_text("Bewaard op slot.")).to_be_visible()
    program(browsers, WITHDRAW)

    question.press("Control+Enter")

    expect(page.get_by_role("alert").first).to_contain_text("Niet verstuurd")
    expect(page.get_by_role("button", name="Bewaar als concept")).to_be_visible()
    expect(page.get_by_label("zij lezen dit precies zo")).to_have_value("Kan hij om 00:45 komen?")
    assert program(browsers, COUNT) == before
