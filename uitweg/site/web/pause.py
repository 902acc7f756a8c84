"""What both doors share of the page for maintenance: how its answer is made, without a database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils import timezone

from uitweg.platform.maintenance import Maintenance, maintenance_in
from uitweg.site.web.page_headers import Headers, headers_for

JSON_ANSWER = b'{"error":"maintenance"}'


def paused_request(environ: dict[str, Any]) -> WSGIRequest:
    """Return the request, with its form read; a form that cannot be read is an empty one."""
    request = WSGIRequest(environ)
    try:
        request.POST  # noqa: B018 (reading it parses it)
    except (SuspiciousOperation, RequestDataTooBig, MultiPartParserError, ValueError):
        return WSGIRequest({**environ, "CONTENT_TYPE": "", "CONTENT_LENGTH": "0"})
    return request


def paused_answer(
    request: WSGIRequest, template: str, words: Mapping[str, object]
) -> tuple[int, Headers, bytes]:
    """Return a 503 with Retry-After: the page, or for a script a line of JSON."""
    now = timezone.now()
    # over since this request came in: try again at once
    maintenance = maintenance_in(settings.MAINTENANCE_FILE) or Maintenance(until=now)
    always = [
        ("retry-after", str(maintenance.seconds_left(now))),
        ("cache-control", "no-store"),
    ]
    if request.content_type == "application/json":
        return 503, [*always, ("content-type", "application/json")], JSON_ANSWER
    html = render_to_string(
        template, {"until": _expected_end(maintenance, now), **words}, request=request
    )
    page = [("content-type", "text/html; charset=utf-8"), *headers_for(html)]
    return 503, [*always, *page], html.encode()


def _expected_end(maintenance: Maintenance, now: datetime) -> datetime | None:
    until = maintenance.expected_end(now)
    return timezone.localtime(until) if until else None
