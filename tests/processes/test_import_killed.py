"""A process that brings in a list is killed: nothing of the list is there, or all of it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.installation import Installation
from tests.support.killed import each_in_turn
from tests.support.machine import postgres

pytestmark = pytest.mark.long

START = """
import os, signal, sys, time, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
django.setup()
from uitweg.platform.accounts.actions.authorization import Actor
from django.utils import timezone
from bench.importing import prepared_upload, fatima
from django.db.models import QuerySet
from uitweg.casework.spreadsheets.actions import importing
by, keyring = fatima()
def bring_in(rows):
    opened = prepared_upload(by, keyring, rows)
    importing.import_rows(opened=opened, by=Actor(by, timezone.now(), keyring))
"""
KILLED = """
stage = "STAGE"
place, name = {"numbers": (importing, "prepare_new_cases"), "audit": (importing, "_record_import")}.get(
    stage, (QuerySet, "bulk_create"))
does = getattr(place, name)
def and_dies(*given, **more):
    made = does(*given, **more)
    if place is importing or stage in given[0].model._meta.db_table:
        os.kill(os.getpid(), signal.SIGKILL)
    return made
setattr(place, name, and_dies)
bring_in(ROWS)
"""
WHOLE = """
bring_in(ROWS)
os.kill(os.getpid(), signal.SIGKILL)
"""
COUNTS = """
import json, os, sys, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
django.setup()
from uitweg.platform.audit.actions import audit_log
from uitweg.casework.cases.models import Action, Case, CaseGrant, Entry, Sheet, SearchToken
from uitweg.casework.spreadsheets.models import Import, ImportedRow, Upload
tables = (Case, CaseGrant, Sheet, Entry, Action, SearchToken, Import, ImportedRow)
found = {table.__name__: table.objects.count() for table in tables}
found["waits"], found["broken"] = Upload.objects.count(), audit_log.first_broken_entry()
print(json.dumps(found))
"""
ALL_OF_IT = """
bring_in(5000)
print("done", flush=True)
time.sleep(60)
"""
BESIDE = """
import os, sys, time, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitweg.site.config.settings")
django.setup()
from uitweg.platform.accounts.actions.authorization import Actor
from django.db import connections
from django.utils import timezone
from bench.importing import fatima
from uitweg.casework.cases.timeline.actions import entries
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.case.rules.contents import EntryKind
from uitweg.platform.sealing import tokens
by, keyring = fatima()
case = Case.objects.visible_to(by).filter(state="active").order_by("id")[0]
while True:
    entries.add_entry(case=case, kind=EntryKind.NOTE, text="Ondertussen", by=Actor(by, timezone.now(), keyring), form_key=tokens.new_token(16))
    print("wrote", flush=True)
"""


STORES = ["sqlite", pytest.param("postgres", marks=pytest.mark.long)]


@pytest.fixture(scope="module", params=STORES)
def city(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    with postgres() if request.param == "postgres" else nullcontext("") as address:
        folder = tmp_path_factory.mktemp("killed") / "data"
        yield Installation(folder, {"UITWEG_DATABASE_URL": address}).make()


def killed(city: Installation, stage: str, rows: int) -> tuple[dict[str, int], dict[str, int]]:
    """Bring in so many rows, kill -9 at that stage; return the counts before and after."""
    program = (KILLED if stage else WHOLE).replace("STAGE", stage).replace("ROWS", str(rows))
    before, going, after = each_in_turn(city, START, [COUNTS, program, COUNTS])
    assert going.killed
    return before.found, after.found


def _of_the_server(address: str) -> Path:
    """Return the folder of PostgreSQL's files; it listens on a socket that lies in it."""
    return Path(parse_qs(urlsplit(address).query)["host"][0])


@pytest.mark.parametrize(
    ("stage", "rows"),
    [
        ("case", 60),
        ("searchtoken", 60),
        *(
            pytest.param(*each, marks=pytest.mark.long)
            for each in (("numbers", 300), ("sheet", 300), ("audit", 5000))
        ),
    ],
)
def test_killed_in_the_middle_nothing_of_it_is_there_and_the_list_still_waits(
    city: Installation, stage: str, rows: int
) -> None:
    before, after = killed(city, stage, rows)

    assert after == before | {"waits": 1}
    assert after["broken"] is None


def test_killed_right_after_all_of_it_is_there(city: Installation) -> None:
    before, after = killed(city, "", 60)

    for table in ("Case", "CaseGrant", "Sheet", "Entry", "Action", "ImportedRow"):
        assert after[table] - before[table] == 60, table
    assert (after["Import"] - before["Import"], after["waits"], after["broken"]) == (1, 0, None)


def test_a_colleague_writes_on_while_five_thousand_rows_come_in(city: Installation) -> None:
    (before,), wrote = each_in_turn(city, "", [COUNTS]), 0
    going = {"env": city.environment, "stdout": subprocess.PIPE, "text": True}
    with (
        subprocess.Popen([sys.executable, "-c", START + ALL_OF_IT], **going) as brings,  # type: ignore[call-overload]
        subprocess.Popen([sys.executable, "-c", BESIDE], **going) as beside,  # type: ignore[call-overload]
    ):
        assert brings.stdout.readline() == "done\n"
        assert beside.poll() is None  # no write of hers was refused
        brings.kill()
        assert beside.stdout.readline() == "wrote\n"
        beside.kill()
        wrote = 1 + beside.stdout.read().count("wrote\n")
    (after,) = each_in_turn(city, "", [COUNTS])
    grown = {table: after.found[table] - before.found[table] for table in ("Case", "Entry")}

    assert grown["Case"] == 5000
    assert grown["Entry"] - 5000 >= wrote
    assert after.found["broken"] is None


def test_nothing_of_the_list_stands_on_the_disk_in_the_clear(city: Installation) -> None:
    """On PostgreSQL the server's own files too, with the log it writes ahead."""
    killed(city, "audit", 60)
    store = city.environment["UITWEG_DATABASE_URL"]
    folders = [Path(city.folder), *([_of_the_server(store)] if store else [])]
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    whole = b"".join(file.read_bytes() for file in files)

    assert b"Jongere 17" not in whole
    assert b"06-555 00017" not in whole
