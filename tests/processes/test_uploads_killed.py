"""Killed while mail and files come into a case: all of it is there, or nothing; and again is once."""

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
from uitweg.platform.accounts.actions.authorization import Actor
from django.db import connection
from django.utils import timezone
from uitweg.platform.accounts.actions import login
from uitweg.casework.cases.files import actions as uploads
from uitweg.casework.cases.timeline.actions.entries import EntryAttributes
from uitweg.casework.cases.models import Case, FilePiece
case = Case.objects.select_related("coordinator").earliest("pk")
by, now = case.coordinator, timezone.now()
ring = login.keyring_of(by, login.unlock_seed(by, PHRASE))
mail = b"From: a@b.example\\nSubject: x\\n\\nwoorden"
given = [("a.eml", mail), ("b.zip", bytes(700_000)), ("c.zip", b"PK")]
def drop():
    entries = uploads.prepare_entries(given, note="", now=now)
    uploads.add_uploads(case=case, entries=entries, by=Actor(by, now, ring), form_key=b"k" * 16, attributes=EntryAttributes())
def count():
    return [case.entries.filter(kind__in=("mail", "file")).count(), FilePiece.objects.filter(case=case).count()]
"""
KILLED = """
with connection.execute_wrapper(killing):
    drop()
drop()  # the same again is still once
"""
COUNTED = "print(json.dumps(count()))"


def test_killed_at_any_statement_a_drop_is_whole_or_not_there(tmp_path: Path) -> None:
    """After each kill the same is dropped again, and comes one statement further."""
    city = Installation(tmp_path / "data").make()
    start = START.replace("PHRASE", repr(city.members()["fatima"]["phrase"]))
    _, tries = at_every_statement(city, start, [], does=KILLED, looks=COUNTED)

    assert len(tries) > 5
    for tried, counted in tries:
        assert counted.found == ([0, 0] if tried.killed else [2, 12])
