"""The guide behind the shelf: its pages, and what a visitor reads when something is wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from uitweg.access.rules import open_to_everyone
from uitweg.guide.pages import FAILURES, pages


@open_to_everyone
def page(request: HttpRequest) -> HttpResponse:
    """One page of the guide, as it is published."""
    asked = pages()[request.path]
    answer = render(request, asked.template, asked.words())
    answer["Cache-Control"] = "no-cache"
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
