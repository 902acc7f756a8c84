"""A shelter worker with an account logs in, reads what was asked, and answers in one click."""

from playwright.sync_api import expect

from tests.support.browsers import Browsers, faults

ASKED = "Kan hij dit weekend een middag komen kijken?"


def test_mirjam_of_the_shelter_reads_what_was_asked_and_answers(
    browsers: Browsers, axe: str
) -> None:
    mirjam = browsers.member("mirjam", "/samen/")
    expect(mirjam.get_by_role("heading", name="Vragen aan De Haven")).to_be_visible()
    expect(mirjam.get_by_role("link", name=ASKED)).to_be_visible()  # which one, and by when
    expect(mirjam.locator("main")).to_contain_text("Graag antwoord voor")
    expect(mirjam.get_by_role("search")).to_have_count(0)
    expect(mirjam.get_by_role("navigation", name="Hoofdmenu").get_by_role("link")).to_have_text(
        ["Vragen", "Ik"]
    )
    assert faults(mirjam, axe) == []

    mirjam.get_by_role("link", name=ASKED).click()
    expect(mirjam.locator("main")).to_contain_text(ASKED)
    assert faults(mirjam, axe) == []
    mirjam.get_by_role("button", name="Ja, dat doe ik").click()
    expect(mirjam.locator("main")).to_contain_text("Wat u al antwoordde")
    expect(mirjam.locator("main")).to_contain_text(ASKED)  # until it is done
    mirjam.get_by_role("button", name="Ik ben begonnen").click()
    expect(mirjam.get_by_role("button", name="Ik ben begonnen")).to_have_count(0)

    fatima = browsers.member("fatima", "/werk/")
    fatima.get_by_role("link", name="De Haven antwoordde op een actie").click()
    expect(fatima.locator("main")).to_contain_text("Begonnen")
    expect(fatima.locator("main")).to_contain_text("Ja, dat doe ik")
    assert faults(fatima, axe) == []
