"""The cases that repeat a lesson: after a week, a month and three months; and remembering to.

Nothing about a learner is stored: the calendar file is made at the request, from the day it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from uitweg.knowledge.training.public_views.lessons import (
    YOUNGSTERS_LEVEL,
    lesson_address,
    own_lessons,
    rounded_minutes,
    story_words,
)
from uitweg.knowledge.training.public_views.published import TrainingPage, url_name
from uitweg.knowledge.training.rules.recall import repeat_days
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.lessons import Lesson, Round

AT = time(9)
LASTS = timedelta(minutes=10)
PRODUCT = "-//Leren//NL"
CALENDAR_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class ShownRound:
    """A case that repeats a lesson: when, where, and how many minutes it takes."""

    when: str
    address: str
    minutes: int


def pages(content: Content) -> Iterator[TrainingPage]:
    """Yield the three cases of each lesson of this level, and the page that helps to remember."""
    level = content.level
    for lesson in own_lessons(content):
        yield TrainingPage(
            url_name(f"repeat-{lesson.id}", level),
            "training/repeat.html",
            partial(repeat_words, lesson, content),
            lesson_address(lesson) + "herhalen/",
            level.id,
        )
        for each in Round:
            yield TrainingPage(
                url_name(f"repeat-{lesson.id}-{each}", level),
                "training/lesson.html",
                partial(round_words, lesson, each, content),
                round_address(lesson, each),
                level.id,
            )


def round_address(lesson: Lesson, each: Round) -> str:
    """Return the address of a case that repeats a lesson."""
    return lesson_address(lesson).removesuffix(lesson.path) + lesson.round_path(each)


def calendar_addresses() -> dict[str, Lesson]:
    """Return the lesson of each address of a calendar file."""
    lessons = (lesson for level in levels() if level.whole for lesson in _own(level.id))
    return {f"{lesson_address(lesson)}herhalen.ics": lesson for lesson in lessons}


def _own(level: str) -> Iterator[Lesson]:
    return own_lessons(load(level=level))


def repeat_words(lesson: Lesson, content: Content) -> dict[str, Any]:
    """Return the template context of the page that helps to remember."""
    return {
        "lesson": lesson,
        "address": lesson_address(lesson),
        "calendar": f"{lesson_address(lesson)}herhalen.ics",
        "is_neutral": lesson.level == YOUNGSTERS_LEVEL,
        "rounds": [
            ShownRound(
                content.training[f"round_{each}"],
                round_address(lesson, each),
                rounded_minutes(lesson.rounds[each], lesson.level),
            )
            for each in Round
        ],
    }


def round_words(lesson: Lesson, each: Round, content: Content) -> dict[str, Any]:
    """Return the template context of a case that repeats a lesson."""
    words = story_words(lesson, lesson.rounds[each], content)
    address = lesson_address(lesson)
    more = {"is_kept": False, "of": address, "proof": "", "twee": ""}
    return words | more | {"repeat": address + "herhalen/"}


@open_to_everyone
@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    """Send three reminders for a calendar, counted from today."""
    lesson = calendar_addresses().get(request.path)
    if lesson is None:
        raise Http404
    today = timezone.localdate()
    response = HttpResponse(calendar_file(lesson, today), content_type=CALENDAR_TYPE)
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename="herhalen.ics"
    )
    return response


def calendar_file(lesson: Lesson, today: date) -> bytes:
    """Return the reminders as iCalendar (RFC 5545).

    For youngsters they say nothing: others may see the calendar on their phone.
    """
    from icalendar import Calendar, Event  # loaded at the first use: 0.1 s

    says = load(level=lesson.level).training
    is_neutral = lesson.level == YOUNGSTERS_LEVEL
    file = Calendar()
    file.add("prodid", PRODUCT)
    file.add("version", "2.0")
    for each, day in repeat_days(today).items():
        starts_at = _local(day, AT)
        event = Event()
        event.add("uid", f"{lesson.slug}-{each}-{day:%Y%m%d}@leren")
        event.add("dtstamp", _local(today, time()))
        event.add("dtstart", starts_at)
        event.add("dtend", starts_at + LASTS)
        event.add("summary", says["reminder"].format(title=lesson.story.title))
        event.add("transp", "TRANSPARENT")
        if not is_neutral:
            event.add("url", settings.PUBLIC_URL + round_address(lesson, each))
        file.add_component(event)
    return bytes(file.to_ical())


def _local(day: date, at: time) -> datetime:
    """Return a moment of a day here, in UTC, so that the file needs no time zone."""
    return datetime.combine(day, at, timezone.get_default_timezone()).astimezone(UTC)
