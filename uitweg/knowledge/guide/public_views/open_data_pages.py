"""The open data behind the shelf, and what is said of an address or a method it does not know."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from uitweg.knowledge.guide.public_views import open_data_api
from uitweg.knowledge.guide.public_views.open_data_api import HEADERS, PROBLEM, OpenDataDocument
from uitweg.platform.accounts.rules import open_to_everyone

READ_METHODS = ("GET", "HEAD", "OPTIONS")
MAILTO = "mailto:"


def documents() -> dict[str, OpenDataDocument]:
    """Return this city's open data by path, as of today."""
    contact = settings.SECURITY_CONTACT
    return open_data_api.documents(
        city=settings.CITY,
        url=settings.PUBLIC_URL,
        email=contact.removeprefix(MAILTO) if contact.startswith(MAILTO) else "",
        made_on=timezone.localdate(),
    )


@open_to_everyone
def open_data(request: HttpRequest, rest: str) -> HttpResponse:
    """One document; for a browser's question beforehand (CORS) what it may ask."""
    found = documents().get(request.path)
    if found is None:
        return _problem(404, "Not found", "There is no open data at this address.")
    if request.method not in READ_METHODS:
        answer = _problem(405, "Method not allowed", "Open data can only be read.")
        answer["Allow"] = ", ".join(READ_METHODS)
        return answer
    if request.method == "OPTIONS":
        answer = HttpResponse(status=204)
        answer["Allow"] = answer["Access-Control-Allow-Methods"] = ", ".join(READ_METHODS)
        answer["Access-Control-Allow-Headers"] = "If-None-Match"
        answer["Access-Control-Max-Age"] = "86400"
        return _with_headers(answer, HEADERS)
    answer = HttpResponse(found.content, content_type=found.kind)
    answer["Cache-Control"] = "no-cache"
    return _with_headers(answer, found.headers)


def _problem(status: int, title: str, detail: str) -> HttpResponse:
    content = open_data_api.problem_json(status, title=title, detail=detail)
    answer = HttpResponse(content, status=status, content_type=PROBLEM)
    answer["Cache-Control"] = "no-store"
    return _with_headers(answer, HEADERS)


def _with_headers(answer: HttpResponse, headers: tuple[tuple[str, str], ...]) -> HttpResponse:
    for name, value in headers:
        answer[name] = value
    return answer
