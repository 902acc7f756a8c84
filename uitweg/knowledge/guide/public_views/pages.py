"""The guide behind the shelf: its pages, and what a visitor reads when something is wrong."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from uitweg.knowledge.guide.forms import LONGEST_BODY, read_route_answers
from uitweg.knowledge.guide.public_views.page_words import FAILURES, guide_pages, help_words
from uitweg.knowledge.guide.rules import route_for
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.content import load


@open_to_everyone
def page(request: HttpRequest) -> HttpResponse:
    """One page of the guide, as it is published."""
    asked = guide_pages()[request.path]
    answer = render(request, asked.template, asked.words())
    answer["Cache-Control"] = "no-cache"
    return answer


@open_to_everyone
def route(request: HttpRequest) -> HttpResponse:
    """GET the three questions, POST the answers for the one line to call. Nothing is kept."""
    if request.method != "POST":
        return page(request)
    if len(request.body) > LONGEST_BODY:
        raise BadRequest("longer than any three answers")
    content = load(level=guide_pages()[request.path].level)
    asked = read_route_answers(request.POST)
    if "again" in request.POST:
        answer = render(request, "guide/help.html", help_words(content, asked))
    else:
        said = [
            ("who", asked.who),
            ("wants", asked.wants),
            ("danger", "yes" if asked.danger else "no"),
        ]
        words = {"route": route_for(asked, content.routes), "chosen": said}
        answer = render(request, "guide/route.html", words)
    answer["Cache-Control"] = "no-store"
    return answer


def failure(request: HttpRequest, status: int) -> HttpResponse:
    head, says = FAILURES[status]
    answer = render(request, "guide/failure.html", {"head": head, "says": says}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


@open_to_everyone
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, 400)


@open_to_everyone
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, 404)


@open_to_everyone
def broken(request: HttpRequest) -> HttpResponse:
    return failure(request, 500)
