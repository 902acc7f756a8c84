"""What belongs to the podcast beside its pages: sound, transcripts, chapters, picture, feed.

All but the sound are on the shelf, and go from it within seconds when a recording ends.
"""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitweg.knowledge.training.actions.recordings import chapters_of, recording_of, sound_between
from uitweg.knowledge.training.actions.sound_files import keep_only, sound_file
from uitweg.knowledge.training.models import Recording
from uitweg.knowledge.training.public_views.podcast_feed import feed_xml
from uitweg.knowledge.training.rules.podcast import ByteRange, RangeUnsatisfiable, read_range
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.content import load
from uitweg.platform.content.values.podcast import PODCAST_PATH, Episode

FEED_PATH = f"{PODCAST_PATH}feed.xml"
COVER_PATH = f"{PODCAST_PATH}omslag.png"
FEED_TYPE = "application/rss+xml; charset=utf-8"
CHAPTERS_TYPE = "application/json+chapters"
_COVER = Path(__file__).parents[1] / "static" / "training" / "podcast.png"
MOST_IN_MEMORY = 256 * 1024
BUSY_SECONDS = 60
Documents = dict[str, tuple[bytes, str, list[tuple[str, str]]]]


@cache
def cover() -> bytes:
    """Return the picture of the podcast."""
    return _COVER.read_bytes()


def podcast_documents(today: date) -> Documents:
    """Return by address what is published now: content, type, and no more headers.

    The copies of sound that is off the air go with it.
    """
    content = load()
    keep_only(Recording.objects.on_air(today))
    documents: Documents = {
        FEED_PATH: (feed_xml(content, today=today, site=settings.PUBLIC_URL), FEED_TYPE, []),
        COVER_PATH: (cover(), "image/png", []),
    }
    for episode in content.episodes:
        recording = recording_of(episode.id, today=today)
        if recording is not None:
            documents |= dict(_files_of(episode, recording))
    return documents


def _files_of(
    episode: Episode, recording: Recording
) -> Iterator[tuple[str, tuple[bytes, str, list[tuple[str, str]]]]]:
    transcript = bytes(recording.transcript)
    yield f"{episode.path}tekst.vtt", (transcript, "text/vtt; charset=utf-8", [])
    titles = [{"startTime": each.begins, "title": each.title} for each in chapters_of(recording)]
    written = json.dumps({"version": "1.2.0", "title": episode.script.title, "chapters": titles})
    yield f"{episode.path}delen.json", (written.encode(), CHAPTERS_TYPE, [])


@open_to_everyone
@require_safe
def podcast_document(request: HttpRequest, **_: str) -> HttpResponse:
    """Send one of these files, equal to the published one."""
    found = podcast_documents(timezone.localdate()).get(request.path)
    if found is None:
        raise Http404
    response = HttpResponse(found[0], content_type=found[1])
    response["Cache-Control"] = "no-cache"
    return response


class SoundResponse(StreamingHttpResponse):
    """Sound; `from_file` is where the door finds it, so that nobody has it in memory."""

    from_file: tuple[str, int, int] | None = None


@open_to_everyone
@require_safe
def sound(request: HttpRequest, episode: str, kind: str) -> HttpResponseBase:
    """Send the recording, or the single range that was asked of it (RFC 9110, 14).

    Where the disk takes no copy, only the beginning of a range is sent, after which players ask on:
    a whole recording in memory for each listener would end the door.
    """
    recording = recording_of(episode, today=timezone.localdate())
    if recording is None or recording.kind != kind:
        raise Http404
    headers = {"ETag": recording.etag, "Accept-Ranges": "bytes", "Cache-Control": "no-cache"}
    if request.headers.get("If-None-Match") == recording.etag:
        return HttpResponseNotModified(headers=headers)
    try:
        part = _asked_range(request, recording)
    except RangeUnsatisfiable:
        headers["Content-Range"] = f"bytes */{recording.size}"
        return HttpResponse(status=416, headers=headers)
    copy = None if request.method == "HEAD" else sound_file(recording)
    if copy is None and request.method == "GET":
        if part is None:
            return HttpResponse(status=503, headers={"Retry-After": str(BUSY_SECONDS)})
        part = ByteRange(part.first, min(part.last, part.first + MOST_IN_MEMORY - 1))
    if part is not None:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{recording.size}"
    whole = part or ByteRange(0, recording.size - 1)
    headers["Content-Length"] = str(whole.length)
    headers["Content-Type"] = recording.sound_kind.media_type
    if request.method == "HEAD":
        return HttpResponse(headers=headers)
    response = SoundResponse(
        sound_between(recording, whole), status=206 if part else 200, headers=headers
    )
    if copy is not None:
        response.from_file = (str(copy), whole.first, whole.last + 1)
    return response


def _asked_range(request: HttpRequest, recording: Recording) -> ByteRange | None:
    """Return the asked range; None for the whole, as when it was asked of an earlier recording.

    Only a GET has ranges.
    """
    condition = request.headers.get("If-Range")
    if request.method != "GET" or condition not in (None, recording.etag):
        return None
    return read_range(request.headers.get("Range", ""), recording.size)
