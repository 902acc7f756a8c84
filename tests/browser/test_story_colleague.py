"""A new colleague joins: invited by words, a code from the phone, and the key from a colleague."""

import time

import pyotp
from playwright.sync_api import Page, expect

from tests.support.browsers import Browsers, invite, join
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


def test_a_colleague_joins_reads_her_words_aloud_gets_the_key_and_sees_the_worklist(
    browsers: Browsers,
) -> None:
    lead = browsers.member("ruud", "/beheer/leden/")
    newcomer = browsers.stranger("/welkom/")
    phone = Phone(join(newcomer, "lotte", invite(lead, "Lotte", "lotte")))
    expect(newcomer.get_by_role("status")).to_contain_text("Je doet mee.")

    enter(newcomer, "lotte", phone.code())
    newcomer.goto(browsers.city.staff + "/werk/")
    expect(newcomer.locator("main")).to_contain_text("hebt de teamsleutel nog niet")
    read_aloud = newcomer.locator(".aloud").inner_text()

    lead.goto(browsers.city.staff + "/beheer/leden/")
    hers = lead.locator("li.mem", has=lead.get_by_text("lotte", exact=False)).last
    expect(hers.locator(".aloud")).to_have_text(read_aloud)
    hers.get_by_role("button", name="Ja, geef de sleutel").click()
    expect(hers).to_contain_text("heeft de sleutel")

    newcomer.get_by_role("button", name="Log uit").click()
    enter(newcomer, "lotte", phone.code(later=1))
    newcomer.goto(browsers.city.staff + "/werk/melding/5/")
    expect(newcomer.locator("article.msg").first).to_contain_text(
        "Ik moet vanavond iets neerleggen"
    )
