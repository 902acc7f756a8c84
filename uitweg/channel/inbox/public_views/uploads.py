"""Files at the public door: sealed chunks in, and out again to whoever has the seven words."""

import threading
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from uitweg.channel.admission.public_views import admission
from uitweg.channel.attachments.actions import uploads
from uitweg.channel.attachments.rules import upload_room
from uitweg.channel.conversation.actions.store_faults import DiskFull, TooBusy
from uitweg.channel.conversation.forms import read_mailbox_id
from uitweg.channel.conversation.models import TeamKey
from uitweg.channel.conversation.public_views.json_answers import read_flat_json
from uitweg.channel.conversation.public_views.patience import busy_while_away
from uitweg.channel.conversation.public_views.responses import only_post
from uitweg.channel.conversation.rules.sizes import CHUNKS_PER_DOWNLOAD
from uitweg.channel.inbox.actions import inbox
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.sealing import code

STORING_PLACES = threading.BoundedSemaphore(8)
"""How many bodies of a megabyte wait for the disk at once: a report waits behind them."""
WAITING_PLACES = threading.BoundedSemaphore(14)
"""How many server threads uploads may hold: more than half stay free for messages."""
TURN_TIMEOUT_SECONDS = 10


def _json_response(status: int, **fields: Any) -> HttpResponse:
    response = JsonResponse({"ok": status == 200, **fields}, status=status)
    response["Cache-Control"] = "no-store"
    return response


@open_to_everyone
@only_post
@busy_while_away
def receive_pieces(request: HttpRequest) -> HttpResponse:
    """Store the next chunks of a file; they are durable when this responds."""
    try:
        upload = uploads.read_uploaded_chunks(request.body)
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
            return _store_chunks(upload, request.headers.get("work"))
        finally:
            STORING_PLACES.release()
    finally:
        WAITING_PLACES.release()


def _store_chunks(upload: uploads.UploadedChunks, solution: str | None) -> HttpResponse:
    write = uploads.ChunkWrite(upload, timezone.localdate())
    counts = uploads.UPLOAD_ROOM.counts(write.today)
    has_room = upload_room.has_room(counts, sum(map(len, upload.sealed)))
    if not admission.accepts_files() or not has_room:
        return _json_response(503, error="full")
    flooded = admission.is_flooded()
    most = upload_room.required_work(counts, chunks=len(upload.sealed), flooded=flooded)
    if most and not admission.is_solved(upload.binding, solution, most=most):
        return _json_response(429, **admission.challenge_fields(upload.binding, most))
    try:
        inbox.store(write)
    except DiskFull:
        return _json_response(503, error="full")
    except (TooBusy, inbox.AlreadyUsed):
        return _json_response(
            503, error="busy"
        )  # AlreadyUsed: the same chunk twice at the same time
    uploads.UPLOAD_ROOM.count_stored(write.added_bytes)
    if write.refused is None:
        return _json_response(200, next=write.next)
    if write.refused.error == "gap":
        return _json_response(409, error="gap", next=write.refused.next)
    return _json_response(409, error=write.refused.error)


@open_to_everyone
@only_post
@busy_while_away
def upload_progress(request: HttpRequest) -> HttpResponse:
    """Return how many chunks of a file are stored: none of an unknown file."""
    try:
        stored, is_complete = uploads.upload_progress(uploads.read_file_hash(request.body))
    except uploads.MalformedUpload:
        return _json_response(400, error="malformed")
    return _json_response(200, next=stored, whole=is_complete)


@open_to_everyone
@only_post
@busy_while_away
def hand_out_pieces(request: HttpRequest) -> HttpResponse:
    """Return sealed chunks of a file of this conversation, or one and the same 404."""
    try:
        fields = read_flat_json(request.body)
        mailbox_id = read_mailbox_id(fields)
        (file_hash,) = uploads.read_file_hashes(fields.get("file"))
        first = fields.get("from", 0)
        if type(first) is not int or not 0 <= first < 2**31 - CHUNKS_PER_DOWNLOAD:
            raise ValueError("no such position")
    except (ValueError, TypeError, RecursionError):
        return _json_response(400, error="malformed")
    report = inbox.existing_report(code.mailbox_hash(mailbox_id))
    chunks = uploads.sealed_chunks(report, file_hash, first) if report else None
    if chunks is None:
        return _json_response(404, error="unknown")
    response = HttpResponse(b"".join(chunks), content_type="application/octet-stream")
    response["Cache-Control"] = "no-store"
    return response
