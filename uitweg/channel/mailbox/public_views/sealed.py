"""A mailbox for a browser that opens it itself: sealed pages, the status, and deletion."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from uitweg.channel.conversation.actions.store_faults import TooBusy
from uitweg.channel.conversation.forms import read_mailbox_id
from uitweg.channel.conversation.public_views.json_answers import (
    json_parts,
    json_refusal,
    json_response,
    read_flat_json,
)
from uitweg.channel.conversation.public_views.patience import busy_while_away
from uitweg.channel.conversation.public_views.responses import only_post
from uitweg.channel.inbox.actions import inbox
from uitweg.channel.mailbox.actions import mailbox, news
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.sealing import code


@open_to_everyone
@only_post
@busy_while_away
def fetch_mailbox(request: HttpRequest) -> HttpResponse:
    """Return one page of a sealed mailbox; an unknown or deleted one looks the same."""
    try:
        fields = read_flat_json(request.body)
        page = fields.get("page", 0)
        mailbox_id = read_mailbox_id(fields)
        if type(page) is not int or not 0 <= page <= 10_000:
            raise ValueError("no such page")
    except (ValueError, RecursionError):
        return json_refusal(400, "malformed")
    return _uncached_bytes(mailbox.sealed_page(mailbox_id, page))


def _uncached_bytes(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Cache-Control"] = "no-store"
    return response


@open_to_everyone
@only_post
@busy_while_away
def fetch_status(request: HttpRequest) -> HttpResponse:
    """Return the mailbox's status in STATUS_BYTES; an open mailbox polls this for changes."""
    try:
        mailbox_id = read_mailbox_id(read_flat_json(request.body))
    except (ValueError, RecursionError):
        return json_refusal(400, "malformed")
    return _uncached_bytes(news.mailbox_status(code.mailbox_hash(mailbox_id)).content)


@open_to_everyone
@only_post
@busy_while_away
def receive_deletion(request: HttpRequest) -> HttpResponse:
    """Store the wish to delete this conversation; the response is equal for an unknown one.

    `slow` says that a person looks first, because there are so many wishes today.
    """
    try:
        mailbox_id = read_mailbox_id(read_flat_json(request.body))
    except (ValueError, RecursionError):
        return json_refusal(400, "malformed")
    try:
        is_slow = inbox.request_deletion(mailbox_id, at=timezone.now())
    except TooBusy:
        return json_refusal(503, "busy")
    return json_response(*json_parts(200, json.dumps({"ok": True, "slow": is_slow}).encode()))
