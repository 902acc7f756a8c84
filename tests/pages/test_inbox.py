"""The way in, under many hands at once, and what its connection may not do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.installation import ROOT, Installation

MANY = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.settings"
django.setup()
from concurrent.futures import ThreadPoolExecutor
from uitweg.sealing import code
code.ITERATIONS = 10
from tests import people
from uitweg.reports import inbox
from uitweg.reports.models import Message, Report
before = Report.objects.count(), Message.objects.count()
made = [people.sealed() for _ in range(60)]
def send(n):
    arriving, public = made[n % 60]
    inbox.receive_report(arriving, reporter_key=public, in_browser=True)
with ThreadPoolExecutor(16) as pool:
    errors = [f.exception() for f in [pool.submit(send, n) for n in range(240)] if f.exception()]
import json
print(json.dumps([len(errors), Report.objects.count() - before[0], Message.objects.count() - before[1]]))
"""
GUARDED = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.settings"
django.setup()
from django.db import DatabaseError, connections, transaction
refused = []
for line in (
    "DELETE FROM reports_message", "UPDATE reports_report SET state='advice'",
    "INSERT INTO reports_answer (report_id) VALUES (1)", "DROP TABLE reports_report",
    "INSERT INTO reports_teamkey (since) VALUES ('2026-01-01')", "UPDATE reports_tombstone SET asked_at = NULL",
):
    try:
        with transaction.atomic(using="channel"):
            connections["channel"].cursor().execute(line)
    except DatabaseError as error:
        said = str(error).lower()
        refused.append("not authorized" in said or "denied" in said or "must be owner" in said)
import json
print(json.dumps([refused, list(connections.databases)]))
"""


@pytest.fixture
def city(tmp_path: Path) -> Installation:
    """An installation on the store of this run; on PostgreSQL it may be there already."""
    made = Installation(tmp_path / "data")
    made.run("init", "--name", "Fatima", "--login", "fatima")
    return made


def python(city: Installation, program: str, **more: str) -> list[object]:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=city.environment | more,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    said: list[object] = json.loads(done.stdout)
    return said


def test_sixteen_writers_at_once_make_no_error_and_no_double(city: Installation) -> None:
    assert python(city, MANY) == [0, 60, 60]


def test_the_public_doors_connection_can_neither_change_nor_remove(city: Installation) -> None:
    refused, stores = python(city, GUARDED, UITWEG_DOOR="public")

    assert refused == [True] * 6
    assert "channel" in stores
