"""A new team key in the browser: pages that were open before, the lead's page, the new sheet."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsers import (
    Browsers,
    arrived,
    axe_script,
    channel_rows,
    faults,
    new_since,
    open_mailbox,
    send,
    take_words,
    waiting,
)
from tests.support.installation import Installation

pytestmark = pytest.mark.long

BEFORE, AFTER = "Dit typte ik voor de wissel.", "En dit stuur ik erna."
ANSWER = "Ons antwoord onder de nieuwe sleutel."
PLACE = "/beheer/leden/sleutel/"
POLL = 25_000
PROVED = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.utils import timezone
from uitweg.platform.accounts.models import Session
Session.objects.filter(member__login="ruud").update(proved_at=timezone.now())
"""


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A city of its own: a restricted case that another story left waits for who may open it."""
    folder = tmp_path_factory.mktemp("team-key") / "data"
    city = Installation(folder, {"UITWEG_LOAD_LEVEL": "calm"}).make().start()
    yield city
    city.stop()


@pytest.fixture(scope="module")
def seats() -> dict[str, Any]:
    return {}


def prove(city: Installation) -> None:
    """As if the lead just logged in."""
    done = city.program(PROVED)
    assert done.returncode == 0, done.stderr


def turn(browsers: Browsers) -> Page:
    """Press the button as the lead; return the page, which goes on with the cases."""
    prove(browsers.city)
    lead = browsers.member("ruud", PLACE)
    shown, count = public_key(lead, browsers.city), len(key_ids(browsers.city))
    lead.get_by_role("button", name="Maak de nieuwe sleutel").click()
    expect(lead.get_by_text("Elke casus heeft een sleutel van daarna.")).to_be_visible()
    assert len(key_ids(browsers.city)) == count + 1
    while public_key(lead, browsers.city) == shown:  # the door looks each second
        lead.wait_for_timeout(100)
    return lead


def public_key(page: Page, city: Installation) -> str:
    """Return the team's public key as the public door has it now."""
    html = page.request.get(f"{city.public}/schrijven/").text()
    return html.partition('data-public-key="')[2].partition('"')[0]


def key_ids(city: Installation) -> list[bytes]:
    return [row[0] for row in channel_rows(city, "SELECT key_id FROM channel_teamkey ORDER BY id")]


def newest_message_key(city: Installation) -> bytes:
    """Return the id of the key that the newest message is sealed to: in its envelope's header."""
    question = "SELECT for_team FROM channel_message ORDER BY id DESC LIMIT 1"
    return bytes(channel_rows(city, question)[0][0][3:11])


def test_a_page_that_was_open_before_sends_to_the_new_key(browsers: Browsers) -> None:
    """The report page, also after a reload on which only what was sealed is left; the mailbox."""
    page, reloaded, box = (browsers.visitor("/schrijven/") for _ in range(3))
    take_words(page)
    take_words(reloaded)
    reloaded.route("**/schrijven/verzegeld/", lambda route: route.abort())
    reloaded.locator("#text").fill(BEFORE)
    reloaded.locator("form:visible").get_by_role("button", name="ersturen").click()
    expect(reloaded.locator("#sending [data-say=trouble]")).to_be_visible()
    words = arrived(box, browsers.city, BEFORE)
    box.goto(browsers.city.public + "/postvak/")
    open_mailbox(box, words)
    turn(browsers)
    new = key_ids(browsers.city)[-1]

    send(page, AFTER)
    assert newest_message_key(browsers.city) == new
    reloaded.unroute("**/schrijven/verzegeld/")
    reloaded.reload()
    reloaded.get_by_role("heading", name="Je bericht is verstuurd").wait_for()
    assert newest_message_key(browsers.city) == new
    box.get_by_label("Schrijf terug").fill(AFTER)
    box.get_by_role("button", name="Op slot doen en versturen").click()
    expect(box.locator("#said")).to_contain_text(AFTER)
    assert newest_message_key(browsers.city) == new


def test_an_open_mailbox_reads_an_answer_signed_with_the_new_key(browsers: Browsers) -> None:
    desk, box = browsers.member("fatima", "/werk/"), browsers.visitor("/hulp/")
    before = waiting(desk)
    words = arrived(box, browsers.city, BEFORE)
    box.clock.install()
    box.goto(browsers.city.public + "/postvak/")
    open_mailbox(box, words)
    desk.goto(f"{browsers.city.staff}/werk/melding/{new_since(desk, before)}/")
    turn(browsers)
    desk.get_by_label("Antwoord aan de melder").fill(ANSWER)
    desk.get_by_role("button", name="Verstuur").click()
    expect(desk.locator("article.msg.us")).to_contain_text(ANSWER)
    box.clock.fast_forward(POLL)

    expect(box.locator("#said")).to_contain_text(ANSWER)


def test_a_new_sheet_by_keyboard_and_what_the_page_says(browsers: Browsers) -> None:
    prove(browsers.city)
    lead = browsers.member("ruud", PLACE)
    count = len(key_ids(browsers.city))
    assert faults(lead, axe_script()) == []
    lead.get_by_label("Ook een nieuw herstelblad").press("Space")
    lead.get_by_role("button", name="Maak de nieuwe sleutel").press("Enter")
    expect(lead.locator(".sheet-words li")).to_have_count(24)
    assert len(key_ids(browsers.city)) == count
    assert faults(lead, axe_script()) == []
    lead.get_by_label("De 24 woorden staan op papier.").press("Space")
    lead.get_by_role("button", name="Maak de nieuwe sleutel").press("Enter")

    expect(lead.get_by_text("Elke casus heeft een sleutel van daarna.")).to_be_visible()
    assert len(key_ids(browsers.city)) == count + 1
    assert json.dumps(lead.content()).count("sheet-words") == 0
