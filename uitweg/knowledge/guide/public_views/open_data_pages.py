"""The view of the open data, for what the published documents do not answer.

That is errors, CORS preflight requests, and everything until the documents are published.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from uitweg.knowledge.guide.public_views import open_data_api
from uitweg.knowledge.guide.public_views.open_data_api import HEADERS, PROBLEM, OpenDataDocument
from uitweg.platform.accounts.rules import open_to_everyone

READ_METHODS = ("GET", "HEAD", "OPTIONS")
MAILTO = "mailto:"


def documents() -> dict[str, OpenDataDocument]:
    """Return this city's open data documents by path, as of today."""
    contact = settings.SECURITY_CONTACT
    return open_data_api.documents(
        city=settings.CITY,
        url=settings.PUBLIC_URL,
        email=contact.removeprefix(MAILTO) if contact.startswith(MAILTO) else "",
        made_on=timezone.localdate(),
    )


@open_to_everyone
def open_data(request: HttpRequest, rest: str) -> HttpResponse:
    """Return one document, or answer a CORS preflight request."""
    requested = documents().get(request.path)
    if requested is None:
        return _problem(404, "Not found", "There is no open data at this address.")
    if request.method not in READ_METHODS:
        response = _problem(405, "Method not allowed", "Open data can only be read.")
        response["Allow"] = ", ".join(READ_METHODS)
        return response
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(READ_METHODS)
        response["Access-Control-Allow-Headers"] = "If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
        return _with_headers(response, HEADERS)
    response = HttpResponse(requested.content, content_type=requested.kind)
    response["Cache-Control"] = "no-cache"
    return _with_headers(response, requested.headers)


def _problem(status: int, title: str, detail: str) -> HttpResponse:
    content = open_data_api.problem_json(status, title=title, detail=detail)
    response = HttpResponse(content, status=status, content_type=PROBLEM)
    response["Cache-Control"] = "no-store"
    return _with_headers(response, HEADERS)


def _with_headers(response: HttpResponse, headers: tuple[tuple[str, str], ...]) -> HttpResponse:
    for name, value in headers:
        response[name] = value
    return response
