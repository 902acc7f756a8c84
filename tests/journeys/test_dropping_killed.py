"""Killed while mail and files come into a case: all of it is there, or nothing; and again is once."""

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
from uitweg.cases import dropping
from uitweg.cases.actions import Meant
from uitweg.cases.models import Case, Piece
case = Case.objects.select_related("coordinator").earliest("pk")
by, now = case.coordinator, timezone.now()
ring = login.keyring_of(by, login.open_seed(by, PHRASE))
mail = b"From: a@b.example\\nSubject: x\\n\\nwoorden"
given = [("a.eml", mail), ("b.zip", bytes(700_000)), ("c.zip", b"PK")]
def drop():
    parcels = dropping.packed(given, note="", now=now)
    dropping.add(case=case, parcels=parcels, by=by, keyring=ring, form_key=b"k" * 16, now=now, meant=Meant())
def count():
    return [case.entries.filter(kind__in=("mail", "file")).count(), Piece.objects.filter(case=case).count()]
"""
KILLED = """
left = STATEMENTS
def killing(execute, sql, params, many, context):
    global left
    if sql.startswith(("UPDATE", "INSERT", "DELETE")):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
with connection.execute_wrapper(killing):
    drop()
"""
AGAIN = """
before = count()
drop()
print(json.dumps([before, count()]))
"""


@pytest.mark.parametrize("statements", [1, pytest.param(3, marks=pytest.mark.long), 5, 99])
def test_killed_at_any_statement_a_drop_is_whole_or_not_there(
    tmp_path: Path, statements: int
) -> None:
    city = Installation(tmp_path / "data").make()
    start = START.replace("PHRASE", repr(city.members()["fatima"]["phrase"]))
    killed = city.program(start + KILLED.replace("STATEMENTS", str(statements)))
    again = city.program(start + AGAIN)

    assert killed.returncode == (0 if statements == 99 else -9), killed.stderr
    before, after = json.loads(again.stdout)
    assert before == ([2, 12] if statements == 99 else [0, 0])
    assert after == [2, 12]
