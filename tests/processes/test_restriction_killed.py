"""Killed while a case gets a new key: all of it opens under the old one, or all under the new."""

from pathlib import Path

import pytest

from tests.support.installation import Installation
from tests.support.killed import at_every_statement

pytestmark = pytest.mark.long

START = """
import os, json, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from django.db import connection
from django.utils import timezone
from uitweg.platform.accounts.actions import login
from uitweg.platform.accounts.actions.authorization import Actor
from uitweg.platform.accounts.models import Member
from uitweg.casework.cases.grants.actions import grants
from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.keys.actions import reencryption, restriction
from uitweg.casework.cases.sheets import actions as sheets
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.case.rules.grants import AccessLevel
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS; from uitweg.casework.cases.case.rules.grants import GrantReason
def the_case():
    return Case.objects.select_related("coordinator").earliest("pk")
by = the_case().coordinator
ring = login.keyring_of(by, login.unlock_seed(by, PHRASE))
acting = Actor(by, timezone.now(), ring)
other = Member.objects.exclude(pk=by.pk).filter(role="coordinator").exclude(public_key=b"").first()
"""
GRANTED = """
case = the_case()
grants.grant_access(case=case, to=other, level=AccessLevel.MANAGE, groups=ALL_GROUPS, until=None,
                    reason=GrantReason.DEPUTY, shown_grants=grants.active_grant_ids(case), by=acting)
"""
KILLED = """
with connection.execute_wrapper(killing):
    restriction.restrict_case(case=the_case(), by=acting)
"""
OPENS = """
case = the_case()
key = case_keys.open_case_key(case, ring)
texts = [
    key.unlock(
        row._meta.db_table, bytes(row.form_key), getattr(row, sealed_field.field), field=sealed_field.field
    )
    for sealed_field in reencryption.case_sealed_fields()
    for row in sealed_field.rows_of(case)
    if bytes(getattr(row, sealed_field.field))
]
print(json.dumps([case.is_restricted, len(texts), texts.count(None), case.key_copies.count()]))
"""


def test_killed_at_any_statement_nothing_is_half(tmp_path: Path) -> None:
    """After each kill it is tried again, and comes one statement further; the last is whole."""
    city = Installation(tmp_path / "data").make()
    start = START.replace("PHRASE", repr(city.members()["fatima"]["phrase"]))
    (granted,), tries = at_every_statement(city, start, [GRANTED], does=KILLED, looks=OPENS)

    assert not granted.killed
    assert len(tries) > 8
    for tried, opens in tries:
        is_restricted, texts, shut, shares = opens.found
        assert is_restricted == (not tried.killed)
        assert texts > 5
        assert shut == 0
        assert shares == (3 if is_restricted else 0)
