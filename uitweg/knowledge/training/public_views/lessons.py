"""The pages of the lessons: each is one page, in which a choice is a link to a part below.

So no choice is ever in a request, and it works without JavaScript.
"""

from collections.abc import Iterator
from functools import partial
from math import ceil
from typing import Any

from uitweg.knowledge.training.public_views.published import (
    Download,
    TrainingPage,
    address_if_there,
    url_name,
)
from uitweg.knowledge.training.public_views.story_parts import shown_parts
from uitweg.knowledge.training.rules.learning_packages import packages_of
from uitweg.platform.content import levels
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.content.kinds.story_ways import longest_minutes
from uitweg.platform.content.values.lessons import Lesson, LessonStory
from uitweg.platform.ui import prose

YOUNGSTERS_LEVEL = "nl-a2"
"""The level of the lessons for youngsters, of which a device keeps nothing."""
TWEE_TYPE, ZIP_TYPE = "text/plain; charset=utf-8", "application/zip"


def lesson_address(lesson: Lesson) -> str:
    """Return the address of a lesson, with the prefix of its own level."""
    return level_of(lesson).prefix + lesson.path


def level_of(lesson: Lesson) -> ReadingLevel:
    """Return the level at which a lesson is written."""
    return next(level for level in levels() if level.id == lesson.level)


def pages(content: Content) -> Iterator[TrainingPage]:
    """Yield the lessons that are written at the level of this content."""
    for lesson in own_lessons(content):
        yield TrainingPage(
            url_name(f"lesson-{lesson.id}", content.level),
            "training/lesson.html",
            partial(lesson_words, lesson, content),
            lesson_address(lesson),
            content.level.id,
        )


def downloads(content: Content) -> Iterator[Download]:
    """Yield each lesson of this level as a story for Twine, and its packages."""
    for lesson in own_lessons(content):
        yield Download(twee_address(lesson), f"{lesson.slug}.twee", TWEE_TYPE)
        for package in packages_of(lesson, lesson_address(lesson)):
            yield Download(package.path, package.file_name, ZIP_TYPE)


def own_lessons(content: Content) -> Iterator[Lesson]:
    """Yield the lessons that are written at the level of this content."""
    yield from (lesson for lesson in content.lessons if lesson.level == content.level.id)


def twee_address(lesson: Lesson) -> str:
    """Return where a lesson's story for Twine is."""
    return f"{lesson_address(lesson)}{lesson.slug}.twee"


def lesson_words(lesson: Lesson, content: Content) -> dict[str, Any]:
    """Return the template context of a lesson's page."""
    address = lesson_address(lesson)
    return {
        **story_words(lesson, lesson.story, content),
        "is_kept": lesson.level != YOUNGSTERS_LEVEL,
        "of": "",
        "proof": address_if_there(address + "bewijs/"),
        "repeat": address + "herhalen/",
        "twee": twee_address(lesson),
        "packages": [*packages_of(lesson, address)],
    }


def story_words(lesson: Lesson, story: LessonStory, content: Content) -> dict[str, Any]:
    """Return what training/story.html needs, for a lesson or a case that repeats it."""
    return {
        "lesson": lesson,
        "story": story,
        "lead": prose.render_block(story.lead, content),
        "minutes": rounded_minutes(story, lesson.level),
        "parts": shown_parts(story, content),
    }


def rounded_minutes(story: LessonStory, level: str) -> int:
    """Return how long the longest way takes, in whole minutes, rounded up."""
    return ceil(longest_minutes(story, level))
