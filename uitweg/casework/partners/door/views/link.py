"""The page of a partner without an account: one page for every link, and what its script asks.

No cookie is read or set, so there is nothing for another site to misuse: what somebody may is in
what the script sends along. A link that is unknown, used up, over or taken back has one answer.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.dateformat import format as format_date
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from uitweg.casework.partners.dispatch.actions import links as package_links
from uitweg.casework.partners.dispatch.actions import messages as package_messages
from uitweg.casework.partners.dispatch.actions import packages
from uitweg.casework.partners.dispatch.actions.links import WrongLinkCode
from uitweg.casework.partners.dispatch.models import Package
from uitweg.casework.partners.dispatch.rules.messages import CodeWay
from uitweg.casework.partners.dispatch.rules.packages import (
    DECIDING_ANSWERS,
    PartnerAnswer,
    answer_words,
    ends_reading,
)
from uitweg.casework.partners.door import actions
from uitweg.platform.accounts.actions.authorization import NotPossible, Refusal
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.ui.moments import until_time

LONGEST_REQUEST = 20_000
GONE = {"error": "gone"}
MALFORMED = {"error": "malformed"}
STRICT_CSP: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": ["data:"],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": [CSP.NONE],
}
HEX_32 = re.compile(r"[0-9a-f]{32}", re.ASCII)
BASE64_32 = re.compile(r"[A-Za-z0-9+/]{43}=", re.ASCII)
SIX_DIGITS = re.compile(r"[0-9]{6}", re.ASCII)
STAMP = re.compile(r"[0-9]{1,12}\.[0-9a-f]{32}", re.ASCII)

Fields = dict[str, str]
Answering = Callable[[bytes, Fields, datetime], dict[str, Any] | None]


class LinkRequestRefusal(Refusal):
    MALFORMED = "Dit kwam niet goed aan. Er is niets bewaard. Laad de pagina opnieuw."


@require_safe
@open_to_everyone
@csp_override(STRICT_CSP)
def package_link(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the page: the same for every address, whether something waits there or not."""
    return _private(render(request, "door/package_link.html"))


def _asked_by_script(**shapes: re.Pattern[str] | None) -> Callable[[Answering], Any]:
    """Read the fields with these shapes (None: any text) from JSON, and answer in JSON."""

    def wrap(answer: Answering) -> Any:
        @wraps(answer)
        def view(request: HttpRequest, public_id: str) -> HttpResponse:
            try:
                fields = _read_fields(request, shapes)
            except (ValueError, RecursionError):
                return _private(JsonResponse(MALFORMED, status=400))
            link_id = bytes.fromhex(public_id) if HEX_32.fullmatch(public_id) else bytes(16)
            try:
                answered = answer(link_id, fields, timezone.now())
            except NotPossible as refusal:
                return _private(JsonResponse({"error": refusal.refusal.code}, status=409))
            if answered is None:
                return _private(JsonResponse(GONE, status=404))
            return _private(JsonResponse(answered))

        return open_to_everyone(csrf_exempt(require_POST(view)))

    return wrap


@_asked_by_script(proof=BASE64_32)
def package_link_state(link_id: bytes, fields: Fields, now: datetime) -> dict[str, Any] | None:
    """Say whether this link leads somewhere, and how a code can come."""
    link = package_links.open_link(public_id=link_id, proof=_bytes(fields["proof"]), now=now)
    if link is None:
        return None
    ways = package_messages.code_ways(link.code_phone)
    return {"ways": ways, "ends_on": link.code_phone[-2:] if ways else ""}


@_asked_by_script(proof=BASE64_32, way=re.compile("sms|voice"))
def package_code(link_id: bytes, fields: Fields, now: datetime) -> dict[str, Any] | None:
    """Send a code to the number that it was sent with."""
    sent = package_links.request_code(
        public_id=link_id, proof=_bytes(fields["proof"]), way=CodeWay(fields["way"]), now=now
    )
    if sent is None:
        return None
    return {"until": until_time(sent.until, now), "tries_left": sent.tries_left}


@_asked_by_script(proof=BASE64_32, code=SIX_DIGITS)
def open_package_link(link_id: bytes, fields: Fields, now: datetime) -> dict[str, Any] | None:
    """Give the server's half of the key for the right code."""
    opened = package_links.open_with_code(
        public_id=link_id, proof=_bytes(fields["proof"]), code=fields["code"], now=now
    )
    if opened is None:
        return None
    if isinstance(opened, WrongLinkCode):
        return {"tries_left": opened.tries_left}
    return {
        "server_half": _text(opened.server_half),
        "sealed_key": _text(opened.sealed_key),
        "sealed_content": _text(opened.sealed_content),
        "answer_half": _text(opened.answer_half),
        "opened": opened.opened,
        **_what_can_be_said(opened.package, now),
    }


@_asked_by_script(token=BASE64_32, opened=STAMP)
def package_link_read(link_id: bytes, fields: Fields, now: datetime) -> dict[str, Any] | None:
    """Record that the browser showed the text."""
    holder = package_links.link_for_answer(
        public_id=link_id, token=_bytes(fields["token"]), opened=fields["opened"], now=now
    )
    if holder is None:
        return None
    package_links.mark_decrypted(by=holder)
    return {}


@_asked_by_script(
    token=BASE64_32, opened=STAMP, answer=re.compile("[a-z-]{1,16}"), text=None, form_key=HEX_32
)
def answer_package_link(link_id: bytes, fields: Fields, now: datetime) -> dict[str, Any] | None:
    """Store an answer, and say whether it counts and what can still be said."""
    if fields["answer"] not in PartnerAnswer:
        raise NotPossible(LinkRequestRefusal.MALFORMED)
    holder = package_links.link_for_answer(
        public_id=link_id, token=_bytes(fields["token"]), opened=fields["opened"], now=now
    )
    if holder is None:
        return None
    package = holder.package
    reply = packages.answer_package(
        package=package,
        answer=PartnerAnswer(fields["answer"]),
        text=fields["text"],
        form_key=bytes.fromhex(fields["form_key"]),
        by=holder,
        rule=package_links.rule_for_words(package, now=now) if fields["text"].strip() else "",
    )
    return {"answer": reply.answer, "counts": reply.counts, **_what_can_be_said(package, now)}


def _what_can_be_said(package: Package, now: datetime) -> dict[str, Any]:
    """Return the answers that are offered, and the one that decided, in the partner's words."""
    decided, kind = packages.decided_answer(package), package.kind
    decided_words = answer_words(kind, decided) if decided else ""
    later_words = ", ".join(answer_words(kind, step) for step in packages.steps_said(package))
    offered = [
        {
            "answer": each.answer,
            "words": each.words,
            "needs_words": each.needs_words,
            "is_refusal": each.is_refusal,
        }
        for each in actions.possible_answers(package)
    ]
    return {
        "offered": offered,
        "decided": decided or "",
        "reads_on": decided is None or not ends_reading(kind, decided),
        "decided_words": ". Daarna: ".join(filter(None, (decided_words, later_words))),
        "organisation": package.organisation.name,
        "sent": format_date(timezone.localtime(package.sent_at), "l j F, H:i"),
        "answer_before": until_time(package.answer_by, now) if package.answer_by else "",
        "opens_until": format_date(timezone.localtime(package.opens_until), "l j F, H:i"),
        "deciding": sorted(DECIDING_ANSWERS),
    }


def _read_fields(request: HttpRequest, shapes: dict[str, re.Pattern[str] | None]) -> Fields:
    """Return exactly these fields. Raises ValueError or RecursionError for anything else."""
    if len(request.body) > LONGEST_REQUEST:
        raise ValueError("too long")
    fields = json.loads(request.body)
    if not isinstance(fields, dict) or fields.keys() != shapes.keys():
        raise ValueError("other fields")
    for name, shape in shapes.items():
        value = fields[name]
        if not isinstance(value, str) or (shape and not shape.fullmatch(value)):
            raise ValueError("not of this shape")
        value.encode()  # half a surrogate pair cannot be stored
    return fields


def _private(response: HttpResponse) -> HttpResponse:
    """Keep the answer out of caches, search engines and the address of a next page."""
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _bytes(text: str) -> bytes:
    return b64decode(text)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
