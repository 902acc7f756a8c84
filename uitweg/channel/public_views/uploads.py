"""Files at the public door: sealed pieces in, and sealed pieces out to who has the words."""

import threading
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from uitweg.channel.actions import inbox, uploads
from uitweg.channel.forms import read_mailbox_id
from uitweg.channel.models import TeamKey
from uitweg.channel.public_views import admission
from uitweg.channel.public_views.responses import only_post
from uitweg.channel.public_views.sealed import read_flat_json
from uitweg.channel.rules.sizes import CHUNKS_PER_DOWNLOAD
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.sealing import code

STORING_PLACES = threading.BoundedSemaphore(8)
"""Bodies of a megabyte that wait for the disk together: a report behind them waits as long."""
WAITING_PLACES = threading.BoundedSemaphore(14)
"""Who waits holds one of the door's threads: more than half stay for words, however many files."""
TURN_TIMEOUT_SECONDS = 10


def _json_response(status: int, **words: Any) -> HttpResponse:
    answer = JsonResponse({"ok": status == 200, **words}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@open_to_everyone
@only_post
def receive_pieces(request: HttpRequest) -> HttpResponse:
    """Take in the next pieces of a file; they are durable when this answers."""
    try:
        pieces = uploads.read_uploaded_chunks(request.body)
    except uploads.MalformedUpload:
        return _json_response(400, error="malformed")
    if TeamKey.current_id() is None:
        return _json_response(503, error="closed")
    if not WAITING_PLACES.acquire(blocking=False):
        return _json_response(503, error="busy")
    try:
        if not STORING_PLACES.acquire(timeout=TURN_TIMEOUT_SECONDS):
            return _json_response(503, error="busy")
        try:
            return _store_chunks(pieces)
        finally:
            STORING_PLACES.release()
    finally:
        WAITING_PLACES.release()


def _store_chunks(pieces: uploads.UploadedChunks) -> HttpResponse:
    adding = uploads.ChunkWrite(pieces, timezone.localdate())
    length = sum(map(len, pieces.sealed))
    if not admission.accepts_files() or not uploads.UPLOAD_ROOM.takes(length, today=adding.today):
        return _json_response(503, error="full")
    try:
        inbox.store(adding)
    except inbox.DiskFull:
        return _json_response(503, error="full")
    except (inbox.TooBusy, inbox.AlreadyUsed):
        return _json_response(503, error="busy")  # AlreadyUsed: the same piece twice at one moment
    if adding.refused is None:
        return _json_response(200, next=adding.next)
    if adding.refused.error == "gap":
        return _json_response(409, error="gap", next=adding.refused.next)
    return _json_response(409, error=adding.refused.error)


@open_to_everyone
@only_post
def how_far(request: HttpRequest) -> HttpResponse:
    """Say how much of a file is there; of an unknown one nothing is."""
    try:
        there, whole = uploads.upload_progress(uploads.read_file_hash(request.body))
    except uploads.MalformedUpload:
        return _json_response(400, error="malformed")
    return _json_response(200, next=there, whole=whole)


@open_to_everyone
@only_post
def hand_out_pieces(request: HttpRequest) -> HttpResponse:
    """Hand out sealed pieces of a file of this conversation; else say the same for every reason."""
    try:
        given = read_flat_json(request.body)
        mailbox_id = read_mailbox_id(given)
        (file_hash,) = uploads.read_file_hashes(given.get("file"))
        first = given.get("from", 0)
        if type(first) is not int or not 0 <= first < 2**31 - CHUNKS_PER_DOWNLOAD:
            raise ValueError("no such place")
    except (ValueError, TypeError, RecursionError):
        return _json_response(400, error="malformed")
    report = inbox.existing_report(code.mailbox_hash(mailbox_id))
    found = uploads.sealed_chunks(report, file_hash, first) if report else None
    if found is None:
        return _json_response(404, error="unknown")
    answer = HttpResponse(b"".join(found), content_type="application/octet-stream")
    answer["Cache-Control"] = "no-store"
    return answer
