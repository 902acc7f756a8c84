"""From a voice on the telephone to a bed: five browsers, and each sees what was agreed and no more."""

import os
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browsers import Browsers, answer_on, new_since, open_mailbox, waiting, write
from tests.support.partner_city import PartnerCity, partner_city
from tests.support.pictures import PICTURES, store

pytestmark = pytest.mark.long

PHONE = {"width": 360, "height": 740}
STORY = "Ik moet vanavond weg. Ze weten waar ik woon."
NICKNAME, SCHOOL = "Zwaluw", "het Verzonnencollege"
HOURS = "Alleen via de mentor"


@pytest.fixture(scope="module")
def partners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PartnerCity]:
    with partner_city(tmp_path_factory.mktemp("partners"), "public", "staff") as made:
        yield made


@pytest.fixture
def people(chromium: Browser, partners: PartnerCity) -> Iterator[Browsers]:
    everyone = Browsers(chromium=chromium, city=partners.city, seats={})
    yield everyone
    everyone.close()
    assert everyone.trouble == []


def go(page: Page, path: str) -> None:
    origin = "/".join(page.url.split("/")[:3])
    page.goto(origin + path)


class Taps:
    """Counts what a person taps, so that the story can be held against the plan."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, what: Locator) -> None:
        what.click()
        self.count += 1


def picture(name: str, page: Page) -> None:
    """Take what stands in the window now, for docs/referrals.md, with UITWEG_PICTURES=1."""
    if os.environ.get("UITWEG_PICTURES"):
        (PICTURES / "partners").mkdir(exist_ok=True)
        store(PICTURES / "partners" / f"{name}.png", page)


def test_from_consent_by_telephone_to_a_bed(
    people: Browsers, partners: PartnerCity, record_property
) -> None:
    boy = people.visitor("/schrijven/", **PHONE)
    desk = people.member("fatima", "/werk/")
    before = waiting(desk)
    words = write(boy, STORY)
    report = new_since(desk, before)
    case = a_case_with_what_he_tells(desk, report)

    consent_taps = he_says_yes_by_telephone(desk, case, "opvang")
    he_says_yes_by_telephone(desk, case, "advocaat")
    referral_taps = the_shelter_says_yes_on_the_telephone(desk, case)
    shelter = people.stranger("/health", **PHONE)
    answer_taps = the_shelter_answers(shelter, partners)

    the_lawyer_reads_only_what_is_theirs(people, desk, case)
    the_police_see_nothing_of_it(people)

    go(desk, "/werk/")
    expect(desk.get_by_role("main")).to_contain_text("De Brug")
    go(desk, case)
    expect(desk.locator("ol.tl")).to_contain_text("De Brug")
    the_boy_hears_it(people, desk, report, words)
    he_arrives(shelter, desk, case)

    nothing_about_him_left_by_mail_or_text(partners, case)
    counted = {"consent": consent_taps, "referral": referral_taps, "answer": answer_taps}
    record_property("taps", counted)
    print("taps:", counted)
    assert counted == {"consent": 3, "referral": 3, "answer": 1}


def a_case_with_what_he_tells(desk: Page, number: int) -> str:
    """Open a case from the report, and fill in what he told on the telephone."""
    desk.goto(desk.url)
    desk.locator(f"#melding-{number}").get_by_role("link").first.click()
    desk.get_by_role("button", name="Maak casus").click()
    desk.wait_for_url("**/casus/*/")
    case = "/casus/" + desk.url.split("/casus/")[1].split("/")[0] + "/"
    fill(
        desk,
        f"{case}persoon/",
        {
            "Roepnaam of bijnaam": NICKNAME,
            "Leeftijd nu": "16",
            "Talen": "Nederlands",
            "School of werk": SCHOOL,
        },
    )
    fill(
        desk,
        f"{case}veiligheid/",
        {
            "Wat is het grootste gevaar?": "Wordt gezocht.",
            "Hoe en wanneer is contact veilig?": HOURS,
        },
    )
    return case


def fill(desk: Page, path: str, fields: dict[str, str]) -> None:
    go(desk, path)
    for label, text in fields.items():
        desk.get_by_label(label, exact=True).fill(text)
    with desk.expect_navigation():
        desk.get_by_role("button", name="Bewaar").first.click()


def he_says_yes_by_telephone(desk: Page, case: str, to: str) -> int:
    """From the case: ask, to whom, done. Returns the taps."""
    go(desk, case)
    tap = Taps()
    tap(desk.get_by_role("link", name="Vraag toestemming"))
    tap(desk.get_by_text(to, exact=True).first)
    if to == "opvang":
        picture("consent", desk)
    tap(desk.get_by_role("button", name="Leg vast"))
    expect(desk.locator("#toestemming")).to_contain_text(to)
    return tap.count


def the_shelter_says_yes_on_the_telephone(desk: Page, case: str) -> int:
    """Call De Brug, note the yes, see what they will read, send. Returns the taps after the call."""
    desk.get_by_role("link", name="Wie kan helpen").first.click()
    row = desk.locator("li[data-place='De Brug']")
    tap = Taps()
    tap(row.get_by_text("Gebeld? Wat zeiden ze"))
    tap(row.get_by_role("button", name="Ja, plek"))
    preview = desk.get_by_role("region", name="Dit ziet De Brug")
    expect(preview).to_contain_text(NICKNAME)
    expect(preview).not_to_contain_text(SCHOOL)
    desk.get_by_label("zij lezen dit precies zo").fill("Kan hij om 00:45 komen?")
    expect(preview).to_contain_text("Kan hij om 00:45 komen?")
    picture("preview", desk)
    tap(desk.get_by_role("button", name="Verstuur met code"))
    expect(desk.get_by_text(re.compile("Nog niet geopend|is nog niet weg"))).to_be_visible()
    return tap.count


def the_shelter_answers(shelter: Page, partners: PartnerCity) -> int:
    """Open the link in the mail with the code of the text message; one tap to answer."""
    shelter.goto(partners.link_to("intake@debrug.example"))
    before = len(partners.codes())
    shelter.get_by_role("button", name="Stuur mij een sms").click()
    shelter.get_by_label("Uw code").fill(partners.next_code(before))
    shelter.get_by_role("button", name="Open de vraag").click()
    expect(shelter.get_by_text(NICKNAME).first).to_be_visible()
    assert SCHOOL not in shelter.content()
    picture("question", shelter)
    tap = Taps()
    tap(shelter.get_by_role("button", name="Ja, dat kan"))
    expect(shelter.locator("[data-part]:not([hidden]) [data-said]")).to_contain_text("Dank u")
    return tap.count


def the_lawyer_reads_only_what_is_theirs(people: Browsers, desk: Page, case: str) -> None:
    go(desk, case)
    desk.get_by_role("link", name="Verwijs", exact=True).first.click()
    desk.get_by_role("button", name="Kies Bram de Wit advocaat").first.click()
    desk.get_by_label("zij lezen dit precies zo").fill("Wilt u hem bellen?")
    desk.get_by_role("button", name="Verstuur").first.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("bij Bram de Wit")
    lawyer = people.member("bram", "/samen/")
    lawyer.get_by_role("link", name="Wilt u hem bellen?").first.click()
    expect(lawyer.get_by_role("main")).to_contain_text(NICKNAME)
    expect(lawyer.get_by_role("main")).not_to_contain_text("De Brug")
    picture("lawyer", lawyer)
    lawyer.get_by_role("button", name="Ja").first.click()
    expect(lawyer.get_by_role("main")).to_contain_text("antwoord")


def the_police_see_nothing_of_it(people: Browsers) -> None:
    police = people.member("esra", "/samen/")
    expect(police.get_by_role("main")).not_to_contain_text(NICKNAME)
    expect(police.get_by_role("main")).not_to_contain_text("De Brug")


def the_boy_hears_it(people: Browsers, desk: Page, report: int, words: list[str]) -> None:
    go(desk, f"/werk/melding/{report}/")
    answer_on(desk, "Er is een plek voor vannacht. We bellen je mentor.")
    mailbox = people.visitor("/postvak/", **PHONE)
    open_mailbox(mailbox, words)
    expect(mailbox.get_by_text("Er is een plek voor vannacht.")).to_be_visible()
    picture("mailbox", mailbox)


def he_arrives(shelter: Page, desk: Page, case: str) -> None:
    shelter.get_by_role("button", name="De jongere is er").click()
    expect(shelter.locator("[data-part]:not([hidden]) [data-said]")).to_contain_text("aangekomen")
    go(desk, case)
    expect(desk.get_by_role("main")).to_contain_text("begonnen")


def nothing_about_him_left_by_mail_or_text(partners: PartnerCity, case: str) -> None:
    sent, number = partners.everything_sent(), int(case.split("/")[2])
    assert "/vraag/" in sent
    for told in (NICKNAME, "Verzonnencollege", HOURS, f"U-{number:04d}", "00:45"):
        assert told not in sent
