"""Killed while a case gets a new key: all of it opens under the old one, or all under the new."""

import json
from pathlib import Path

import pytest

from tests.installation import Installation

START = """
import os, json, signal, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.settings"
os.environ["UITWEG_DOOR"] = "staff"
django.setup()
from django.db import connection
from django.utils import timezone
from uitweg.access import login
from uitweg.access.models import Member
from uitweg.cases import granting, sealed, sheets, strict
from uitweg.cases.models import Case
from uitweg.cases.rules import Level
from uitweg.cases.sight import ALL_GROUPS, Reason
case = Case.objects.select_related("coordinator").get(pk=Case.objects.earliest("pk").pk)
by = case.coordinator
ring = login.keyring_of(by, login.open_seed(by, PHRASE))
now = timezone.now()
"""
KILLED = """
other = Member.objects.exclude(pk=by.pk).filter(role="coordinator").exclude(public_key=b"").first()
granting.give(case=case, to=other, level=Level.MANAGE, groups=ALL_GROUPS, until=None,
              reason=Reason.DEPUTY, seen=granting.shown(case), by=by, keyring=ring, now=now)
left = STATEMENTS
def killing(execute, sql, params, many, context):
    global left
    if sql.startswith(("UPDATE", "INSERT", "DELETE")):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
with connection.execute_wrapper(killing):
    strict.make_strict(case=case, by=by, keyring=ring, now=now)
print("whole")
"""
OPENS = """
key = sealed.opened(case, ring)
texts = [
    key.unlock(
        row._meta.db_table, bytes(row.form_key), getattr(row, lies.field), field=lies.field
    )
    for lies in strict.under_key()
    for row in lies.rows_of(case)
    if bytes(getattr(row, lies.field))
]
print(json.dumps([case.is_strict, len(texts), texts.count(None), case.shares.count()]))
"""


@pytest.mark.parametrize("statements", [pytest.param(2, marks=pytest.mark.long), 8, 99])
def test_killed_at_any_statement_nothing_is_half(tmp_path: Path, statements: int) -> None:
    city = Installation(tmp_path / "data").make()
    phrase = city.members()["fatima"]["phrase"]
    start = START.replace("PHRASE", repr(phrase))
    killed = city.program(start + KILLED.replace("STATEMENTS", str(statements)))
    opened = city.program(start + OPENS)

    assert killed.returncode == (0 if statements == 99 else -9), killed.stderr
    is_strict, texts, shut, shares = json.loads(opened.stdout)
    assert is_strict == (statements == 99)
    assert texts > 5
    assert shut == 0
    assert shares == (3 if is_strict else 0)
