"""A lesson as a package for a learning system: SCORM 2004 and cmi5.

A package has the story of the page, from the same code and template, and tells the learning
system that it was finished and how long it was open; never what somebody chose.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string

from uitweg.knowledge.training.public_views.lessons import (
    lesson_address,
    lesson_words,
    own_lessons,
)
from uitweg.knowledge.training.public_views.published import Download
from uitweg.knowledge.training.public_views.recall import round_words
from uitweg.knowledge.training.public_views.story_parts import anchor_of
from uitweg.knowledge.training.rules.learning_packages import (
    LearningPackage,
    linked_to_site,
    packages_of,
    zipped,
)
from uitweg.places import SHIPPED
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.lessons import StoryEnding

LICENCE = "EUPL-1.2"
LICENCE_FILE = SHIPPED / "LICENSE"
_SENTENCES = ("alone", "refused", "lost", "noted", "back")


def downloads(content: Content) -> Iterator[Download]:
    """Yield the packages of the lessons that are written at the level of this content."""
    for lesson in own_lessons(content):
        for package in packages_of(lesson, lesson_address(lesson)):
            make = partial(package_file, package, content)
            yield Download(package.path, package.file_name, "application/zip", make)


def package_file(package: LearningPackage, content: Content) -> bytes:
    """Return a package as a zip file."""
    words = package_words(package, content)
    page = _rendered("training/package.html", package, words)
    manifest = _rendered(f"training/{package.standard.manifest}", package, words)
    files = {
        package.standard.manifest: manifest.strip(),
        "index.html": linked_to_site(page, settings.PUBLIC_URL),
        "LICENSE.txt": LICENCE_FILE.read_text(encoding="utf-8"),
    }
    return zipped({name: text.encode() for name, text in files.items()})


def package_words(package: LearningPackage, content: Content) -> dict[str, Any]:
    """Return the template context of all in a package: its page's, and what is told."""
    lesson, story = package.lesson, package.story
    page = (
        round_words(lesson, package.round, content)
        if package.round
        else lesson_words(lesson, content)
    )
    endings = [anchor_of(story, part.name) for part in story.parts if isinstance(part, StoryEnding)]
    sentences = {key: content.training[f"package_{key}"] for key in _SENTENCES}
    return page | {
        "package": package,
        "licence": LICENCE,
        "lesson_url": settings.PUBLIC_URL + package.lesson_path,
        "package_url": settings.PUBLIC_URL + package.path,
        "told": {"endings": endings} | sentences,
    }


def _rendered(template: str, package: LearningPackage, words: dict[str, Any]) -> str:
    """Render a template at the reading level of the lesson."""
    request = HttpRequest()
    request.path = package.lesson_path
    return render_to_string(template, words, request=request)
