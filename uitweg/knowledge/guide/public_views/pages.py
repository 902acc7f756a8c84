"""The views of the guide's pages, mostly served as published pages, and the error pages."""

from copy import copy

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from uitweg.knowledge.guide.actions import said_of_duty
from uitweg.knowledge.guide.forms import LONGEST_BODY, read_route_answers
from uitweg.knowledge.guide.public_views.page_words import (
    FAILURES,
    duty_pages,
    guide_pages,
    help_words,
)
from uitweg.knowledge.guide.rules import route_for
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.content import levels, load
from uitweg.platform.content.files.levels import split_address


@open_to_everyone
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show one page of the guide, equal to the published one."""
    guide_page = guide_pages()[request.path]
    context = guide_page.words()
    if request.path in duty_pages():
        context["duty"], _ = said_of_duty(now=timezone.now())
    response = render(request, guide_page.template, context)
    response["Cache-Control"] = "no-cache"
    return response


@open_to_everyone
@require_http_methods(["GET", "HEAD", "POST"])
def route(request: HttpRequest) -> HttpResponse:
    """Show the three questions (GET), or the one line to call for the answers (POST)."""
    if request.method != "POST":
        return page(request)
    if len(request.body) > LONGEST_BODY:
        raise BadRequest("longer than any three answers")
    content = load(level=guide_pages()[request.path].level)
    answers = read_route_answers(request.POST)
    if "again" in request.POST:
        response = render(request, "guide/help.html", help_words(content, answers))
    else:
        hidden_fields = [
            ("who", answers.who),
            ("wants", answers.wants),
            ("danger", "yes" if answers.danger else "no"),
        ]
        context = {"route": route_for(answers, content.routes), "chosen": hidden_fields}
        response = render(request, "guide/route.html", context)
    response["Cache-Control"] = "no-store"
    return response


def failure(request: HttpRequest, status: int) -> HttpResponse:
    head, explanation = FAILURES[status]
    # the links to other levels lead to their start: what was asked for is not there either, and
    # "/en//other.example/" without its level would be the address of another site
    start = copy(request)  # of the request itself Django still makes its redirect to a last slash
    start.path = split_address(request.path, levels())[0].address("/")
    context = {"head": head, "says": explanation}
    response = render(start, "guide/failure.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


@open_to_everyone
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, 400)


@open_to_everyone
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return failure(request, 404)


@open_to_everyone
def broken(request: HttpRequest) -> HttpResponse:
    return failure(request, 500)
