"""The channel with JavaScript: the browser has sealed, and posts JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from uitweg.channel.actions import inbox, mailbox, news
from uitweg.channel.actions.load import LOAD_MONITOR
from uitweg.channel.actions.uploads import FilesNotAvailable
from uitweg.channel.forms import (
    MESSAGE_FIELDS,
    REPORT_FIELDS,
    SealedSubmission,
    read_mailbox_id,
    read_message,
    read_report,
)
from uitweg.channel.models import TeamKey
from uitweg.channel.public_views import admission
from uitweg.channel.public_views.responses import only_post
from uitweg.channel.rules import load
from uitweg.channel.rules.answering import answer_by
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.sealing import code

Headers = list[tuple[str, str]]


def read_flat_json(raw: bytes) -> dict[str, Any]:
    """Return the flat JSON object of a body; anything deeper or else raises ValueError."""
    # looked for, not counted: counting goes byte by byte, fifty times as slow
    if raw.find(b"{", raw.find(b"{") + 1) >= 0 or b"[" in raw:
        raise ValueError("not one flat object")
    read = json.loads(raw)
    if not isinstance(read, dict):
        raise ValueError("not an object")
    return read


def _refusal(status: int, error: str) -> HttpResponse:
    return _response(*response_parts(status, error))


def _response(status: int, headers: Headers, content: bytes) -> HttpResponse:
    return HttpResponse(content, status=status, headers=dict(headers))


@cache
def response_parts(status: int, error: str) -> tuple[int, Headers, bytes]:
    """Return the whole answer: stored, or the one word why not."""
    what = {"ok": False, "error": error} if error else {"ok": True}
    return _json_parts(status, json.dumps(what).encode())


def stored_parts(write: inbox.StoreWrite) -> tuple[int, Headers, bytes]:
    """Return the whole answer to what is stored; to a report with the day to answer it by."""
    if not isinstance(write, (inbox.ReportWrite, RepeatCheck)):
        return response_parts(200, "")
    return _report_stored_parts(
        answer_by(timezone.localdate(), danger_now=write.arriving.danger_now)
    )


@lru_cache(maxsize=8)
def _report_stored_parts(by: date) -> tuple[int, Headers, bytes]:
    return _json_parts(200, json.dumps({"ok": True, "by": by.isoformat()}).encode())


def _json_parts(status: int, content: bytes) -> tuple[int, Headers, bytes]:
    length = str(len(content))
    kind, keeping = ("Content-Type", "application/json"), ("Cache-Control", "no-store")
    return status, [kind, keeping, ("Content-Length", length)], content


class SealedMessageRefused(Exception):
    """Why a sealed message is not taken in; `status` and `error` are the answer."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status, self.error = status, error


def refusal_parts(problem: Exception) -> tuple[int, Headers, bytes]:
    """Return the whole answer to a message that is not taken in; what we do not know is raised."""
    if isinstance(problem, admission.WorkRequired):
        return _json_parts(429, problem.content)
    if isinstance(problem, SealedMessageRefused):
        return response_parts(problem.status, problem.error)
    if type(problem) in REFUSALS:
        return response_parts(*REFUSALS[type(problem)])
    raise problem


REFUSALS: dict[type[Exception], tuple[int, str]] = {
    admission.ChannelFull: (503, "full"),
    inbox.AlreadyUsed: (409, "used"),
    inbox.UnknownMailbox: (409, "unknown"),
    inbox.TooBusy: (503, "busy"),
    inbox.DiskFull: (503, "full"),
    FilesNotAvailable: (409, "files"),
}


def check_and_prepare_write(
    raw: bytes, kind: "SealedKind", key_id: bytes | None
) -> inbox.StoreWrite:
    """Check what a browser sealed and return the write that stores it.

    Raises Refused, work.WorkWanted or work.Full; who must work first is told so before the
    envelopes are looked at.
    """
    if key_id is None:
        raise SealedMessageRefused(503, "closed")
    try:
        given = read_flat_json(raw)
    except (ValueError, RecursionError):
        raise SealedMessageRefused(400, "malformed") from None
    solution = given.pop("work", None)
    if given.keys() - kind.fields - {"key_id"}:
        raise SealedMessageRefused(400, "unknown-field")
    if given.get("key_id") != key_id.hex():
        raise SealedMessageRefused(409, "other-key")
    try:
        asking = _admission_request(given)
        fresh = admission.admit_sealed(asking, solution)
        sent = kind.read(given, key_id=key_id)
    except ValueError:
        raise SealedMessageRefused(400, "malformed") from None
    arriving = inbox.IncomingMessage(
        mailbox_hash=code.mailbox_hash(sent.mailbox_id),
        key=sent.key,
        for_team=sent.for_team,
        for_reporter=sent.for_reporter,
        danger_now=sent.danger,
        at=timezone.now(),
        files=sent.files,
    )
    if not fresh:
        return RepeatCheck(arriving, asking)
    admission.count_admitted(asking)
    if sent.reporter_public is not None:
        return inbox.ReportWrite(arriving, sent.reporter_public, in_browser=True)
    return inbox.message_write(arriving)


def _admission_request(given: dict[str, Any]) -> admission.AdmissionRequest:
    """Return what the gate must know of a message. Raises ValueError."""
    key, sealed = given.get("key"), (given.get("for_team"), given.get("for_reporter"))
    if not isinstance(key, str) or not all(isinstance(each, str) for each in sealed):
        raise ValueError("no text")
    size = sum(len(str(each)) for each in sealed) * 3 // 4
    return admission.AdmissionRequest(key.encode(), size, given.get("danger") is True)


@dataclass
class RepeatCheck:
    """In place of a write, when the solution was used before: is this message there already?

    It fails nobody's group: `after` says what came of it.
    """

    arriving: inbox.IncomingMessage
    asking: admission.AdmissionRequest
    there: bool = False

    def __call__(self) -> None:
        self.there = inbox.is_message_stored(self.arriving)

    def after(self) -> None:
        """Raises WorkWanted: the solution was for one message, and this is not that one."""
        if not self.there:
            raise admission.work_required_again(self.asking)


class SealedKind(NamedTuple):
    """One of the two things a browser seals: its fields and what checks them."""

    fields: frozenset[str]
    read: Callable[..., SealedSubmission]


REPORT_KIND, MESSAGE_KIND = (
    SealedKind(REPORT_FIELDS, read_report),
    SealedKind(MESSAGE_FIELDS, read_message),
)


def _receive(request: HttpRequest, kind: SealedKind) -> HttpResponse:
    try:
        write = check_and_prepare_write(request.body, kind, TeamKey.current_id())
        inbox.store(write)
        if isinstance(write, RepeatCheck):
            write.after()
    except Exception as problem:
        return _response(*refusal_parts(problem))
    return _response(*stored_parts(write))


@open_to_everyone
@only_post
def receive_report(request: HttpRequest) -> HttpResponse:
    """Take in a report that the browser sealed."""
    return _receive(request, REPORT_KIND)


@open_to_everyone
@only_post
def receive_message(request: HttpRequest) -> HttpResponse:
    """Take in a further message that the browser sealed."""
    return _receive(request, MESSAGE_KIND)


EVENT_LOOP_KINDS = {
    "/melden/verzegeld/": REPORT_KIND,
    "/postvak/verzegeld/bericht/": MESSAGE_KIND,
}
"""Addresses that `take_in` answers on the door's event loop, as the views above would."""


async def receive_on_event_loop(
    path: str, raw: bytes, key_id: bytes | None
) -> tuple[int, Headers, bytes]:
    """Answer a sealed message without a thread of its own; it is durable when this returns."""
    try:
        write = check_and_prepare_write(raw, EVENT_LOOP_KINDS[path], key_id)
        await inbox.store_async(write)
        if isinstance(write, RepeatCheck):
            write.after()
    except Exception as problem:
        return refusal_parts(problem)
    return stored_parts(write)


@open_to_everyone
@only_post
def fetch_mailbox(request: HttpRequest) -> HttpResponse:
    """Hand out one page of a sealed mailbox; right, wrong and wiped look the same."""
    try:
        given = read_flat_json(request.body)
        page = int(given.get("page", 0))
        mailbox_id = read_mailbox_id(given)
        if not 0 <= page <= 10_000:
            raise ValueError("no such page")
    except (ValueError, TypeError, OverflowError, RecursionError):
        return _refusal(400, "malformed")
    answer = HttpResponse(
        mailbox.sealed_page(mailbox_id, page),
        content_type="application/octet-stream",
    )
    answer["Cache-Control"] = "no-store"
    return answer


@open_to_everyone
@only_post
def fetch_standing(request: HttpRequest) -> HttpResponse:
    """Say in news.SIGN_BYTES whether anything changed; an open mailbox asks this now and then."""
    try:
        mailbox_id = read_mailbox_id(read_flat_json(request.body))
    except (ValueError, RecursionError):
        return _refusal(400, "malformed")
    found = news.mailbox_status(code.mailbox_hash(mailbox_id))
    answer = HttpResponse(found.content, content_type="application/octet-stream")
    answer["Cache-Control"] = "no-store"
    return answer


@open_to_everyone
@only_post
def receive_deletion(request: HttpRequest) -> HttpResponse:
    """Put down that this conversation must go; says the same for an unknown one."""
    try:
        mailbox_id = read_mailbox_id(read_flat_json(request.body))
    except (ValueError, RecursionError):
        return _refusal(400, "malformed")
    try:
        inbox.request_deletion(code.mailbox_hash(mailbox_id), at=timezone.now())
    except inbox.TooBusy:
        return _refusal(503, "busy")
    return _response(*response_parts(200, ""))


@open_to_everyone
def health(request: HttpRequest) -> HttpResponse:
    """Say whether this door can take a report; nobody's content."""
    can = TeamKey.current() is not None and not load.is_disk_full(LOAD_MONITOR.counts())
    answer = JsonResponse({"door": "public", "open": can})
    answer["Cache-Control"] = "no-store"
    return answer
