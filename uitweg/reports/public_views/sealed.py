"""The channel with JavaScript: the browser has sealed, and posts JSON."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from uitweg.access.rules import open_to_everyone
from uitweg.reports import inbox, mailbox
from uitweg.reports.forms import MailboxForm, SealedMessageForm, SealedReportForm
from uitweg.reports.models import TeamKey
from uitweg.reports.public_views.answers import only_post
from uitweg.sealing import code


def _json(request: HttpRequest) -> dict[str, Any]:
    """Return the flat JSON object of the body; anything deeper or else raises ValueError."""
    raw = request.body
    if raw.count(b"{") != 1 or raw.count(b"[") != 0:
        raise ValueError("not one flat object")
    read = json.loads(raw)
    if not isinstance(read, dict):
        raise ValueError("not an object")
    return read


def _refused(status: int, error: str) -> JsonResponse:
    answer = JsonResponse({"ok": False, "error": error}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _stored() -> JsonResponse:
    answer = JsonResponse({"ok": True})
    answer["Cache-Control"] = "no-store"
    return answer


def _receive(request: HttpRequest, form_class: type[SealedMessageForm]) -> HttpResponse:
    team = TeamKey.current()
    if team is None:
        return _refused(503, "closed")
    try:
        given = _json(request)
    except (ValueError, RecursionError):
        return _refused(400, "malformed")
    if set(given) - {*form_class.base_fields, "key_id"}:
        return _refused(400, "unknown-field")
    if given.get("key_id") != bytes(team.key_id).hex():
        return _refused(409, "other-key")
    form = form_class(given, team_key_id=bytes(team.key_id))
    if not form.is_valid():
        return _refused(400, "malformed")
    sent = form.cleaned_data
    arriving = inbox.Arriving(
        mailbox_hash=code.mailbox_hash(sent["mailbox_id"]),
        key=sent["key"],
        for_team=sent["for_team"],
        for_reporter=sent["for_reporter"],
        danger_now=sent["danger"],
        at=timezone.now(),
    )
    try:
        if "reporter_public" in sent:
            inbox.receive_report(arriving, reporter_key=sent["reporter_public"], in_browser=True)
        else:
            inbox.receive_message(arriving)
    except inbox.AlreadyUsed:
        return _refused(409, "used")
    except inbox.Unknown:
        return _refused(409, "unknown")
    except inbox.TooBusy:
        return _refused(503, "busy")
    return _stored()


@open_to_everyone
@only_post
def receive_report(request: HttpRequest) -> HttpResponse:
    """Take in a report that the browser sealed."""
    return _receive(request, SealedReportForm)


@open_to_everyone
@only_post
def receive_message(request: HttpRequest) -> HttpResponse:
    """Take in a further message that the browser sealed."""
    return _receive(request, SealedMessageForm)


@open_to_everyone
@only_post
def fetch_mailbox(request: HttpRequest) -> HttpResponse:
    """Hand out one page of a sealed mailbox; right, wrong and wiped look the same."""
    try:
        given = _json(request)
        page = int(given.get("page", 0))
        form = MailboxForm(given)
        if not form.is_valid() or not 0 <= page <= 10_000:
            raise ValueError("mailbox or page")
    except (ValueError, TypeError, OverflowError, RecursionError):
        return _refused(400, "malformed")
    answer = HttpResponse(
        mailbox.sealed_page(form.cleaned_data["mailbox_id"], page),
        content_type="application/octet-stream",
    )
    answer["Cache-Control"] = "no-store"
    return answer


@open_to_everyone
@only_post
def receive_deletion(request: HttpRequest) -> HttpResponse:
    """Put down that this conversation must go; says the same for an unknown one."""
    try:
        form = MailboxForm(_json(request))
    except (ValueError, RecursionError):
        return _refused(400, "malformed")
    if not form.is_valid():
        return _refused(400, "malformed")
    try:
        inbox.ask_deletion(code.mailbox_hash(form.cleaned_data["mailbox_id"]), at=timezone.now())
    except inbox.TooBusy:
        return _refused(503, "busy")
    return _stored()


@open_to_everyone
def health(request: HttpRequest) -> HttpResponse:
    """Say whether this door can take a report; nobody's content."""
    answer = JsonResponse({"door": "public", "open": TeamKey.current() is not None})
    answer["Cache-Control"] = "no-store"
    return answer
