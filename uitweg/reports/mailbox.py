"""Handing out a conversation to whoever has its words, the same to the eye for all others."""

import json
import threading
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpResponse
from django.utils import timezone

from uitweg.reports.inbox import living
from uitweg.reports.models import Answer, Message, Report, TeamKey
from uitweg.sealing import code, conversation
from uitweg.sealing.envelope import CannotOpen, Malformed

PAGE_BYTES = 16 * 1024
HTML_STEP = 32 * 1024
# a stretch takes a core for a quarter of a second: two at a time leave room for all the rest
TURNS = threading.BoundedSemaphore(2)
TURN_SECONDS = 20
# who waits for a turn holds a thread of the door: leave half of them to reports sealed in a browser
WAITING = threading.BoundedSemaphore(16)


class NoTurn(Exception):
    """Too many people are being served without JavaScript; try again in a minute."""


@dataclass(frozen=True)
class Line:
    """One thing said, as its reporter may read it. `text` is None when it does not check out."""

    own: bool
    by: str
    on: date
    text: str | None


def stretch_in_turn(words: list[str]) -> code.Code:
    """Stretch seven words on this machine, for browsers that cannot. Raises NoTurn."""
    if not WAITING.acquire(blocking=False):
        raise NoTurn
    try:
        if not TURNS.acquire(timeout=TURN_SECONDS):
            raise NoTurn
        try:
            return code.stretch(words)
        finally:
            TURNS.release()
    finally:
        WAITING.release()


def sealed_page(mailbox_id: bytes, page: int) -> bytes:
    """Return page `page` of the sealed conversation: always PAGE_BYTES long.

    4 bytes big-endian length of the whole, the page's part of it, zeros. The whole is
    JSON: [{key, from, on, envelope}], and is empty for a wrong or wiped mailbox.
    """
    whole = _sealed_whole(code.mailbox_hash(mailbox_id))
    room = PAGE_BYTES - 4
    part = whole[page * room : (page + 1) * room]
    return (len(whole).to_bytes(4, "big") + part).ljust(PAGE_BYTES, b"\0")


def _sealed_whole(mailbox_hash: bytes) -> bytes:
    report = living(mailbox_hash)
    # an unknown mailbox asks the same questions, of a report that is not there
    rows = [
        {
            "key": b64encode(bytes(row.key)).decode(),
            "from": row.source,
            "on": timezone.localdate(row.at).isoformat(),
            "envelope": b64encode(bytes(row.for_reporter)).decode(),
        }
        for row in _rows(report) or [DECOY]
    ]
    whole = json.dumps(rows).encode()
    return whole if report else b""


@dataclass(frozen=True)
class _Row:
    at: datetime
    source: str
    key: bytes
    for_reporter: bytes


# packed for an unknown mailbox and thrown away, so that it takes as long as one message
DECOY = _Row(datetime(2026, 1, 1, tzinfo=UTC), "reporter", bytes(16), bytes(5227))


def _rows(report: Report | None) -> list[_Row]:
    """Return what was said both ways, oldest first."""
    pk = report.pk if report else 0
    messages = Message.objects.filter(report_id=pk)
    answers = Answer.objects.filter(report_id=pk)
    said = [
        _Row(at, "reporter", bytes(key), bytes(sealed))
        for at, key, sealed in messages.values_list("received_at", "key", "for_reporter")
    ]
    said += [
        _Row(at, "team", bytes(key), bytes(sealed))
        for at, key, sealed in answers.values_list("written_at", "key", "for_reporter")
    ]
    return sorted(said, key=lambda row: row.at)


def open_all(secret: code.Code) -> list[Line] | None:
    """Open the conversation here, for a browser without JavaScript; None when there is none."""
    mailbox_hash = code.mailbox_hash(secret.mailbox_id)
    report = living(mailbox_hash)
    lines = [_line(row, secret.seed, mailbox_hash) for row in _rows(report)]
    return lines if report else None


def _line(row: _Row, seed: bytes, mailbox_hash: bytes) -> Line:
    on = timezone.localdate(row.at)
    if row.source == "reporter":
        try:
            message = conversation.open_message(
                seed, mailbox_hash, row.key, row.for_reporter, reader="reporter"
            )
        except (CannotOpen, Malformed):
            return Line(own=True, by="Jij", on=on, text=None)
        return Line(own=True, by="Jij", on=on, text=message.text)
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
        except (CannotOpen, Malformed, conversation.Forged):
            continue
        return Line(own=False, by=answer.by, on=on, text=answer.text)
    return Line(own=False, by="", on=on, text=None)


def padded(answer: HttpResponse) -> HttpResponse:
    """Fill a page up to whole steps, so its length does not tell what was in it."""
    room = HTML_STEP - len(answer.content) % HTML_STEP
    answer.content += b"\n" * room
    return answer
