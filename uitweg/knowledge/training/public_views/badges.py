"""The page on which anybody checks a badge of a lesson. Nothing of it is stored or sent on."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from uitweg.knowledge.training.actions.certificates import site_badge_key
from uitweg.knowledge.training.forms.badges import BadgeToCheck, CheckRefused, read_badge_to_check
from uitweg.knowledge.training.public_views.certificates import say_date
from uitweg.knowledge.training.public_views.lessons import lesson_address
from uitweg.knowledge.training.public_views.published import TrainingPage, url_name
from uitweg.knowledge.training.rules.certificates import CHECK_PATH, version_of
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.lessons import Lesson
from uitweg.platform.sealing.badges import BadgeRefused, ReadBadge, read_badge


@dataclass(frozen=True)
class BadgeVerdict:
    """Whether a badge is right, and what it says or what is wrong, in sentences."""

    is_right: bool
    sentences: tuple[str, ...]


def pages(content: Content) -> Iterator[TrainingPage]:
    """Yield the page at the level of this content."""
    level = content.level
    yield TrainingPage(
        url_name("badge-check", level),
        "training/badge_check.html",
        dict,
        level.address(CHECK_PATH),
        level.id,
        partial(check, content),
    )


def check(content: Content, request: HttpRequest) -> HttpResponse:
    """Say whether a badge is ours and unchanged; 400 when there is nothing to check."""
    context: dict[str, Any]
    try:
        wanted = read_badge_to_check(request)
        context, status = {"verdict": verdict_on(wanted, content)}, 200
    except CheckRefused as refused:
        context, status = {"why": content.training[refused.why]}, 400
    response = render(request, "training/badge_check.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def verdict_on(wanted: BadgeToCheck, content: Content) -> BadgeVerdict:
    """Read a badge, and say what it says or what is wrong."""
    said = content.training
    try:
        badge = read_badge(site_badge_key(), wanted.content)
    except BadgeRefused as refused:
        return BadgeVerdict(False, (said[f"check_{refused.why}"],))
    day = say_date(content.level, badge.valid_from.date())
    sentences = (
        said["check_lesson"].format(title=badge.title, day=day),
        said["check_claim"],
        _about_name(badge, wanted.name, said),
        said[_lesson_since(badge, content.lessons)],
    )
    return BadgeVerdict(True, tuple(filter(None, sentences)))


def _about_name(badge: ReadBadge, name: str, said: dict[str, str]) -> str:
    """Return whether the badge was made for this name; "" when nobody asked and it has one."""
    if not badge.name_hash:
        return said["check_nameless"]
    if not name:
        return ""
    return said["check_name" if badge.is_for(name) else "check_other_name"].format(name=name)


def _lesson_since(badge: ReadBadge, lessons: tuple[Lesson, ...]) -> str:
    """Return which sentence says whether the lesson is still what it was."""
    url = settings.PUBLIC_URL.rstrip("/")
    lesson = next((each for each in lessons if url + lesson_address(each) == badge.address), None)
    if lesson is None:
        return "check_gone"
    is_same = badge.version.partition(" ")[2] == version_of(lesson).partition(" ")[2]
    return "check_same" if is_same else "check_since"
