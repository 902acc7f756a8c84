"""Return the messages of a mailbox to whoever has its seven words.

An unknown or deleted mailbox gets an answer of the same size and timing as an existing one, so
that nobody can find out which mailboxes exist.
"""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple

from django.db import connections
from django.utils import timezone

from uitweg.channel.conversation.actions.store_faults import STORE
from uitweg.channel.conversation.models import TeamKey
from uitweg.channel.conversation.rules.answering import answer_by
from uitweg.platform.sealing import code, conversation, envelope, tokens
from uitweg.platform.sealing.envelope import CannotOpen, Malformed

PAGE_BYTES = 16 * 1024

# For an unknown mailbox, read a recent small report instead, so that the timing is equal.
FIND_REPORT_QUERY = """
SELECT (SELECT id FROM channel_report WHERE mailbox_hash = %s),
  EXISTS (SELECT 1 FROM channel_tombstone WHERE mailbox_hash = %s)
    OR EXISTS (SELECT 1 FROM channel_deletionwish WHERE mailbox_hash = %s),
  (SELECT report_id FROM (
    SELECT report_id, length(for_reporter) AS size FROM channel_message ORDER BY id DESC LIMIT 8
  ) AS latest ORDER BY size LIMIT 1)
"""
CONVERSATION_QUERY = """
SELECT * FROM (
  SELECT 'reporter', m.received_at, m."key", for_reporter, CAST(read_on AS text), danger_now,
    handled_at IS NULL, CASE WHEN state = 'advice' THEN CAST(kept_until AS text) END
  FROM channel_message m JOIN channel_report r ON r.id = m.report_id
  WHERE m.report_id = %s LIMIT %s) AS written
UNION ALL
SELECT CASE WHEN withdrawn_on IS NULL THEN 'team' ELSE 'withdrawn' END,
  written_at, "key", for_reporter, NULL, FALSE, FALSE, NULL
FROM channel_answer WHERE report_id = %s
"""
MOST_MESSAGES = 1_000_000  # no conversation has more; SQL wants a number after LIMIT
DECOY_MESSAGE = conversation.MessageContent("Dit leest niemand. " * 10, "unsaid", "nl", "", ())
# As long as a sealed message of one padding step, and random: zeros would encode faster.
SEALED_DECOY = tokens.new_token(5243)


@dataclass(frozen=True)
class MailboxMessage:
    """One message or answer, decrypted for the reporter.

    `text` is None when decryption or the signature check failed.
    """

    from_reporter: bool
    author: str
    written_on: date
    text: str | None
    read_on: date | None = None  # the day a member first read it
    withdrawn: bool = False
    has_files: bool = False  # without JavaScript the page mentions files but cannot open them
    new: bool = False  # an answer that came after the reporter's own last message


def sealed_page(mailbox_id: bytes, page: int) -> bytes:
    """Return page `page` (from 0) of the sealed conversation, always PAGE_BYTES long.

    A page is 4 bytes with the big-endian length of the whole document, this page's part of it,
    and zeros. The document is JSON: [{key, from, on, envelope, read}], and is empty for an
    unknown or deleted mailbox. `read` is the day on which a member read a message, else "". The
    last row also says by when a waiting conversation should be answered (`by`, see `answer_due`)
    or until when a closed one is kept at least (`until`).
    """
    exists, rows, kept_until = _sealed_rows(code.mailbox_hash(mailbox_id), decoy=SEALED_DECOY)
    json_rows = [_json_row(row) for row in rows]
    if by := answer_due(rows, today=timezone.localdate()):
        json_rows[-1]["by"] = str(by)
    if kept_until:
        json_rows[-1]["until"] = str(kept_until)
    document = json.dumps(json_rows).encode()
    # both pages are always made, so that the time does not tell which one is returned
    full, empty = _padded_page(document, page), _padded_page(b"", page)
    return full if exists else empty


def _json_row(row: "_SealedRow") -> dict[str, str]:
    return {
        "key": b64encode(row.key).decode(),
        "from": row.source,
        "on": timezone.localdate(row.at).isoformat(),
        "envelope": b64encode(row.for_reporter).decode(),
        "read": row.read_on or "",
    }


def _padded_page(document: bytes, page: int) -> bytes:
    room = PAGE_BYTES - 4
    part = document[page * room : (page + 1) * room]
    return (len(document).to_bytes(4, "big") + part).ljust(PAGE_BYTES, b"\0")


class _SealedRow(NamedTuple):
    source: str
    at: datetime
    key: bytes
    for_reporter: bytes
    read_on: str | None  # an ISO date, parsed only when needed, so that a decoy costs the same
    danger_now: bool


def answer_due(rows: "Sequence[_SealedRow]", *, today: date) -> date | Literal["", "late"]:
    """Return the day by which the unanswered messages should be answered.

    "late" when that day has passed, "" when no message waits. `rows` is oldest first.
    """
    valid = [row for row in rows if row.source != "withdrawn"]
    answered = max((count for count, row in enumerate(valid, 1) if row.source == "team"), default=0)
    days = [
        answer_by(timezone.localdate(row.at), danger_now=row.danger_now) for row in valid[answered:]
    ]
    return ("late" if min(days) < today else min(days)) if days else ""


def _sealed_rows(
    mailbox_hash: bytes, *, decoy: bytes
) -> tuple[bool, list[_SealedRow], date | None]:
    """Return whether the mailbox exists, its rows (oldest first), and until when it is kept.

    For an unknown or deleted mailbox the same two queries run on another report, and one row
    with `decoy` as its ciphertext replaces the result. The caller treats it like a message and
    discards the outcome, so that the response time does not tell which mailboxes exist.
    """
    with connections[STORE].cursor() as cursor:
        cursor.execute(FIND_REPORT_QUERY, [mailbox_hash] * 3)
        report_id, is_deleted, decoy_id = cursor.fetchone()
        exists = report_id is not None and not is_deleted
        parameters = (report_id, MOST_MESSAGES, report_id) if exists else (decoy_id or 0, 2, 0)
        cursor.execute(CONVERSATION_QUERY, parameters)
        stored = cursor.fetchall()
    real_rows = [
        _SealedRow(source, _with_zone(at), bytes(key), bytes(sealed), read_on, bool(danger))
        for source, at, key, sealed, read_on, danger, _, _ in stored
    ]
    decoy_row = _SealedRow("reporter", timezone.now(), bytes(16), decoy, None, danger_now=False)
    kept_until = max((kept for *_, kept in stored if kept), default=None)
    is_waiting = any(waits for *_, waits, _ in stored)
    decoy_rows = [decoy_row for _ in real_rows[:1]]  # none in an empty database
    rows = sorted(real_rows if exists else decoy_rows, key=lambda row: row.at)
    return exists, rows, _parse_day(kept_until if exists and not is_waiting else None)


def _with_zone(stored: datetime) -> datetime:
    """Add the zone that SQLite leaves out, which is UTC."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)


def _parse_day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


class OpenedMailbox(NamedTuple):
    """A mailbox decrypted here; unless it `exists`, its lines are a decoy's: discard them."""

    exists: bool
    lines: list[MailboxMessage]
    due: date | Literal["", "late"] = ""
    kept_until: date | None = None


def open_mailbox(secret: code.Code) -> OpenedMailbox:
    """Decrypt the conversation on this server, for a browser without JavaScript."""
    mailbox_hash, public = code.mailbox_hash(secret.mailbox_id), envelope.public_key(secret.seed)
    # made for every request, so that the time does not tell whether the mailbox exists
    decoy = conversation.seal_message(public, public, mailbox_hash, bytes(16), DECOY_MESSAGE)
    exists, rows, kept_until = _sealed_rows(mailbox_hash, decoy=decoy.for_reporter)
    last_own = max((n for n, row in enumerate(rows) if row.source == "reporter"), default=-1)
    lines = [
        replace(
            _open_row(row, secret.seed, mailbox_hash), new=row.source == "team" and n > last_own
        )
        for n, row in enumerate(rows)
    ]
    return OpenedMailbox(exists, lines, answer_due(rows, today=timezone.localdate()), kept_until)


def _open_row(row: _SealedRow, seed: bytes, mailbox_hash: bytes) -> MailboxMessage:
    on = timezone.localdate(row.at)
    if row.source == "withdrawn":
        return MailboxMessage(
            from_reporter=False, author="", written_on=on, text=None, withdrawn=True
        )
    if row.source == "reporter":
        try:
            message = conversation.open_message(
                seed, mailbox_hash, row.key, row.for_reporter, reader="reporter"
            )
        except (CannotOpen, Malformed):
            return MailboxMessage(
                from_reporter=True,
                author="",
                written_on=on,
                text=None,
                read_on=_parse_day(row.read_on),
            )
        return MailboxMessage(
            True, "", on, message.text, _parse_day(row.read_on), has_files=bool(message.files)
        )
    for team in TeamKey.objects.order_by("-id"):
        try:
            answer = conversation.open_answer(
                seed,
                bytes(team.verify_key),
                mailbox_hash,
                row.key,
                row.for_reporter,
                reader="reporter",
            )
        except (CannotOpen, Malformed, conversation.ForgedAnswer):
            continue
        if not team.may_sign(answer.on):
            continue
        return MailboxMessage(False, answer.by, on, answer.text, has_files=bool(answer.files))
    return MailboxMessage(from_reporter=False, author="", written_on=on, text=None)
