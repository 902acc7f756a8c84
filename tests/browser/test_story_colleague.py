"""A new colleague joins: invited by one, admitted face to face by another, and reads a report."""

import time

import pyotp
from playwright.sync_api import Locator, Page, expect

from tests.support.browsers import Browsers, faults, invite, join
from tests.support.people import PHRASE


class Phone:
    """The app on the phone. A code counts once, so the next login needs the next code."""

    def __init__(self, secret: str) -> None:
        self.totp = pyotp.TOTP(secret)

    def code(self, *, later: int = 0) -> str:
        return self.totp.at(time.time() + 30 * later)


def enter(page: Page, login: str, code: str) -> None:
    form = page.locator("form.p").first
    form.get_by_label("Inlognaam").fill(login)
    form.get_by_label("Wachtzin").fill(PHRASE)
    form.get_by_label("Code").fill(code)
    form.get_by_role("button", name="Log in").click()


def her_row(page: Page, browsers: Browsers) -> Locator:
    page.goto(browsers.city.staff + "/beheer/leden/")
    return page.locator("li.mem", has=page.get_by_text("lotte", exact=False)).last


def test_a_colleague_joins_is_admitted_by_another_than_who_invited_her_and_reads_a_report(
    browsers: Browsers, axe: str
) -> None:
    lead = browsers.member("ruud", "/beheer/leden/")
    newcomer = browsers.stranger("/welkom/")
    phone = Phone(join(newcomer, "lotte", invite(lead, "Lotte", "lotte")))
    expect(newcomer.get_by_role("status")).to_contain_text("Je doet mee.")

    enter(newcomer, "lotte", phone.code())
    newcomer.goto(browsers.city.staff + "/werk/")
    expect(newcomer.locator("main")).to_contain_text("hebt de teamsleutel nog niet")
    expect(newcomer.locator("main")).to_contain_text("Neem niet Ruud")
    assert faults(newcomer, axe) == []
    read_aloud = newcomer.locator(".aloud").inner_text()

    hers = her_row(lead, browsers)
    expect(hers).to_contain_text("Daarom laat een ander Lotte toe. Vraag Fatima")
    expect(hers.get_by_role("button", name="Ja, geef de sleutel")).to_have_count(0)
    assert faults(lead, axe) == []

    colleague = browsers.member("fatima", "/werk/")
    colleague.get_by_role("link", name="Geef Lotte de sleutel").click()
    hers = her_row(colleague, browsers)
    expect(hers).to_contain_text("Uitgenodigd door Ruud · deed mee op")
    expect(hers.locator(".aloud")).to_have_text(read_aloud)
    assert faults(colleague, axe) == []
    hers.get_by_role("button", name="Ja, geef de sleutel").click()
    expect(hers).to_contain_text("toegelaten door Fatima op")
    expect(hers).to_contain_text("heeft de sleutel")
    expect(hers).not_to_contain_text("één persoon")

    newcomer.goto(browsers.city.staff + "/werk/melding/5/")
    expect(newcomer.locator("article.msg").first).to_contain_text(
        "Ik moet vanavond iets neerleggen"
    )
