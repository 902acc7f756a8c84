"""Handing out a conversation to whoever has its words, the same to the eye for all others."""

import json
import threading
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple

from django.db import connections
from django.http import HttpResponse
from django.utils import timezone

from uitweg.channel.actions.inbox import STORE
from uitweg.channel.models import TeamKey
from uitweg.channel.rules.answering import answer_by
from uitweg.platform.sealing import code, conversation, envelope, tokens
from uitweg.platform.sealing.envelope import CannotOpen, Malformed

PAGE_BYTES = 16 * 1024
HTML_STEP_BYTES = 32 * 1024
# a stretch takes a core for a quarter of a second: two at a time leave room for all the rest
STRETCH_TURNS = threading.BoundedSemaphore(2)
TURN_TIMEOUT_SECONDS = 20
# who waits for a turn holds a thread of the door: leave half of them to reports sealed in a browser
WAITING_PLACES = threading.BoundedSemaphore(16)
# anyone may try words in a mailbox, as often as they like: places in the line stay for who sends
READING_PLACES = threading.BoundedSemaphore(10)

# what stands in for a wrong mailbox is of late, as the one somebody looks for is, and small
FIND_REPORT_QUERY = """
SELECT (SELECT id FROM channel_report WHERE mailbox_hash = %s),
  EXISTS (SELECT 1 FROM channel_tombstone WHERE mailbox_hash = %s),
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
MOST_MESSAGES = 1_000_000  # more than anyone says in one conversation
DECOY_MESSAGE = conversation.MessageContent("Dit leest niemand. " * 10, "unsaid", "nl", "", ())
SEALED_DECOY = tokens.new_token(5243)  # as a message of one step, sealed: zeros pack sooner


class TooManyStretching(Exception):
    """Too many people are being served without JavaScript; try again in a minute."""


@dataclass(frozen=True)
class MailboxMessage:
    """One thing said, as its reporter may read it. `text` is None when it does not check out."""

    own: bool
    by: str
    on: date
    text: str | None
    read_on: date | None = None  # when a person of the team first read it
    withdrawn: bool = False
    has_files: bool = False  # a browser without JavaScript can say so, and not open them
    new: bool = False  # an answer that came after the reporter's own last message


def stretch_in_turn(words: list[str], *, sending: bool = False) -> code.Code:
    """Stretch seven words on this machine, for browsers that cannot. Raises NoTurn."""
    with (
        _waiting_place(WAITING_PLACES),
        nullcontext() if sending else _waiting_place(READING_PLACES),
    ):
        if not STRETCH_TURNS.acquire(timeout=TURN_TIMEOUT_SECONDS):
            raise TooManyStretching
        try:
            return code.stretch(words)
        finally:
            STRETCH_TURNS.release()


@contextmanager
def _waiting_place(line: threading.BoundedSemaphore) -> Iterator[None]:
    if not line.acquire(blocking=False):
        raise TooManyStretching
    try:
        yield
    finally:
        line.release()


def sealed_page(mailbox_id: bytes, page: int) -> bytes:
    """Return page `page` of the sealed conversation: always PAGE_BYTES long.

    4 bytes big-endian length of the whole, the page's part of it, zeros. The whole is
    JSON: [{key, from, on, envelope, read}], and is empty for a wrong or wiped mailbox. `read` is
    the day on which a person read a message, else "". The last row of a conversation that waits
    says by which day an answer should be there (`by`, see `due`), of a closed one until when it
    stays at least (`until`).
    """
    there, rows, kept_until = _sealed_rows(code.mailbox_hash(mailbox_id), decoy=SEALED_DECOY)
    packed = [_json_row(row) for row in rows]
    if by := answer_due(rows, today=timezone.localdate()):
        packed[-1]["by"] = str(by)
    if kept_until:
        packed[-1]["until"] = str(kept_until)
    whole = json.dumps(packed).encode()
    full, empty = _padded_page(whole, page), _padded_page(b"", page)
    return full if there else empty


def _json_row(row: "_SealedRow") -> dict[str, str]:
    return {
        "key": b64encode(row.key).decode(),
        "from": row.source,
        "on": timezone.localdate(row.at).isoformat(),
        "envelope": b64encode(row.for_reporter).decode(),
        "read": row.read_on or "",
    }


def _padded_page(whole: bytes, page: int) -> bytes:
    room = PAGE_BYTES - 4
    part = whole[page * room : (page + 1) * room]
    return (len(whole).to_bytes(4, "big") + part).ljust(PAGE_BYTES, b"\0")


class _SealedRow(NamedTuple):
    source: str
    at: datetime
    key: bytes
    for_reporter: bytes
    read_on: str | None  # a day as text, which costs a decoy nothing
    danger_now: bool


def answer_due(rows: "Sequence[_SealedRow]", *, today: date) -> date | Literal["", "late"]:
    """Return the day by which what is unanswered should be answered: the first such day.

    "late" when it has passed, "" when nothing waits.
    """
    said = [row for row in rows if row.source != "withdrawn"]
    answered = max((n for n, row in enumerate(said, 1) if row.source == "team"), default=0)
    days = [
        answer_by(timezone.localdate(row.at), danger_now=row.danger_now) for row in said[answered:]
    ]
    return ("late" if min(days) < today else min(days)) if days else ""


def _sealed_rows(
    mailbox_hash: bytes, *, decoy: bytes
) -> tuple[bool, list[_SealedRow], date | None]:
    """Tell whether there is such a conversation, what was said in it, oldest first, until when.

    The same two questions for right, wrong and wiped, and the same rows touched by them. For
    what is no conversation (any more) one message of another is read, and `decoy` takes its
    place at once: the caller does with that what it does with a message, and throws it away.
    So the time of an answer does not tell them apart.
    """
    with connections[STORE].cursor() as cursor:
        cursor.execute(FIND_REPORT_QUERY, [mailbox_hash, mailbox_hash])
        pk, wiped, another = cursor.fetchone()
        there = pk is not None and not wiped
        of, most, answers_of = (pk, MOST_MESSAGES, pk) if there else (another or 0, 2, 0)
        cursor.execute(CONVERSATION_QUERY, [of, most, answers_of])
        found = cursor.fetchall()
    real = [
        _SealedRow(source, _moment(at), bytes(key), bytes(one), read_on, bool(danger))
        for source, at, key, one, read_on, danger, _, _ in found
    ]
    now = timezone.now()
    sham = [_SealedRow("reporter", now, bytes(16), decoy, None, danger_now=False) for _ in real[:1]]
    kept = max((kept for *_, kept in found if kept), default=None)
    waits = any(waits for *_, waits, _ in found)
    rows = sorted(real if there else sham, key=lambda row: row.at)
    return there, rows, _day(kept if there and not waits else None)


def _moment(stored: datetime) -> datetime:
    """SQLite's moments come without their zone, which is UTC."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


class OpenedMailbox(NamedTuple):
    """A mailbox opened here; when nobody is `there`, the lines are a decoy's, to be thrown away."""

    there: bool
    lines: list[MailboxMessage]
    due: date | Literal["", "late"] = ""
    kept_until: date | None = None


def open_mailbox(secret: code.Code) -> OpenedMailbox:
    """Open the conversation here, for a browser without JavaScript."""
    mailbox_hash, public = code.mailbox_hash(secret.mailbox_id), envelope.public_key(secret.seed)
    sealed = conversation.seal_message(public, public, mailbox_hash, bytes(16), DECOY_MESSAGE)
    there, rows, kept_until = _sealed_rows(mailbox_hash, decoy=sealed.for_reporter)
    own = max((n for n, row in enumerate(rows, 1) if row.source == "reporter"), default=0)
    lines = [
        replace(_open_row(row, secret.seed, mailbox_hash), new=row.source == "team" and n > own)
        for n, row in enumerate(rows, 1)
    ]
    return OpenedMailbox(there, lines, answer_due(rows, today=timezone.localdate()), kept_until)


def _open_row(row: _SealedRow, seed: bytes, mailbox_hash: bytes) -> MailboxMessage:
    on = timezone.localdate(row.at)
    if row.source == "withdrawn":
        return MailboxMessage(own=False, by="", on=on, text=None, withdrawn=True)
    if row.source == "reporter":
        try:
            message = conversation.open_message(
                seed, mailbox_hash, row.key, row.for_reporter, reader="reporter"
            )
        except (CannotOpen, Malformed):
            return MailboxMessage(own=True, by="", on=on, text=None, read_on=_day(row.read_on))
        return MailboxMessage(
            True, "", on, message.text, _day(row.read_on), has_files=bool(message.files)
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
        return MailboxMessage(False, answer.by, on, answer.text, has_files=bool(answer.files))
    return MailboxMessage(own=False, by="", on=on, text=None)


def pad_html(answer: HttpResponse) -> HttpResponse:
    """Fill a page up to whole steps, so its length does not tell what was in it."""
    room = HTML_STEP_BYTES - len(answer.content) % HTML_STEP_BYTES
    answer.content += b"\n" * room
    return answer
