"""A lesson as a package for a learning system: SCORM 2004 and cmi5.

A package has the story of the page, from the same code and template, and tells the learning
system that it was finished and how long it was open; never what somebody chose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string

from uitweg.knowledge.training.public_views.lessons import (
    anchor_of,
    lesson_address,
    shown_parts,
)
from uitweg.knowledge.training.public_views.published import Download
from uitweg.knowledge.training.rules.learning_packages import PackageKind, linked_to_site, zipped
from uitweg.platform.content.collection import Content
from uitweg.platform.content.lesson_values import Ending, Lesson, Round, Story

LICENCE = "EUPL-1.2"
LICENCE_FILE = Path(__file__).resolve().parents[4] / "LICENSE"
ROUND_NAMES = {
    Round.WEEK: "na-een-week",
    Round.MONTH: "na-een-maand",
    Round.QUARTER: "na-drie-maanden",
}
"""How the file of a repeating case is named."""
_SENTENCES = ("alone", "refused", "lost", "noted", "back")


@dataclass(frozen=True)
class LearningPackage:
    """One story in one package. `round` is None for the lesson itself."""

    lesson: Lesson
    round: Round | None
    kind: PackageKind

    @property
    def story(self) -> Story:
        return self.lesson.rounds[self.round] if self.round else self.lesson.story

    @property
    def name(self) -> str:
        """The name of the story in this package, without a kind: school-na-een-week."""
        return "-".join([self.lesson.slug, *([ROUND_NAMES[self.round]] if self.round else [])])

    @property
    def file_name(self) -> str:
        return f"{self.name}-{self.kind}.zip"

    @property
    def address(self) -> str:
        return lesson_address(self.lesson) + self.file_name


def packages_of(lesson: Lesson) -> Iterator[LearningPackage]:
    """Yield the packages of a lesson: both kinds of the lesson, then of each case that repeats."""
    for round in (None, *Round):
        for kind in PackageKind:
            yield LearningPackage(lesson, round, kind)


def downloads(content: Content) -> Iterator[Download]:
    """Yield the packages of the lessons that are written at the level of this content."""
    for lesson in content.lessons:
        if lesson.level == content.level.id:
            for package in packages_of(lesson):
                make = partial(package_file, package, content)
                yield Download(package.address, package.file_name, "application/zip", make)


def package_links(lesson: Lesson, content: Content) -> dict[str, Any]:
    """Return what the template training/package_links.html shows: a row for each story."""
    rows: dict[Round | None, list[LearningPackage]] = {}
    for package in packages_of(lesson):
        rows.setdefault(package.round, []).append(package)
    return {
        "package_rows": [
            {"words": content.training[f"packages_{round or 'lesson'}"], "packages": packages}
            for round, packages in rows.items()
        ]
    }


def package_file(package: LearningPackage, content: Content) -> bytes:
    """Return a package as a zip file."""
    words = package_words(package, content)
    page = _rendered("training/package.html", package, words)
    manifest = _rendered(f"training/{package.kind.manifest}", package, words)
    files = {
        package.kind.manifest: manifest.strip(),
        "index.html": linked_to_site(page, settings.PUBLIC_URL),
        "LICENSE.txt": LICENCE_FILE.read_text(encoding="utf-8"),
    }
    return zipped({name: text.encode() for name, text in files.items()})


def package_words(package: LearningPackage, content: Content) -> dict[str, Any]:
    """Return the template context of everything in a package."""
    story = package.story
    endings = [anchor_of(story, part.name) for part in story.parts if isinstance(part, Ending)]
    return {
        "package": package,
        "lesson": package.lesson,
        "story": story,
        "parts": shown_parts(story, content),
        "licence": LICENCE,
        "lesson_url": settings.PUBLIC_URL + lesson_address(package.lesson),
        "package_url": settings.PUBLIC_URL + package.address,
        "told": {"endings": endings}
        | {key: content.training[f"package_{key}"] for key in _SENTENCES},
    }


def _rendered(template: str, package: LearningPackage, words: dict[str, Any]) -> str:
    """Render a template at the reading level of the lesson."""
    request = HttpRequest()
    request.path = lesson_address(package.lesson)
    return render_to_string(template, words, request=request)
