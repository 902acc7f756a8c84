"""What there is for a trainer: how to run a session, our materials, courses of others."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from uitweg.knowledge.training.public_views import papers, podcasts, presentations
from uitweg.knowledge.training.public_views.lessons import lesson_address
from uitweg.knowledge.training.public_views.published import TrainingPage, url_name
from uitweg.platform.content import levels
from uitweg.platform.content.collection import Content

TRAINERS_PATH = "/leren/voor-trainers/"
SHELVES = {
    "trainers_decks": presentations.pages,
    "trainers_papers": papers.pages,
    "trainers_podcast": podcasts.pages,
}
"""What there is beside lessons: the key of its words, and its pages, the overview first."""


def pages(content: Content) -> Iterator[TrainingPage]:
    """Yield the page at the level of this content."""
    level = content.level
    yield TrainingPage(
        url_name("for-trainers", level),
        "training/for_trainers.html",
        partial(trainers_words, content),
        level.address(TRAINERS_PATH),
        level.id,
    )


def trainers_words(content: Content) -> dict[str, Any]:
    """Return the tips, the lessons with their addresses, and the courses of others."""
    levels_by_id = {level.id: level for level in levels()}
    return {
        "tips": content.explanations["session-tips"],
        "lessons": [
            (lesson, levels_by_id[lesson.level], lesson_address(lesson))
            for lesson in content.lessons
        ],
        "courses": content.courses,
        "shelves": list(_shelves(content)),
    }


def _shelves(content: Content) -> Iterator[tuple[str, str]]:
    """Yield the words and the address of each overview that there is."""
    for key, pages_of in SHELVES.items():
        overview = next(pages_of(content), None)
        if overview:
            yield content.training[key], overview.path
