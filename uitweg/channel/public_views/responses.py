"""What the channel's answers share: their method, their keeping, what came along."""

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
    """Refuse other methods with 405; a person who reloads by address finds the way back there."""

    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            answer = render_uncached(request, "channel/again.html", status=405)
            answer["Allow"] = "POST"
            return answer
        return view(request)

    return checked


def render_uncached(
    request: HttpRequest, template: str, *, status: int = 200, **words: Any
) -> HttpResponse:
    answer = render(request, template, words, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def reading_level_of(request: HttpRequest) -> ReadingLevel:
    """Return the reading level of the page this came from."""
    return split_address(request.path, levels())[0]


def content_for(request: HttpRequest) -> Content:
    return load(level=reading_level_of(request).id)


def carried_signals(request: HttpRequest) -> tuple[str, ...]:
    """Return the signals carried along from the check; what we do not know is left out."""
    known = {signal.id for signal in load().signals}
    return tuple(s for s in request.POST.get("signals", "")[:4000].split() if s in known)
