"""Two public doors, two staff doors and two workers on one PostgreSQL, as on several machines."""

import json
import re
import time
import urllib.parse
from collections.abc import Iterator

import pytest

from tests.support import machine
from tests.support.doors import Member, ask, inside
from tests.support.installation import Installation
from tests.support.processes import look
from uitweg.platform.sealing import code, tokens

pytestmark = pytest.mark.long
FORM = {"content-type": "application/x-www-form-urlencoded"}
TEXT = "Geschreven aan de ene deur."
NEW_KEY = """
import json, os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from django.conf import settings
from django.test import Client
from django.utils import timezone
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions import login, sessions
from uitweg.platform.accounts.models import Member
settings.ALLOWED_HOSTS = ["*"]
member = Member.objects.get(login="ruud")
keyring = login.keyring_of(member, login.unlock_seed(member, sys.argv[1]))
client = Client()
client.cookies[sessions.SESSION_COOKIE] = sessions.open_session(member, keyring, now=timezone.now())
client.post("/beheer/leden/sleutel/nieuw/", {"present": TeamKey.current_id().hex()})
print(json.dumps(TeamKey.current_id().hex()))
"""
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Installation]]:
    """Two installations of one city: the same stores and secrets, ports of their own."""
    folder = tmp_path_factory.mktemp("two") / "data"
    with machine.postgres() as address:
        more = {"UITWEG_DATABASE_URL": address, "UITWEG_LOAD_LEVEL": "calm", "UITWEG_WATCH": "no"}
        both = [Installation(folder, more), Installation(folder, more)]
        both[0].make()
        try:
            for city in both:
                city.start()
            yield both
        finally:
            for city in both:
                city.stop()


def post(address: str, **fields: str) -> str:
    answer = ask(address, method="POST", body=urllib.parse.urlencode(fields).encode(), **FORM)
    assert answer.status == 200, address
    return answer.read().decode()


def key_on_page(city: Installation) -> str:
    found = re.search(
        r'data-public-key="([^"]+)"', ask(city.public + "/schrijven/").read().decode()
    )
    assert found
    return found[1]


def test_what_is_written_at_one_door_is_in_the_mailbox_at_the_other(
    cities: list[Installation],
) -> None:
    one, other = cities
    words = " ".join(code.new_words())
    post(
        one.public + "/schrijven/versturen/", words=words, key=tokens.new_token(16).hex(), text=TEXT
    )

    assert TEXT in post(other.public + "/postvak/openen/", words=words)


def test_who_logged_in_at_one_door_is_logged_in_at_the_other(cities: list[Installation]) -> None:
    one, other = cities
    seen = [ask(city.staff + "/", cookie=Member(one).cookie).status for city in (one, other)]

    assert seen == [200, 200]


def test_two_workers_carry_out_each_wish_to_delete_once(cities: list[Installation]) -> None:
    one, other = cities
    words = [" ".join(code.new_words()) for _ in range(6)]
    for nth, typed in enumerate(words):
        door = cities[nth % 2].public
        post(door + "/schrijven/versturen/", words=typed, key=tokens.new_token(16).hex(), text=TEXT)
        post(door + "/postvak/wissen/", words=typed, sure="yes")

    hashes = [code.mailbox_hash(code.stretch(typed.split()).mailbox_id) for typed in words]
    assert _executed(one, hashes) == [1] * len(words)
    assert all(city.processes["worker"].poll() is None for city in (one, other))


def _executed(city: Installation, hashes: list[bytes]) -> list[int]:
    """Wait until no wish is left; return how many tombstones each mailbox has."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with look(city) as rows:
            if rows.execute("SELECT count(*) FROM channel_deletionwish") == [(0,)]:
                query = "SELECT count(*) FROM channel_tombstone WHERE mailbox_hash = ?"
                return [int(rows.execute(query, [found])[0][0]) for found in hashes]
        time.sleep(0.5)
    raise AssertionError("wishes are left")


def test_both_doors_publish_a_new_team_key(cities: list[Installation]) -> None:
    before = key_on_page(cities[0])
    new = inside(cities[0], NEW_KEY, cities[0].members()["ruud"]["phrase"])

    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and before in [key_on_page(city) for city in cities]:
        time.sleep(0.5)
    assert key_on_page(cities[0]) == key_on_page(cities[1]) != before
    assert json.dumps(new)
