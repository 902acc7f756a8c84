"""Files at the public door: sealed pieces in, and sealed pieces out to who has the words."""

import threading
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from uitweg.channel.actions import files, inbox
from uitweg.channel.forms import read_mailbox_id
from uitweg.channel.models import TeamKey
from uitweg.channel.public_views import work
from uitweg.channel.public_views.responses import only_post
from uitweg.channel.public_views.sealed import flat_json
from uitweg.channel.rules.sizes import CHUNKS_OUT
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.sealing import code

AT_ONCE = threading.BoundedSemaphore(8)
"""Bodies of a megabyte that wait for the disk together: a report behind them waits as long."""
WAITING = threading.BoundedSemaphore(14)
"""Who waits holds one of the door's threads: more than half stay for words, however many files."""
TURN_SECONDS = 10


def _answer(status: int, **words: Any) -> HttpResponse:
    answer = JsonResponse({"ok": status == 200, **words}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@open_to_everyone
@only_post
def receive_pieces(request: HttpRequest) -> HttpResponse:
    """Take in the next pieces of a file; they are durable when this answers."""
    try:
        pieces = files.read_pieces(request.body)
    except files.Malformed:
        return _answer(400, error="malformed")
    if TeamKey.current_id() is None:
        return _answer(503, error="closed")
    if not WAITING.acquire(blocking=False):
        return _answer(503, error="busy")
    try:
        if not AT_ONCE.acquire(timeout=TURN_SECONDS):
            return _answer(503, error="busy")
        try:
            return _store(pieces)
        finally:
            AT_ONCE.release()
    finally:
        WAITING.release()


def _store(pieces: files.Pieces) -> HttpResponse:
    adding = files.Adding(pieces, timezone.localdate())
    length = sum(map(len, pieces.sealed))
    if not work.takes_files() or not files.ROOM.takes(length, today=adding.today):
        return _answer(503, error="full")
    try:
        inbox.store(adding)
    except inbox.NoRoom:
        return _answer(503, error="full")
    except (inbox.TooBusy, inbox.AlreadyUsed):
        return _answer(503, error="busy")  # AlreadyUsed: the same piece twice at one moment
    if adding.refused is None:
        return _answer(200, next=adding.next)
    if adding.refused.error == "gap":
        return _answer(409, error="gap", next=adding.refused.next)
    return _answer(409, error=adding.refused.error)


@open_to_everyone
@only_post
def how_far(request: HttpRequest) -> HttpResponse:
    """Say how much of a file is there; of an unknown one nothing is."""
    try:
        there, whole = files.standing(files.read_id(request.body))
    except files.Malformed:
        return _answer(400, error="malformed")
    return _answer(200, next=there, whole=whole)


@open_to_everyone
@only_post
def hand_out_pieces(request: HttpRequest) -> HttpResponse:
    """Hand out sealed pieces of a file of this conversation; else say the same for every reason."""
    try:
        given = flat_json(request.body)
        mailbox_id = read_mailbox_id(given)
        (file_hash,) = files.read_ids(given.get("file"))
        first = given.get("from", 0)
        if type(first) is not int or not 0 <= first < 2**31 - CHUNKS_OUT:
            raise ValueError("no such place")
    except (ValueError, TypeError, RecursionError):
        return _answer(400, error="malformed")
    report = inbox.living(code.mailbox_hash(mailbox_id))
    found = files.chunks_out(report, file_hash, first) if report else None
    if found is None:
        return _answer(404, error="unknown")
    answer = HttpResponse(b"".join(found), content_type="application/octet-stream")
    answer["Cache-Control"] = "no-store"
    return answer
