"""Killed while the team gets a new key: everything opens after each kill, and it is finished."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.support.installation import Installation
from tests.support.killed import at_every_statement
from tests.support.machine import postgres

START = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from django.db import connections
from django.utils import timezone
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.grants.actions import grants
from uitweg.casework.cases.keys.actions import key_renewal, reencryption, restriction
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS
from uitweg.casework.cases.case.rules.grants import AccessLevel, GrantReason
from uitweg.channel.answers.actions import reports
from uitweg.channel.conversation.actions import decryption, team_keys
from uitweg.channel.conversation.models import Message, TeamKey
from uitweg.platform.accounts.actions import key_shares, login
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import KeyShare, Member
from uitweg.platform.audit.actions import audit_log
SEEDS = {}
for name in ("fatima", "ruud", "joris"):
    member = Member.objects.get(login=name)
    SEEDS[name] = login.unlock_seed(member, PHRASES[name])
def acting(name):
    member = Member.objects.get(login=name)
    return Actor(member, timezone.now(), login.keyring_of(member, SEEDS[name]))
def killed(work):
    with connections["default"].execute_wrapper(killing):
        with connections["channel"].execute_wrapper(killing):
            work()
"""
RESTRICTED = """
case, by = Case.objects.earliest("pk"), acting("fatima")
other = Member.objects.get(login="joris")
grants.grant_access(case=case, to=other, level=AccessLevel.MANAGE, groups=ALL_GROUPS, until=None,
                    reason=GrantReason.DEPUTY, shown_grants=grants.active_grant_ids(case), by=by)
restriction.restrict_case(case=case, by=by)
"""
TURNED = """
by, first = acting("ruud"), TeamKey.objects.earliest("id")
if key_shares.newest_key_id() == bytes(first.key_id):
    killed(lambda: team_keys.turn_team_key(by=by, present_id=bytes(first.key_id)))
else:
    killed(lambda: team_keys.publish_newest_key(by.keyring, now=by.now))
"""
RENEWED = """
for name in ("ruud", "fatima"):
    killed(lambda: key_renewal.renew_some(by=acting(name), seconds=60))
"""
OPENS = """
found = {"shut": 0, "texts": 0, "messages": 0, "keys": TeamKey.objects.count()}
ring = acting("fatima").keyring
for case in Case.objects.order_by("pk"):
    holders = ["fatima", "joris"] if case.is_restricted else ["ruud"]
    for holder in holders:
        key = case_keys.open_case_key(case, acting(holder).keyring)
    for sealed in reencryption.case_sealed_fields():
        for row in sealed.rows_of(case):
            value = bytes(getattr(row, sealed.field))
            if value:
                text = key.unlock(row._meta.db_table, bytes(row.form_key), value, field=sealed.field)
                found["texts"] += 1
                found["shut"] += text is None
for message in Message.objects.select_related("report"):
    found["messages"] += 1
    found["shut"] += decryption.decrypt_message(message.report, message, ring) is None
current = TeamKey.current()
found["current"] = TeamKey.objects.filter(retired_at=None).count()
found["readable"] = all(
    bytes(current.key_id) in acting(name).keyring.team for name in ("fatima", "ruud", "joris")
)
found["on_the_sheet"] = KeyShare.objects.of_sheet().filter(team_key_id=current.key_id).exists()
found["old"] = key_renewal.outdated_cases().count()
found["broken"] = audit_log.first_broken_entry()
print(json.dumps(found))
"""


@pytest.mark.parametrize("store", ["sqlite", pytest.param("postgres", marks=pytest.mark.long)])
def test_killed_at_any_statement_everything_opens_and_it_is_finished(
    tmp_path: Path, store: str
) -> None:
    with postgres() if store == "postgres" else nullcontext("") as address:
        city = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": address}).make()
        phrases = {login: member["phrase"] for login, member in city.members().items()}
        start = START.replace("PHRASES", repr(phrases))
        (restricted,), turns = at_every_statement(
            city, start, [RESTRICTED], does=TURNED, looks=OPENS
        )
        _, renewals = at_every_statement(city, start, [], does=RENEWED, looks=OPENS)

    assert not restricted.killed
    assert len(turns) > 6
    assert len(renewals) > 12
    for tried, opens in [*turns, *renewals]:
        found = opens.found
        assert not found["shut"], tried.said
        assert found["texts"] > 5
        assert found["messages"] > 5
        assert found["current"] == 1
        assert found["readable"]
        assert found["on_the_sheet"]
        assert found["broken"] is None
    assert turns[-1][1].found["keys"] == 2
    assert renewals[-1][1].found["old"] == 0
    assert renewals[0][1].found["old"] > 0
