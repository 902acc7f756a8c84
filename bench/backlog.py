"""Rows for the worklist, inserted directly into the database.

Handled messages have a dummy ciphertext; waiting ones have one of the real size; those on the
first page and on the deep page can really be decrypted.
"""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.processes import TeamKey, team_key
from uitweg.platform.sealing import code, conversation, envelope, tokens

MOST_WAITING = 25_000
ROWS = 25  # on a page of the worklist; importing the constant would need Django
SEALED_BYTES = 5_243
REPORT = """INSERT INTO channel_report
 (id, mailbox_hash, reporter_key, received_at, sealed_in_browser, state, outcome)
 VALUES (?, ?, ?, ?, 1, ?, '')"""
MESSAGE = """INSERT INTO channel_message
 (id, report_id, key, digest, danger_now, received_at, for_team, for_reporter, handled_at)
 VALUES (?1, ?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)"""


@dataclass(frozen=True)
class Backlog:
    """How many messages wait, and the cursor of a page deep in the worklist."""

    waiting: int
    deep: str


def fill(folder: Path, total: int, now: datetime) -> Backlog:
    """Insert `total` conversations of one message each."""
    waiting, team = min(total // 4, MOST_WAITING), team_key(folder)
    before_deep = waiting - 3 * ROWS
    deep = range(before_deep, waiting - ROWS)
    cursor = ""
    with closing(sqlite3.connect(folder / "channel.sqlite", isolation_level=None)) as store:
        store.execute("PRAGMA synchronous=OFF")
        (start,) = store.execute("SELECT max(id) + 1000 FROM channel_report").fetchone()
        store.execute("BEGIN")
        for nth in range(waiting):
            danger, at = nth < waiting // 50, now - timedelta(minutes=waiting - nth)
            is_shown = nth <= ROWS or waiting // 50 <= nth <= waiting // 50 + ROWS or nth in deep
            mailbox, key, public, sealed = _real(team) if is_shown else _dummy()
            pk, digest = start + nth, tokens.digest("message", sealed)
            store.execute(REPORT, (pk, mailbox, public, _sql(at), "waiting"))
            store.execute(MESSAGE, (pk, key, digest, danger, _sql(at), sealed, None))
            if nth == before_deep:
                cursor = f"{int(danger)}.{at.timestamp():.6f}.{pk}"
        ids, then = range(start + waiting, start + total), _sql(now)
        store.executemany(REPORT, ((n, n.to_bytes(32), b"", then, "advice") for n in ids))
        small = ((n, n.to_bytes(16), n.to_bytes(32), 0, then, b"-", then) for n in ids)
        store.executemany(MESSAGE, small)
        store.execute("COMMIT")
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Backlog(waiting, cursor)


def _real(team: TeamKey) -> tuple[bytes, bytes, bytes, bytes]:
    """Return mailbox hash, form key, reporter's public key and a message the team can decrypt."""
    seed, mailbox, key = envelope.new_seed(), tokens.new_token(), tokens.new_token(16)
    mailbox_hash, public = code.mailbox_hash(mailbox), envelope.public_key(seed)
    message = conversation.MessageContent("Verzonnen.", "school", "nl", "", ())
    sealed = conversation.seal_message(team.public_key, public, mailbox_hash, key, message)
    return mailbox_hash, key, public, sealed.for_team


def _dummy() -> tuple[bytes, bytes, bytes, bytes]:
    """Return the same from random bytes of the same size, which nobody can decrypt."""
    random = tokens.new_token
    return random(), random(16), random(1216), random(SEALED_BYTES)


def _sql(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
