"""The list of lessons, and what there is for trainers."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from uitweg.knowledge.training.public_views.lessons import (
    YOUNGSTERS_LEVEL,
    lesson_address,
    level_of,
    rounded_minutes,
)
from uitweg.knowledge.training.public_views.published import (
    TrainingPage,
    address_if_there,
    url_name,
)
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.content.values.lessons import Lesson

ALSO = {
    "for_trainers": "/leren/voor-trainers/",
    "presentations": "/leren/presentaties/",
    "papers": "/leren/papieren/",
    "podcast": "/leren/podcast/",
}
"""The other pages for whoever explains, by the key of their words."""
PICTURES = {
    "at-school": "book",
    "youth-work": "friends",
    "neighbourhood-police": "house",
    "at-the-counter": "bag",
    "doctor": "plaster",
    "justice": "paper",
    "care-group": "bed",
    "youth-protection": "two",
}
"""The id of a lesson to its icon; another has that of somebody who talks."""


@dataclass(frozen=True)
class ListedLesson:
    """A lesson in the list: where, at which level, in how many minutes."""

    lesson: Lesson
    level: ReadingLevel
    address: str
    minutes: int
    picture: str

    @property
    def is_young(self) -> bool:
        """Return whether it is for youngsters, whose lessons are named by their title."""
        return self.level.id == YOUNGSTERS_LEVEL


def pages(content: Content) -> Iterator[TrainingPage]:
    """Yield the list at the level of this content."""
    level = content.level
    yield TrainingPage(
        url_name("lessons", level),
        "training/overview.html",
        partial(overview_words, content),
        level.address("/leren/"),
        level.id,
    )


def overview_words(content: Content) -> dict[str, Any]:
    """Return the lessons by whom they are for, and the other pages that exist.

    Who reads easy words finds the lessons for youngsters first.
    """
    words, listed = content.training, [_listed(lesson) for lesson in content.lessons]
    groups = [
        (words[key], [each for each in listed if each.is_young is is_young])
        for key, is_young in (("for_work", False), ("for_youngsters", True))
    ]
    if content.level.id == YOUNGSTERS_LEVEL:
        groups.reverse()
    addresses = {key: content.level.address(path) for key, path in ALSO.items()}
    also = [(path, words[key]) for key, path in addresses.items() if address_if_there(path)]
    return {"groups": groups, "also": also}


def _listed(lesson: Lesson) -> ListedLesson:
    return ListedLesson(
        lesson,
        level_of(lesson),
        lesson_address(lesson),
        rounded_minutes(lesson.story, lesson.level),
        PICTURES.get(lesson.id, "talks"),
    )
