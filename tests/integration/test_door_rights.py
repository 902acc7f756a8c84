"""What somebody with the public door's login to the store may do: read, add a row, and no more.

Each attack goes by the rights of the door's own connection: the role on PostgreSQL, the authorizer
on SQLite. That the door's process has that connection: test_inbox.py.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from tests.support import people
from tests.support.people import acting
from uitweg.channel.answers.actions import reports
from uitweg.channel.attachments.actions import uploads
from uitweg.channel.conversation.models import (
    Attachment,
    Chunk,
    DeletionWish,
    Message,
    Report,
    Tombstone,
)
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.mailbox.actions import news
from uitweg.platform.alarms.models import Alarm
from uitweg.platform.sealing import code, files, tokens
from uitweg.site.config import door_rights, insert_only

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(databases=["default", "channel"])]

ON_POSTGRES = "UITWEG_DATABASE_URL" in os.environ
REPORT = "INSERT INTO channel_report (mailbox_hash, reporter_key, received_at, sealed_in_browser"
ONE = f"{REPORT}) VALUES ({{}}, {{}}, {{}}, TRUE)"
MESSAGE = (
    "INSERT INTO channel_message (report_id, key, digest, danger_now, received_at, for_team,"
    " for_reporter) SELECT min(id), {}, {}, FALSE, '2026-01-01', {}, {} FROM channel_report"
)
BYTES, MANY = ("'\\x01'::bytea", "repeat('a', 300000)::bytea") if ON_POSTGRES else (
    "x'01'", "zeroblob(300000)"
)  # fmt: skip
BOTH = [
    "DELETE FROM channel_message",
    "UPDATE channel_report SET state = 'deleted'",
    "UPDATE channel_deletionwish SET asked_at = NULL",
    "INSERT INTO channel_answer (report_id) VALUES (1)",
    "INSERT INTO channel_teamkey (since) VALUES ('2026-01-01')",
    "INSERT INTO channel_junkbatch (junked_at, junked_by) VALUES ('2020-01-01', 1)",
    "SELECT mailbox_id FROM channel_deletionwish",
    "CREATE TABLE mine (a int)",
    "CREATE TEMPORARY TABLE mine AS SELECT * FROM channel_chunk",
    "DROP TABLE channel_report",
    "CREATE INDEX mine ON channel_report (state)",
    ONE.format(MANY, BYTES, "'2026-01-01'"),
    ONE.format(BYTES, MANY, "'2026-01-01'"),
    ONE.format(BYTES, BYTES, "'9999-12-31 23:59:59'"),
    ONE.format(BYTES, BYTES, "'0001-01-01'"),
    MESSAGE.format(BYTES, BYTES, MANY, BYTES),
    MESSAGE.format(BYTES, BYTES, BYTES, MANY),
    f"INSERT INTO channel_chunk (file_hash, place, last, stored_on, sealed)"
    f" VALUES ({BYTES}, 0, TRUE, '2026-01-01', {MANY})",
    f"INSERT INTO channel_deletionwish (mailbox_hash, mailbox_id, asked_at)"
    f" VALUES ({BYTES}, {MANY}, '2026-01-01')",
]
SQLITE = [
    "ATTACH ':memory:' AS elsewhere",
    "PRAGMA writable_schema = ON",
    "PRAGMA ignore_check_constraints = ON",
    "PRAGMA foreign_keys = OFF",
    "PRAGMA secure_delete = OFF",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA user_version = 7",
    "CREATE TEMPORARY TRIGGER mine AFTER INSERT ON channel_report BEGIN SELECT 1; END",
    "CREATE VIEW mine AS SELECT 1",
    "UPDATE sqlite_sequence SET seq = 9223372036854775807",
    "DELETE FROM sqlite_sequence",
    "REINDEX",
    "ANALYZE",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
]
POSTGRES = [
    "TRUNCATE channel_message",
    "SELECT lo_create(0)",
    "SELECT lo_creat(-1)",
    "SELECT lo_from_bytea(0, 'x')",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SELECT nextval('channel_report_id_seq')",
    "SELECT setval('channel_report_id_seq', 9223372036854775807)",
    f"{REPORT}, id) VALUES ('\\x02', '\\x02', '2026-01-01', TRUE, 9223372036854775807)",
    f"{REPORT}, state) VALUES ('\\x02', '\\x02', '2026-01-01', TRUE, 'deleted')",
    f"{REPORT}, kept_until) VALUES ('\\x02', '\\x02', '2026-01-01', TRUE, '2020-01-01')",
    "INSERT INTO channel_message (report_id, danger_end) VALUES (1, 'police')",
    "INSERT INTO channel_message (report_id, handled_at) VALUES (1, '2026-01-01')",
    ONE.format("'\\x02'", "'\\x02'", "'infinity'"),
    ONE.format("'\\x02'", "'\\x02'", "'-infinity'"),
    "COPY channel_report TO PROGRAM 'cat'",
    "COPY channel_tombstone (mailbox_hash, asked_at) FROM STDIN",
    "SELECT count(*) FROM channel_junkbatch",
    "SELECT applied FROM django_migrations",
    "CREATE SCHEMA mine",
]
REFUSED = ("not authorized", "prohibited", "denied", "must be owner", "check constraint")


@contextmanager
def as_the_door() -> Iterator[None]:
    """Run statements on the channel store with the rights of the public door's connection."""
    connection = connections["channel"]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {door_rights.ROLE}")
            yield
            cursor.execute("RESET ROLE")
    else:
        connection.connection.set_authorizer(insert_only._authorize)
        yield
        connection.connection.set_authorizer(None)


@pytest.fixture
def rights(team) -> None:  # type: ignore[no-untyped-def]
    door_rights.set_door_rights()


def refusal(line: str) -> str:
    """Run one statement as the door; return why the store refused it, or "" when it did not."""
    try:
        with transaction.atomic(using="channel"), as_the_door():
            connections["channel"].cursor().execute(line)
    except DatabaseError as error:
        return str(error).lower()
    finally:
        if not ON_POSTGRES:
            connections["channel"].connection.set_authorizer(None)
    return ""


@pytest.mark.parametrize("line", BOTH + (POSTGRES if ON_POSTGRES else SQLITE))
def test_the_doors_login_does_nothing_but_read_and_add_what_fits(rights, line: str) -> None:
    people.a_report()
    why = refusal(line)

    assert any(word in why for word in REFUSED), why or "done"


def test_one_statement_deletes_nobodys_conversation(rights, fatima) -> None:
    """It asked for the deletion of all mailboxes, and 40 seconds later 3,342 reports were gone."""
    kept = [people.a_report() for _ in range(3)]
    moment = "'2026-01-01'"
    assert refusal(
        "INSERT INTO channel_tombstone (mailbox_hash, asked_at, by_term, by_reporter, is_held)"
        f" SELECT mailbox_hash, {moment}, FALSE, TRUE, FALSE FROM channel_report"
    )
    assert not refusal(
        "INSERT INTO channel_deletionwish (mailbox_hash, mailbox_id, asked_at)"
        f" SELECT mailbox_hash, mailbox_hash, {moment} FROM channel_report"
    )
    opened = reports.open_conversation(
        report=kept[0], by=acting(fatima, keyring=people.keyring_of(fatima))
    )
    reports.execute_tombstones(now=timezone.now())

    assert [line.text for line in opened] == [people.STORY]  # nor did it close them to the team
    assert (Report.objects.filter(state="deleted").count(), Message.objects.count()) == (0, 3)
    assert not DeletionWish.objects.exists()
    assert not Tombstone.objects.exists()
    assert list(Alarm.objects.values_list("kind", "count")) == [("forged-wishes", 3)]


def test_a_forged_wish_does_not_hinder_the_reporters_own(rights) -> None:
    report = people.a_report()
    refusal(
        "INSERT INTO channel_deletionwish (mailbox_hash, mailbox_id, asked_at)"
        " SELECT mailbox_hash, mailbox_hash, '2026-01-01' FROM channel_report"
    )
    reports.execute_tombstones(now=timezone.now())
    people.ask_to_delete(report)
    reports.execute_tombstones(now=timezone.now())

    assert Report.objects.get().state == "deleted"


def test_a_reporter_writes_sends_a_file_and_deletes_with_those_rights(rights) -> None:
    mine, now = tokens.new_token(32), timezone.now()
    box = code.mailbox_hash(mine)

    def message(*sealed: uploads.SealedFile) -> inbox.IncomingMessage:
        key = tokens.new_token(16)
        return inbox.IncomingMessage(box, key, key, key, True, now, sealed_files=sealed)

    file = files.describe(b"a", name="a.txt", kind="text/plain")
    with as_the_door():
        inbox.receive_report(message(), reporter_key=b"k", in_browser=True)
        inbox.receive_message(message(uploads.SealedFile.seal(file, b"a")))
        there = news.mailbox_status(box).exists
        waits = inbox.request_deletion(mine, at=now)
        gone = not news.mailbox_status(box).exists
    wished = Report.objects.get().is_deletion_asked
    reports.execute_tombstones(now=now)

    assert (there, waits, gone, wished) == (True, False, True, True)
    assert Report.objects.get().state == "deleted"
    assert [rows.objects.count() for rows in (DeletionWish, Chunk, Attachment)] == [0, 0, 0]


@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite has one writer, and its own patience")
def test_the_staff_side_does_not_wait_for_ever_for_a_lock_of_the_door(db_both) -> None:
    """With a lock that its login holds, the door could stop the worker: wishes, mail, retention."""
    with connections["channel"].cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("20s",)


@pytest.mark.skipif(not ON_POSTGRES, reason="rights are PostgreSQL's")
def test_what_only_the_superuser_can_take_away_is_said(rights) -> None:
    with connections["channel"].cursor() as cursor:
        cursor.execute("GRANT EXECUTE ON FUNCTION lo_create(oid) TO PUBLIC")
    said = " ".join(door_rights.rights_left_open())

    assert "large objects" in said
    assert "revoke connect, temporary on database postgres from public" in said
