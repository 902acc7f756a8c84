"""The way in, under many hands at once, and what its connection may not do."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext

import pytest

from tests.support.installation import ROOT, Installation
from tests.support.machine import postgres

MANY = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from concurrent.futures import ThreadPoolExecutor
from uitweg.platform.sealing import code
code.ITERATIONS = 10
from tests.support import people
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.conversation.models import Message, Report
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
TWO_DOORS = """
import json, multiprocessing, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.db import connections
from uitweg.platform.sealing import code
code.ITERATIONS = 10
from tests.support import people
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.conversation.models import Message, Report
words = [code.new_words() for _ in range(30)]
made = [people.sealed(each) for each in words]
more = [people.sealed(each, text="En nog dit.")[0] for each in words]
before = Report.objects.count(), Message.objects.count()
connections.close_all()
def send(n):
    arriving, public = made[n % 30]
    inbox.receive_report(arriving, reporter_key=public, in_browser=True)
    inbox.receive_message(more[n % 30])
def a_door(numbers):
    with ThreadPoolExecutor(16) as pool:
        sent = [pool.submit(send, n) for n in numbers]
    return [repr(each.exception()) for each in sent if each.exception()]
with multiprocessing.get_context("fork").Pool(2) as doors:
    errors = doors.map(a_door, [range(120), range(119, -1, -1)], chunksize=1)
rows = Report.objects.count() - before[0], Message.objects.count() - before[1]
print(json.dumps([sum(errors, []), *rows]))
"""
BEATEN_TO_IT = """
import json, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.db import IntegrityError
from uitweg.channel.inbox.actions import inbox
def write_that_meets_another_door(times):
    tries = []
    def write():
        tries.append(1)
        if len(tries) <= times:
            raise IntegrityError
    return write
said = []
for times in (0, 1, 2, 3):
    try:
        inbox.store(write_that_meets_another_door(times))
        said.append("stored")
    except inbox.AlreadyUsed:
        said.append("AlreadyUsed")
print(json.dumps(said))
"""
ON_A_LOOP = """
import asyncio, collections, json, os, django
from types import SimpleNamespace
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.conf import settings
from uitweg.platform.sealing import code
code.ITERATIONS = 10
from tests.support import people
from tests.support.processes import look
from uitweg.channel.inbox.actions import inbox
made = [people.sealed() for _ in range(40)]
thief = inbox.IncomingMessage(**{**people.sealed()[0].__dict__, "key": made[0][0].key})
copier = inbox.IncomingMessage(**{**people.sealed()[0].__dict__, "for_team": made[1][0].for_team})
stranger = people.sealed()[0]
def breaks():
    raise ZeroDivisionError
writes = [inbox.ReportWrite(made[n % 40][0], made[n % 40][1], True) for n in range(120)]
for n, wrong in enumerate((thief, copier)):
    writes.insert(50 + 9 * n, inbox.ReportWrite(wrong, made[0][1], True))
writes[70:70] = [inbox.MessageWrite(stranger), breaks]
here = SimpleNamespace(environment=os.environ, folder=settings.DATA)
def asked(question, *given):
    with look(here) as store:
        return store.execute(question, given)
def counted():
    return [asked(f"SELECT count(*) FROM channel_{t}")[0][0] for t in ("report", "message")]
before, held = counted(), 0
async def send(write):
    global held
    try:
        await inbox.store_async(write)
    except Exception as error:
        return type(error).__name__
    if isinstance(write, inbox.ReportWrite):
        held += len(asked('SELECT 1 FROM channel_message WHERE "key" = ?', write.arriving.key))
    return "stored"
async def all_of_them():
    return collections.Counter(await asyncio.gather(*map(send, writes)))
found = asyncio.run(all_of_them())
rows = [now - then for now, then in zip(counted(), before)]
print(json.dumps([found, held, rows]))
"""
DEADLOCKED = """
import json, os, sys, threading, time, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from concurrent.futures import Future
from contextlib import suppress
import psycopg
from django.db import connections
from uitweg.platform.sealing import code
code.ITERATIONS = 10
from tests.support import people
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.conversation.models import Message
made = [people.sealed() for _ in range(3)]
reports = [inbox.ReportWrite(arriving, public, True) for arriving, public in made]
def breaks():
    raise ZeroDivisionError
writes = [breaks, *reports] if "alone" in sys.argv else reports
row = "INSERT INTO channel_report (mailbox_hash, reporter_key, received_at, sealed_in_browser) VALUES (%s, %s, now(), true)"
def take(report):
    other.execute(row, (report.arriving.mailbox_hash, b"x" * 32))
write_alone = inbox._write_alone
def write_alone_when_taken(write):
    inbox._write_alone = write_alone
    take(reports[2])
    return write_alone(write)
waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
address = connections["channel"].get_connection_params()
address = {key: address[key] for key in ("dbname", "host", "user") if key in address}
with psycopg.connect(**address) as other, psycopg.connect(**address, autocommit=True) as looks:
    if "alone" in sys.argv:
        inbox._write_alone = write_alone_when_taken
    else:
        take(reports[2])
    said = []
    group = [(write, Future()) for write in writes]
    writer = threading.Thread(target=lambda: said.extend(inbox._commit(group)))
    writer.start()
    for _ in range(100):
        if looks.execute(waiting).fetchone()[0]:
            break
        time.sleep(0.01)
    with suppress(psycopg.Error):  # when the writer is back before this one woke up
        take(reports[0])  # waits until the writer is undone, which held it and waited for the other
    other.rollback()
    writer.join()
stored = [Message.objects.filter(key=each.arriving.key).count() for each in reports]
print(json.dumps([[type(error).__name__ for _, error in said], stored]))
"""
GIVEN_UP = """
import asyncio, json, os, threading, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from uitweg.channel.inbox.actions import inbox
inbox.WRITE_TIMEOUT_SECONDS = 0.2
begun, go, ran = threading.Event(), threading.Event(), []
def slow():
    begun.set()
    go.wait(10)
async def send():
    first = asyncio.ensure_future(inbox.store_async(slow))
    await asyncio.to_thread(begun.wait, 10)
    second = asyncio.ensure_future(inbox.store_async(lambda: ran.append("late")))
    said = await asyncio.gather(first, second, return_exceptions=True)
    go.set()
    await inbox.store_async(lambda: ran.append("next"))
    return [type(one).__name__ for one in said]
print(json.dumps([asyncio.run(send()), ran]))
"""
ROLLED_BACK = """
import asyncio, json, os, threading, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.db import OperationalError, connections
from uitweg.platform.sealing import code
code.ITERATIONS = 10
from tests.support import people
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.conversation.models import Message
arriving, public = people.sealed()
report = inbox.ReportWrite(arriving, public, True)
begun, go = threading.Event(), threading.Event()
def first():
    begun.set()
    go.wait(10)
def breaks():
    raise ZeroDivisionError
def store_gives_up():
    connections["channel"].cursor().execute("ROLLBACK")
    raise OperationalError("disk I/O error")
async def said(write):
    try:
        await inbox.store_async(write)
    except Exception as error:
        return type(error).__name__
    return "stored"
async def all_of_them():
    before = asyncio.ensure_future(said(first))
    await asyncio.to_thread(begun.wait, 10)
    group = [asyncio.ensure_future(said(write)) for write in (breaks, report, store_gives_up)]
    await asyncio.sleep(0)
    go.set()
    return [await before, *await asyncio.gather(*group), await said(report)]
found = asyncio.run(all_of_them())
print(json.dumps([found, Message.objects.filter(key=arriving.key).count()]))
"""
GUARDED = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "uitweg.site.config.settings"
django.setup()
from django.db import DatabaseError, connections, transaction
refused = []
for line in (
    "DELETE FROM channel_message", "UPDATE channel_report SET state='advice'",
    "INSERT INTO channel_answer (report_id) VALUES (1)", "DROP TABLE channel_report",
    "INSERT INTO channel_teamkey (since) VALUES ('2026-01-01')", "UPDATE channel_tombstone SET asked_at = NULL",
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


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def city(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """The demo's city, on each kind of store."""
    folder = tmp_path_factory.mktemp("city") / "data"
    with postgres() if request.param == "postgresql" else nullcontext("") as address:
        yield Installation(folder, {"UITWEG_DATABASE_URL": address}).make()


def python(city: Installation, program: str, *given: str, **more: str) -> list[object]:
    done = subprocess.run(
        [sys.executable, "-c", program, *given],
        env=city.environment | more,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    said: list[object] = json.loads(done.stdout)
    return said


@pytest.mark.postgres
def test_sixteen_writers_at_once_make_no_error_and_no_double(city: Installation) -> None:
    assert python(city, MANY) == [0, 60, 60]


def test_two_doors_that_are_sent_the_same_forms_store_each_once(city: Installation) -> None:
    assert python(city, TWO_DOORS) == [[], 30, 60]


@pytest.mark.parametrize("city", ["postgresql"], indirect=True)
@pytest.mark.parametrize("how", ["together", "alone"])
def test_a_deadlock_with_another_door_is_an_error_to_nobody(city: Installation, how: str) -> None:
    """Each is stored by itself then; also when the group had a fault in it and was taken apart."""
    found, stored = python(city, DEADLOCKED, how)

    assert found == ["ZeroDivisionError"] * (how == "alone") + ["NoneType"] * 3
    assert stored == [1, 1, 1]


def test_a_write_that_another_door_was_before_looks_once_more(city: Installation) -> None:
    """Once in the group, once alone, and then it would have found what the other stored."""
    assert python(city, BEATEN_TO_IT) == ["stored", "stored", "stored", "AlreadyUsed"]


def test_who_fails_in_a_group_takes_no_neighbour_along(city: Installation) -> None:
    """Each of 40 reports comes three times, among a stolen key, a copy, a stranger and a fault."""
    found, held, rows = python(city, ON_A_LOOP)

    assert found == {"stored": 120, "AlreadyUsed": 2, "UnknownMailbox": 1, "ZeroDivisionError": 1}
    assert (held, rows) == (120, [40, 40])


def test_what_was_given_up_before_it_began_is_never_written(city: Installation) -> None:
    said, ran = python(city, GIVEN_UP)

    assert (said, ran) == (["TooBusy", "TooBusy"], ["next"])


@pytest.mark.parametrize("city", ["sqlite"], indirect=True)
def test_nobody_is_told_stored_when_the_store_itself_rolled_back_the_group(
    city: Installation,
) -> None:
    """SQLite may undo a whole transaction by itself, on a full or failing disk."""
    said, rows = python(city, ROLLED_BACK)

    assert (said, rows) == (["stored", "TooBusy", "TooBusy", "TooBusy", "stored"], 1)


def test_the_public_doors_connection_can_neither_change_nor_remove(city: Installation) -> None:
    refused, stores = python(city, GUARDED, UITWEG_DOOR="public")

    assert refused == [True] * 6
    assert "channel" in stores
