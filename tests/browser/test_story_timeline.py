"""What a mother tells, what a mentor mailed, a photo of a fine: one timeline, in its own order."""

from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_story_plan import a_case
from tests.support.browsers import Browsers, key, type_here

pytestmark = pytest.mark.long

DROP = """([place, files]) => {
  const carried = new DataTransfer();
  for (const [name, text] of files) carried.items.add(new File([text], name));
  const event = (kind) => new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true });
  const target = document.querySelector(place);
  target.dispatchEvent(event("dragover"));
  target.dispatchEvent(event("drop"));
}"""


def a_mail() -> str:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Sanne <sanne@school.example>", "zorg@stad.example"
    mail["Subject"], mail["Date"] = "Weer niet op school", "Thu, 06 Nov 2025 14:05:00 +0100"
    mail.set_content("Hij is er al drie weken niet.")
    mail.add_attachment("maandag, dinsdag", filename="verzuim.txt")
    return mail.as_string()


def heads(page: Page) -> list[str]:
    return page.locator("ol.tl > li:visible h3").all_inner_texts()


def test_an_event_a_signal_and_a_mail_find_their_place_by_keys_and_one_drop(
    browsers: Browsers,
) -> None:
    page = a_case(browsers)
    key(page, "g")
    type_here(page, "Kreeg een boete, omdat er een pakje weg was.")
    page.get_by_label("Wanneer was dat").fill("zomer 2025")
    page.get_by_label("Van wie weet je dit").fill("moeder")
    page.get_by_label("Past bij deze fase").select_option("hook")
    page.get_by_label("Van wie weet je dit").press("Control+Enter")
    page.wait_for_url("**/#rij-*")
    expect(page.locator("ol.tl > li:target")).to_contain_text("bron: moeder")

    page.evaluate(DROP, ["#tijdlijn", [["bericht.eml", a_mail()]]])
    expect(page.locator("ol.tl > li:target")).to_contain_text("Hij is er al drie weken niet.")
    assert heads(page) == ["Melding", "Weer niet op school", "Gebeurtenis De straatboete"]

    page.get_by_role("link", name="Mail en bestanden").click()
    assert heads(page) == ["Weer niet op school"]
    page.get_by_role("link", name="Alles", exact=True).click()
    assert len(heads(page)) == 3

    page.get_by_role("link", name="verzuim.txt").click()
    page.get_by_role("button", name="Toch openen zoals het is").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Toch openen zoals het is").click()
    assert saved.value.path().read_text().strip() == "maandag, dinsdag"


def test_without_scripts_the_chips_are_links_and_a_file_is_chosen(browsers: Browsers) -> None:
    where = a_case(browsers).url.removeprefix(browsers.city.staff)
    page = browsers.member("fatima", where, javascript=False)
    page.locator("summary", has_text="Mail of bestand").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "boete.eml", "mimeType": "message/rfc822", "buffer": a_mail().encode()}
    )
    page.locator("form[data-drop]").get_by_role("button", name="Zet erbij").click()
    expect(page.locator("ol.tl")).to_contain_text("Weer niet op school")
    page.get_by_role("link", name="Mail en bestanden").click()
    expect(page).to_have_url(f"{browsers.city.staff}{where}?toon=mail#tijdlijn")
    assert heads(page) == ["Weer niet op school"]


def test_a_plan_begins_from_an_example_in_the_youngsters_words(browsers: Browsers) -> None:
    page = a_case(browsers)
    page.get_by_role("link", name="Begin uit een voorbeeld").click()
    page.get_by_role("link", name="Terug naar school").click()
    page.get_by_label("Wat wil de jongere?").fill("Weer naar mijn klas")
    page.get_by_role("group", name="Spreek met school").get_by_role("checkbox").uncheck()
    page.get_by_role("button", name="Zet in het plan").click()
    page.wait_for_url("**/casus/*/")
    expect(page.locator("#plan")).to_contain_text("“Weer naar mijn klas”")
    expect(page.locator("#acties")).to_contain_text("voor “Weer naar mijn klas”")
    expect(page.locator("#acties")).to_contain_text("4 open")

    first = page.locator("#acties .do").first
    first.locator("summary", has_text="Laat vallen").click()
    first.get_by_placeholder("Waarom?").fill("Weet school al")
    first.get_by_role("button", name="Laat vallen").click()
    expect(page.locator("#acties")).to_contain_text("3 open")
