"""The list of lessons, and what there is for trainers."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from uitweg.knowledge.training.public_views.lessons import lesson_address
from uitweg.knowledge.training.public_views.published import TrainingPage, url_name
from uitweg.platform.content.collection import Content


def pages(content: Content) -> Iterator[TrainingPage]:
    """Yield the pages at the level of this content."""
    level = content.level
    yield TrainingPage(
        url_name("lessons", level),
        "training/overview.html",
        partial(overview_words, content),
        level.address("/leren/"),
        level.id,
    )


def overview_words(content: Content) -> dict[str, Any]:
    """Return the lessons with their addresses, those of this level first."""
    lessons = sorted(content.lessons, key=lambda lesson: lesson.level != content.level.id)
    return {"lessons": [(lesson, lesson_address(lesson)) for lesson in lessons]}
