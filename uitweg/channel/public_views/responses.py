"""What the public views share: allowed method, caching, reading level, carried signals."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.levels import ReadingLevel, split_address

View = Callable[[HttpRequest], HttpResponse]


def only_post(view: View) -> View:
    """Answer other methods with 405 and a page that leads back to the start or the mailbox."""

    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            response = render_uncached(request, "channel/again.html", status=405)
            response["Allow"] = "POST"
            return response
        return view(request)

    return checked


def render_uncached(
    request: HttpRequest, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def reading_level_of(request: HttpRequest) -> ReadingLevel:
    """Return the reading level that the request's address stands for."""
    return split_address(request.path, levels())[0]


def content_for(request: HttpRequest) -> Content:
    return load(level=reading_level_of(request).id)


def carried_signals(request: HttpRequest) -> tuple[str, ...]:
    """Return the ids of the signals brought from the signal check; unknown ones are left out."""
    known = {signal.id for signal in load().signals}
    ids = request.POST.get("signals", "")[:4000].split()
    return tuple(id for id in ids if id in known)
