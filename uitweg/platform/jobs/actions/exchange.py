"""One HTTP request to another server, within the time of an attempt; no redirect is followed."""

import http.client
import re
import ssl
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

from uitweg.platform.jobs.actions.attempt import Attempt, TooLate
from uitweg.platform.jobs.rules.gateways import GatewayRequest


class TooLarge(Exception):
    """The answer is longer than it may be."""


@dataclass(frozen=True)
class HttpAnswer:
    """What came back; `keep_seconds` is how long it may be kept, None when that is not said."""

    status: int
    body: bytes = field(repr=False)
    keep_seconds: int | None


def exchange(request: GatewayRequest, one: Attempt, *, most_bytes: int = 0) -> HttpAnswer:
    """Send the request and return the answer, without its body when `most_bytes` is 0.

    Raises TooLarge, TooLate (no part of a body is given), OSError or HTTPException.
    """
    parts = urlsplit(request.url)
    is_tls = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if is_tls else 80)
    line = one.connect(host, port)
    if is_tls:
        line = _trusted_servers().wrap_socket(line, server_hostname=host)
    connection = http.client.HTTPConnection(host, port)
    connection.sock = line
    try:
        path = parts.path or "/"
        target = f"{path}?{parts.query}" if parts.query else path
        headers = {"Host": parts.netloc, **request.headers, "Connection": "close"}
        one.may_have_arrived = True
        connection.request(request.method, target, body=request.body, headers=headers)
        with connection.getresponse() as response:
            body = response.read(most_bytes + 1) if most_bytes else b""
    finally:
        connection.close()
    if len(body) > most_bytes:
        raise TooLarge
    if most_bytes and not one.seconds_left:
        raise TooLate("cut off in the middle of the answer")
    return HttpAnswer(response.status, body, _keep_seconds(response.getheader("Cache-Control", "")))


def _keep_seconds(cache_control: str) -> int | None:
    """Return the max-age of a Cache-Control header, 0 for no-store and no-cache."""
    if re.search(r"\bno-(store|cache)\b", cache_control, re.IGNORECASE):
        return 0
    found = re.search(r"\bmax-age=([0-9]{1,9})\b", cache_control, re.IGNORECASE)
    return int(found[1]) if found else None


@cache
def _trusted_servers() -> ssl.SSLContext:
    return ssl.create_default_context()
