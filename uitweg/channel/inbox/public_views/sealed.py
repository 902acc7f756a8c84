"""Receive what a browser sealed: it posts JSON, and gets JSON back."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from uitweg.channel.admission.public_views import admission
from uitweg.channel.attachments.actions.uploads import FilesNotAvailable
from uitweg.channel.conversation.actions.store_faults import (
    DiskFull,
    StoreAway,
    TooBusy,
    said_when_away,
)
from uitweg.channel.conversation.models import TeamKey
from uitweg.channel.conversation.public_views.json_answers import (
    Headers,
    json_parts,
    json_response,
    read_flat_json,
    response_parts,
)
from uitweg.channel.conversation.public_views.patience import busy_while_away
from uitweg.channel.conversation.public_views.responses import only_post
from uitweg.channel.conversation.rules.answering import answer_by
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.inbox.forms import (
    MESSAGE_FIELDS,
    REPORT_FIELDS,
    SealedSubmission,
    read_message,
    read_report,
)
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.sealing import code


def stored_parts(
    write: "inbox.ReportWrite | inbox.MessageWrite | RepeatCheck",
) -> tuple[int, Headers, bytes]:
    """Return the response to a stored write; it says by which day the message is answered."""
    return _stored_parts(answer_by(timezone.localdate(), danger_now=write.arriving.danger_now))


@lru_cache(maxsize=8)
def _stored_parts(by: date) -> tuple[int, Headers, bytes]:
    return json_parts(200, json.dumps({"ok": True, "by": by.isoformat()}).encode())


class SealedMessageRefused(Exception):
    """A sealed message is refused; `status` and `error` go in the response."""

    def __init__(self, status: int, error: str) -> None:
        super().__init__(error)
        self.status, self.error = status, error


def refusal_parts(error: Exception) -> tuple[int, Headers, bytes]:
    """Return the response to a refused message; an unexpected exception is raised again."""
    if isinstance(error, admission.WorkRequired):
        return json_parts(429, error.content)
    if isinstance(error, SealedMessageRefused):
        return response_parts(error.status, error.error)
    if type(error) in REFUSALS:
        return response_parts(*REFUSALS[type(error)])
    raise error


REFUSALS: dict[type[Exception], tuple[int, str]] = {
    admission.ChannelFull: (503, "full"),
    inbox.AlreadyUsed: (409, "used"),
    inbox.OtherContent: (409, "other"),
    inbox.UnknownMailbox: (409, "unknown"),
    TooBusy: (503, "busy"),
    DiskFull: (503, "full"),
    StoreAway: (503, "away"),
    FilesNotAvailable: (409, "files"),
}


def check_and_prepare_write(
    raw: bytes, kind: "SealedKind", key_id: bytes | None
) -> "inbox.ReportWrite | inbox.MessageWrite | RepeatCheck":
    """Check a sealed message and return the write that stores it.

    What is malformed is refused before it counts for anything. Raises SealedMessageRefused,
    WorkRequired or ChannelFull.
    """
    if key_id is None:
        raise SealedMessageRefused(503, "closed")
    try:
        fields = read_flat_json(raw)
    except (ValueError, RecursionError):
        raise SealedMessageRefused(400, "malformed") from None
    solution = fields.pop("work", None)
    if fields.keys() - kind.fields - {"key_id"}:
        raise SealedMessageRefused(400, "unknown-field")
    if fields.get("key_id") != key_id.hex():
        raise SealedMessageRefused(409, "other-key")
    try:
        submission = kind.read(fields, key_id=key_id)
    except ValueError:
        raise SealedMessageRefused(400, "malformed") from None
    size = len(submission.for_team) + len(submission.for_reporter)
    admission_request = admission.AdmissionRequest(submission.key, size, submission.danger)
    may_be_new = admission.admit_sealed(admission_request, solution)
    arriving = inbox.IncomingMessage(
        mailbox_hash=code.mailbox_hash(submission.mailbox_id),
        key=submission.key,
        for_team=submission.for_team,
        for_reporter=submission.for_reporter,
        danger_now=submission.danger,
        at=timezone.now(),
        files=submission.files,
    )
    if not may_be_new:
        return RepeatCheck(arriving, admission_request)
    if submission.reporter_public is not None:
        return inbox.ReportWrite(arriving, submission.reporter_public, in_browser=True)
    return inbox.MessageWrite(arriving)


@dataclass
class RepeatCheck:
    """Runs in place of a write when the solution was used before: is this a retry?

    It does not raise inside the group of writes, which would fail the group; call `after` later.
    """

    arriving: inbox.IncomingMessage
    admission_request: admission.AdmissionRequest
    is_stored: bool = False

    def __call__(self) -> None:
        self.is_stored = inbox.is_stored_for_good(self.arriving)

    def require_stored(self) -> None:
        """Raises WorkRequired when this is no retry: the solution was for another message."""
        if not self.is_stored:
            raise admission.work_required_again(self.admission_request)


@contextmanager
def _work_kept_if_busy(
    write: "inbox.ReportWrite | inbox.MessageWrite | RepeatCheck",
) -> Iterator[None]:
    """Let the same work count once more when the store was too busy for this message."""
    try:
        yield
    except TooBusy:
        admission.USED_SOLUTIONS.give_back(write.arriving.key)
        raise


class SealedKind(NamedTuple):
    """One kind of sealed request: its allowed fields, and the function that checks them."""

    fields: frozenset[str]
    read: Callable[..., SealedSubmission]


REPORT_KIND, MESSAGE_KIND = (
    SealedKind(REPORT_FIELDS, read_report),
    SealedKind(MESSAGE_FIELDS, read_message),
)


def _receive(request: HttpRequest, kind: SealedKind) -> HttpResponse:
    try:
        write = check_and_prepare_write(request.body, kind, TeamKey.current_id())
        with _work_kept_if_busy(write), said_when_away():
            inbox.store(write)
        if isinstance(write, RepeatCheck):
            write.require_stored()
    except Exception as error:
        return json_response(*refusal_parts(error))
    return json_response(*stored_parts(write))


@open_to_everyone
@only_post
@busy_while_away
def receive_report(request: HttpRequest) -> HttpResponse:
    """Store a report that the browser sealed."""
    return _receive(request, REPORT_KIND)


@open_to_everyone
@only_post
@busy_while_away
def receive_message(request: HttpRequest) -> HttpResponse:
    """Store a further message that the browser sealed."""
    return _receive(request, MESSAGE_KIND)


EVENT_LOOP_KINDS = {
    "/schrijven/verzegeld/": REPORT_KIND,
    "/postvak/verzegeld/bericht/": MESSAGE_KIND,
}
"""Addresses that `receive_on_event_loop` answers the same way as the views above."""


async def receive_on_event_loop(
    path: str, raw: bytes, key_id: bytes | None
) -> tuple[int, Headers, bytes]:
    """Store a sealed message without using a thread; it is durable when this returns."""
    try:
        write = check_and_prepare_write(raw, EVENT_LOOP_KINDS[path], key_id)
        with _work_kept_if_busy(write):
            await inbox.store_async(write)
        if isinstance(write, RepeatCheck):
            write.require_stored()
    except Exception as error:
        return refusal_parts(error)
    return stored_parts(write)
