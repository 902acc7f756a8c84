"""What the public views share: allowed method, caching, reading level, what came from the check."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path

from uitweg.channel.conversation.rules.reports import ReporterNeed, ReporterRole
from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.levels import ReadingLevel, split_address

LIFE_SIGNAL = "wants-to-die"
"""The signal of who thinks of suicide, as the check sends it along."""
View = Callable[[HttpRequest], HttpResponse]


def only_post(view: View) -> View:
    """Answer other methods with 405 and a page that leads back to the start or the mailbox."""

    @wraps(view)
    def checked(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            response = render_uncached(request, "conversation/again.html", status=405)
            response["Allow"] = "POST"
            return response
        return view(request)

    return checked


def render_uncached(
    request: HttpRequest, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Render a page that knows whether the request says that there is danger (`said_danger`).

    `said_life`: the check was told of somebody who wants to die, so that 113 comes first;
    `only_life`: of no other danger.
    """
    context["said_danger"] = says_danger(request)
    told = request.POST.get("signals", "")[:4000].split()
    context["said_life"] = LIFE_SIGNAL in told
    context["only_life"] = LIFE_SIGNAL in told and not {*told} & {*load().check.other_danger}
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def says_danger(request: HttpRequest) -> bool:
    """Tell whether the form says that there is danger, or that somebody is needed now."""
    return bool(request.POST.get("danger")) or request.POST.get("needed") == ReporterNeed.NOW


def paths_at_each_level(steps: Mapping[str, tuple[View, str]]) -> list[URLPattern]:
    """Return the addresses of `steps` (path: view and name) at every reading level."""
    paths = []
    for level in levels():
        suffix = "" if level is levels()[0] else f"-{level.id}"
        for address, (view, name) in steps.items():
            paths.append(path(level.address(address).removeprefix("/"), view, name=name + suffix))
    return paths


def reading_level_of(request: HttpRequest) -> ReadingLevel:
    """Return the reading level that the request's address stands for."""
    return split_address(request.path, levels())[0]


def content_for(request: HttpRequest) -> Content:
    return load(level=reading_level_of(request).id)


@dataclass(frozen=True, slots=True)
class CarriedCheck:
    """What was brought from the signal check to a message; what we do not know is left out.

    `answers` are keys of Content.check_answers. `fields` names which of the message's own fields
    the check filled in: "danger", "role".
    """

    answers: tuple[str, ...]
    danger: bool
    role: str
    fields: tuple[str, ...]

    @property
    def about_self(self) -> bool:
        return self.role == ReporterRole.YOUNGSTER


def carried_check(request: HttpRequest) -> CarriedCheck:
    """Return what the check's outcome, or the page with the seven words, sent along."""
    role = ReporterRole.words_of(request.POST.get("role", "")) and request.POST["role"]
    danger = says_danger(request)
    filled_in = {"danger": danger, "role": bool(role)}
    return CarriedCheck(
        answers=carried_answers(request),
        danger=danger,
        role=role,
        fields=tuple(name for name, is_filled_in in filled_in.items() if is_filled_in),
    )


def carried_answers(request: HttpRequest) -> tuple[str, ...]:
    """Return the answers brought from the signal check; unknown ones are left out."""
    ids = dict.fromkeys(request.POST.get("signals", "")[:4000].split())
    return tuple(id for id in ids if id in load().check_answers)


def fields_from_check(request: HttpRequest) -> tuple[str, ...]:
    """Return which fields the check filled in, as the form that was sent says."""
    named = request.POST.get("from_check", "")[:100].split()
    return tuple(name for name in ("danger", "role") if name in named)


HTML_STEP_BYTES = 32 * 1024


def pad_html(response: HttpResponse) -> HttpResponse:
    """Pad a page to a multiple of HTML_STEP_BYTES, so that its length does not tell its content."""
    room = HTML_STEP_BYTES - len(response.content) % HTML_STEP_BYTES
    response.content += b"\n" * room
    return response
