"""Danger at night, two telephones: called, taken, forgotten, called again, handled, handed over."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_story_night import Hand
from tests.support.browsers import Browsers, channel_rows, write
from tests.support.installation import Installation
from tests.support.servers import GatewayServer, gateway_server
from uitweg.casework.duty.reachability.actions.synthetic import TEXT as DAILY_PROOF

pytestmark = pytest.mark.long

SAID = "Hij staat buiten en zegt dat ik vanavond iets moet brengen bij de Verzonnenstraat 3."
FATIMA, JORIS, RUUD = "+31655500010", "+31655500012", "+31655500011"
SECONDS = 60
WORDS = {
    "Oproep #. Dringend. Open Uitweg en log in. Antwoorden op dit bericht heeft geen zin.",
    "Oproep #. Niet dringend. Open Uitweg en log in. Antwoorden op dit bericht heeft geen zin.",
    "Dit is Uitweg. Er is een dringende oproep: #. Open Uitweg en log in. Ik herhaal: #.",
}
"""All that may leave, beside the number; the normal one is about the demo's own rota."""
GATEWAY = """
gateways:
- channel: voice
  url: {url}/voice
  json: {{to: "{{to}}", text: "{{text}}"}}
- channel: chat
  url: {url}/chat
  json: {{to: "{{to}}", text: "{{text}}"}}
"""
START = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from datetime import timedelta
from django.db.models import F
from django.utils import timezone
from uitweg.casework.duty.models import Callout, ContactChannel, Shift, ShiftPattern
from uitweg.casework.cases.models import EmergencyAccess
from uitweg.channel.conversation.models import Message
from uitweg.platform.accounts.models import Member
now, HOUR = timezone.now(), timedelta(hours=1)
fatima, joris, ruud = (Member.objects.get(login=name) for name in ("fatima", "joris", "ruud"))
"""
TONIGHT = """
Message.objects.update(is_paged=True)
EmergencyAccess.objects.update(owner_seen_at=now)
ShiftPattern.objects.update(last_day=F("first_day"))
Shift.objects.filter(ends_at__gt=now).update(is_dropped=True)
for member, number in ((fatima, "{}"), (joris, "{}"), (ruud, "{}")):
    ContactChannel.objects.filter(member=member, kind="voice").update(address=number)
Shift.objects.create(name="nacht", starts_at=now - 5 * HOUR, ends_at=now + HOUR, member=fatima, backup=joris)
Shift.objects.create(name="dag", starts_at=now + HOUR, ends_at=now + 9 * HOUR, member=joris, backup=ruud)
"""
LAST_DANGER = "SELECT report_id FROM channel_message WHERE danger_now ORDER BY id DESC LIMIT 1"
ITS_QUARTER_IS_OVER = "Callout.objects.filter(state='acknowledged').update(next_at=now)"
MINUTES_PASS = """
Callout.objects.filter(state="open").update(began_at=now - timedelta(minutes=4), next_at=now)
"""
THE_SHIFT_ENDS = """
Shift.objects.filter(name="nacht", member=fatima, starts_at__gt=now - 6 * HOUR).update(ends_at=now)
Shift.objects.filter(name="dag", member=joris, starts_at__gt=now).update(starts_at=now)
"""


@pytest.fixture
def gateway() -> Iterator[GatewayServer]:
    with gateway_server(200) as server:
        yield server


@pytest.fixture
def city(tmp_path: Path, gateway: GatewayServer) -> Iterator[Installation]:
    file = tmp_path / "gateways.yaml"
    file.write_text(GATEWAY.format(url=gateway.url))
    file.chmod(0o600)
    more = {"UITWEG_GATEWAYS": str(file), "UITWEG_LOAD_LEVEL": "calm"}
    made = Installation(tmp_path / "city" / "data", more)
    made.folder.parent.mkdir()
    made.make()
    passes(made, TONIGHT.format(FATIMA, JORIS, RUUD))
    yield made.start()
    made.stop()


@pytest.fixture
def two(chromium: Browser, city: Installation) -> Iterator[Browsers]:
    everyone = Browsers(chromium=chromium, city=city, seats={})
    yield everyone
    everyone.close()
    assert everyone.trouble == []


def passes(city: Installation, what: str) -> None:
    """Let time pass, or anything else that a test does not wait for."""
    done = city.program(START + what)
    assert done.returncode == 0, done.stderr


def messages(gateway: GatewayServer) -> list[tuple[str, dict[str, str]]]:
    """Return the way and the body of all that left, in order.

    Not the daily proof: from ten in the morning it leaves while any story runs.
    """
    sent = [(one.path, json.loads(one.body)) for one in gateway.got]
    return [(way, body) for way, body in sent if body["text"] != DAILY_PROOF]


def texts_to(gateway: GatewayServer, number: str) -> list[str]:
    """Return what was said in calls to this number, in order."""
    return [
        body["text"] for way, body in messages(gateway) if (way, body["to"]) == ("/voice", number)
    ]


def without_number(text: str) -> str:
    return re.sub("[A-Z0-9]{3}|(?<=: )[^.]+", "#", text)


def called(gateway: GatewayServer, number: str, times: int) -> None:
    deadline = time.monotonic() + SECONDS
    while len(texts_to(gateway, number)) < times:
        assert time.monotonic() < deadline, [one.body for one in gateway.got]
        time.sleep(0.1)


def test_a_callout_of_the_night_from_report_to_hand_over(
    two: Browsers, city: Installation, gateway: GatewayServer
) -> None:
    counted = dict[str, int]()
    asleep = Hand(two.member("fatima", "/nacht/", width=360, height=740), counted)
    write(two.visitor("/schrijven/", width=360, height=740), SAID, danger=True)

    # who has duty is called, and what leaves says nothing
    called(gateway, FATIMA, 1)
    assert texts_to(gateway, JORIS) == []
    assert {without_number(body["text"]) for _, body in messages(gateway)} <= WORDS

    _she_takes_it_and_falls_asleep(asleep)
    calls = len(texts_to(gateway, FATIMA))

    # taken is not handled: it comes back to her, and then goes to the next
    passes(city, ITS_QUARTER_IS_OVER)
    called(gateway, FATIMA, calls + 1)
    passes(city, MINUTES_PASS)
    called(gateway, JORIS, 1)

    awake = Hand(two.member("joris", "/werk/", width=360, height=740), counted)
    _he_takes_it_and_answers(awake, city)
    _she_sees_that_he_has_it(asleep.page)
    quiet = len(messages(gateway))
    passes(city, THE_SHIFT_ENDS)
    _hands_over(asleep, awake, city)

    assert len(messages(gateway)) == quiet  # handled: nothing leaves any more
    assert counted == {
        "take a callout": 1,
        "take a callout that came back": 1,
        "answer in two taps": 2,
        "say that it is handled": 2,
        "complete the hand-over": 2,
        "accept the hand-over": 2,
    }


def _she_takes_it_and_falls_asleep(hand: Hand) -> None:
    page = hand.page
    hand.at("take a callout")
    expect(page.locator("#oproep")).to_contain_text("Gevaar nu", timeout=SECONDS * 1000)
    hand.tap(page.locator("#oproep").get_by_role("button", name="Ik neem deze"))
    expect(page.locator("#oproep")).to_contain_text("Jij hebt dit opgepakt")
    expect(page.locator("#oproep")).to_contain_text("Nog niet klaar")


def _he_takes_it_and_answers(hand: Hand, city: Installation) -> None:
    page = hand.page
    hand.at("take a callout that came back")
    row = page.locator("#oproepen li.now")
    expect(row).to_contain_text("Nieuw gevaar")
    hand.tap(row.get_by_role("button", name="Ik neem deze"))
    expect(page.locator("#oproep")).to_contain_text("Jij hebt dit opgepakt")
    expect(page.locator("#verloop")).to_contain_text("Fatima")

    page.goto(f"{city.staff}/nacht/")
    hand.at("answer in two taps")
    ((number,),) = channel_rows(city, LAST_DANGER)
    hand.tap(page.locator(f"#melding-{number} .what > a"))
    page.locator("#antwoord").fill("We zijn er. Ga naar een plek met mensen, en bel 112.")
    hand.tap(page.get_by_role("button", name="Verstuur"))
    page.wait_for_url("**/nacht/*")

    hand.at("say that it is handled")
    hand.tap(page.locator("#oproepen .what > a").first)
    hand.tap(page.get_by_role("button", name="Klaar"))
    expect(page.locator("#oproep")).to_contain_text("Alle telefoons zijn stil.")


def _she_sees_that_he_has_it(page: Page) -> None:
    expect(page.locator("#oproep")).to_contain_text("klaar", timeout=SECONDS * 1000)


def _hands_over(ends: Hand, begins: Hand, city: Installation) -> None:
    page = ends.page
    page.goto(f"{city.staff}/werk/")
    ends.at("complete the hand-over")
    ends.tap(page.get_by_role("link", name="Maak de overdracht af"))
    expect(page.locator("main")).to_contain_text("M-00")
    page.get_by_label("Wat moet de volgende weten?").fill("Hij zou om acht uur bellen.")
    ends.tap(page.get_by_role("button", name="Maak de overdracht af"))

    page = begins.page
    page.goto(f"{city.staff}/werk/")
    begins.at("accept the hand-over")
    begins.tap(page.get_by_role("link", name="Lees de overdracht van Fatima"))
    expect(page.locator("main")).to_contain_text("Hij zou om acht uur bellen.")
    begins.tap(page.get_by_role("button", name="Gelezen, ik neem het over"))
    expect(page.locator("main")).to_contain_text("nam het over")
