"""Leads press at once while members write and one of them is put out: one key, nothing lost."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.support.installation import Installation
from tests.support.machine import postgres

pytestmark = pytest.mark.long

AT_ONCE = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connections
from django.test import Client
from django.utils import timezone
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.keys.actions import key_renewal, reencryption
from uitweg.casework.cases.models import Case, Entry
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions import login, sessions
from uitweg.platform.accounts.models import KeyShare, Member
from uitweg.platform.sealing import tokens
from uitweg.site.web import staff_urls
from django.conf import settings
settings.ALLOWED_HOSTS = ["*"]
Member.objects.filter(login="joris").update(role="lead")
SEEDS = {
    name: login.unlock_seed(Member.objects.get(login=name), PHRASES[name])
    for name in ("fatima", "ruud", "joris", "noor")
}
def browser(name):
    member, client = Member.objects.get(login=name), Client()
    keyring = login.keyring_of(member, SEEDS[name])
    value = sessions.open_session(member, keyring, now=timezone.now())
    client.cookies[sessions.SESSION_COOKIE] = value
    return client
case, present = Case.objects.get(pk=1), TeamKey.current_id().hex()
def press(client):
    return client.post("/beheer/leden/sleutel/nieuw/", {"present": present}).status_code
def write(client):
    said = []
    for nth in range(6):
        text = f"Tegelijk {tokens.token_text(9)}"
        form = {"text": text, "kind": "note", "key": tokens.new_token(16).hex()}
        answer = client.post("/casus/1/", form)
        said.append((answer.status_code, text))
    return said
def go_on(client):
    return client.post("/beheer/leden/sleutel/verder/").status_code
def put_out(client):
    noor = Member.objects.get(login="noor")
    return client.post(f"/beheer/leden/{noor.pk}/beeindigen/").status_code
noor = Member.objects.get(login="noor")
Member.objects.filter(pk=noor.pk).update(role="coordinator")
share = KeyShare.objects.get(member__login="fatima")
from uitweg.platform.accounts.actions import key_shares
from uitweg.platform.accounts.actions.keyring import TeamKeys
keys = login.keyring_of(Member.objects.get(login="ruud"), SEEDS["ruud"]).team
for team_keys in keys.values():
    noor.role = "coordinator"
    key_shares.give_share(team_keys, noor, bytes(noor.public_key), by=None, now=timezone.now())
jobs = [(press, "ruud"), (press, "joris"), (write, "fatima"), (write, "fatima"),
        (put_out, "ruud"), (go_on, "ruud"), (write, "fatima")]
clients = [(job, browser(name)) for job, name in jobs]
def run(pair):
    try:
        return pair[0](pair[1])
    finally:
        connections.close_all()
with ThreadPoolExecutor(len(clients)) as pool:
    done = list(pool.map(run, clients))
for _ in range(3):
    browser("ruud").post("/beheer/leden/sleutel/verder/")
fatima = Member.objects.get(login="fatima")
ring = login.keyring_of(fatima, SEEDS["fatima"])
shut, texts = 0, []
for each in Case.objects.all():
    key = case_keys.open_case_key(each, ring)
    for sealed in reencryption.case_sealed_fields():
        for row in sealed.rows_of(each):
            value = bytes(getattr(row, sealed.field))
            if value:
                text = key.unlock(row._meta.db_table, bytes(row.form_key), value, field=sealed.field)
                shut += text is None
                texts.append(text)
writes = [pair for job in done if isinstance(job, list) for pair in job]
print(json.dumps({
    "presses": sorted(done[:2]),
    "keys": TeamKey.objects.count(),
    "current": TeamKey.objects.filter(retired_at=None).count(),
    "statuses": sorted({status for status, _ in writes}),
    "lost": sum(texts.count(text) != 1 for status, text in writes if status == 302),
    "shut": shut,
    "left": key_renewal.outdated_cases().count(),
    "shares_of_who_left": KeyShare.objects.filter(member=noor).count(),
    "put_out": done[4],
}))
"""


@pytest.mark.parametrize("store", ["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
def test_one_key_is_made_and_nothing_is_lost(tmp_path: Path, store: str) -> None:
    with postgres() if store == "postgres" else nullcontext("") as address:
        city = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": address}).make()
        phrases = {login: member["phrase"] for login, member in city.members().items()}
        done = city.program(AT_ONCE.replace("PHRASES", repr(phrases)))

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {
        "presses": [302, 409],
        "keys": 2,
        "current": 1,
        "statuses": [302],
        "lost": 0,
        "shut": 0,
        "left": 0,
        "shares_of_who_left": 0,
        "put_out": 302,
    }
