"""Asking the provider: one request in a fixed time, no redirect, an answer of limited size."""

import http.client
import json
from functools import partial
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlencode

from uitweg.platform.jobs.actions.attempt import Attempt
from uitweg.platform.jobs.actions.exchange import HttpAnswer, TooLarge, exchange
from uitweg.platform.jobs.rules.gateways import GatewayRequest
from uitweg.platform.openid.provider import SignOnRefused

MOST_BYTES = 65_536
# a slow provider must not hold the staff door: it has eight threads
_PLACES = BoundedSemaphore(2)


def get_json(url: str) -> tuple[dict[str, Any], int | None]:
    """Return a JSON object and for how many seconds it may be kept, if the provider says so."""
    answer = _ask(GatewayRequest("GET", url, {"Accept": "application/json"}, b""))
    if answer.status != 200:
        raise SignOnRefused("provider-refuses")
    return _json_object(answer), answer.keep_seconds


def post_form(url: str, fields: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """Return the status and the JSON object that answers a form."""
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    answer = _ask(GatewayRequest("POST", url, headers, urlencode(fields).encode()))
    return answer.status, _json_object(answer)


def _ask(request: GatewayRequest) -> HttpAnswer:
    if not _PLACES.acquire(blocking=False):
        raise SignOnRefused("provider-busy")
    try:
        return Attempt().run(partial(exchange, request, most_bytes=MOST_BYTES))
    except TooLarge:
        raise SignOnRefused("answer-too-large") from None
    except (OSError, http.client.HTTPException, ValueError):
        raise SignOnRefused("provider-away") from None
    finally:
        _PLACES.release()


def _json_object(answer: HttpAnswer) -> dict[str, Any]:
    try:
        parsed = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise SignOnRefused("answer-malformed") from None
    if not isinstance(parsed, dict):
        raise SignOnRefused("answer-malformed")
    return parsed
