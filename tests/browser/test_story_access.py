"""At night, at a colleague's case: in with a reason, told, judged; and one who is ill hands over."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import Browsers

pytestmark = pytest.mark.long


def test_a_colleague_goes_in_at_night_and_everybody_who_should_know_does(
    browsers: Browsers,
) -> None:
    """Every day in the story of the night; that the reason is told on: tests/integration/test_break_glass."""
    colleague = browsers.member("joris", "/casus/1/kaart/", width=360)
    expect(colleague.locator("main")).not_to_contain_text("opgewacht")
    colleague.get_by_label("In je eigen woorden").fill("Zijn moeder staat hier.")
    colleague.get_by_role("button", name="Er belt iemand over deze jongere").click()
    expect(colleague.locator("main")).to_contain_text("Wordt opgewacht bij de groep.")
    expect(colleague.locator("main")).not_to_contain_text("Verzonnenstraat")

    owner = browsers.member("fatima", "/werk/")
    line = owner.locator("li", has_text="Joris opende de kaart")
    expect(line).to_contain_text("Zijn moeder staat hier.")
    line.get_by_role("button", name="Gezien").click()
    expect(owner.get_by_text("Joris opende de kaart")).to_have_count(0)

    lead = browsers.member("ruud", "/werk/")
    lead.get_by_role("link", name="Nog na te kijken").click()
    lead.get_by_role("button", name="In orde: Joris in U-0001").first.click()
    waiting = lead.get_by_role("region", name="Te beoordelen")
    expect(waiting).not_to_contain_text("Joris in U-0001")


def test_without_javascript_too_a_case_is_shared_closed_to_the_team_and_handed_over(
    browsers: Browsers,
) -> None:
    owner = browsers.member("fatima", "/casus/1/toegang/", javascript=False)
    owner.get_by_label("Wie", exact=True).select_option(label="Joris")
    owner.get_by_label("Wat", exact=True).select_option("manage")
    owner.get_by_role("button", name="Laat toe").click()
    owner.get_by_role("button", name="Maak strikt").click()
    expect(owner.locator(".hd")).to_contain_text("strikt")

    deputy = browsers.member("joris", "/casus/1/", javascript=False)
    expect(deputy.locator("main")).to_contain_text("Wordt opgewacht bij de groep.")
    lead = browsers.member("ruud", "/casus/1/", javascript=False)
    expect(lead.locator("main")).to_contain_text("Bel de leiding")

    deputy.goto(browsers.city.staff + "/casus/1/toegang/")
    deputy.get_by_role("button", name="Weer gewoon").click()
    lead.goto(browsers.city.staff + "/casus/1/overdragen/")
    lead.get_by_label("Aan wie").select_option(label="Joris")
    lead.get_by_label("Waarom, en wat moet de ander weten?").fill("Fatima is ziek.")
    lead.get_by_label("Vervanger blijven").check()
    lead.get_by_role("button", name="Draag over").click()
    deputy.goto(browsers.city.staff + "/casus/1/")
    expect(deputy.locator("main")).to_contain_text("Van Fatima naar Joris. Fatima is ziek.")

    deputy.goto(browsers.city.staff + "/casus/1/overdragen/")
    deputy.get_by_label("Aan wie").select_option(label="Fatima")
    deputy.get_by_label("Waarom, en wat moet de ander weten?").fill("Weer beter.")
    deputy.get_by_role("button", name="Draag over").click()
    owner.goto(browsers.city.staff + "/casus/1/")
    expect(owner.locator("main")).to_contain_text("Weer beter.")
