"""A lesson as a package for a learning system: SCORM 1.2 and cmi5.

A package has the story of the page, from the same values and templates, and tells the learning
system that it was finished and how long it was open; never what somebody chose.
"""

import io
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string

from uitweg.knowledge.training.public_views.lessons import lesson_address, lesson_words, own_lessons
from uitweg.knowledge.training.public_views.story_parts import anchor_of
from uitweg.knowledge.training.rules.learning_packages import LearningPackage, packages_of
from uitweg.places import SHIPPED
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.lessons import StoryEnding

LICENCE = "EUPL-1.2"
LICENCE_FILE = SHIPPED / "LICENSE"
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o644 << 16
_SENTENCES = ("alone", "refused", "lost", "noted", "back")
_LINK = re.compile(r'<a\b[^>]*?\bhref="((?:/|https?://)[^"]*)"[^>]*>')
_OPENS = re.compile(r'\s(?:href|rel|target)="[^"]*"')


def files(content: Content) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the address of each package at the level of this content, and what makes it."""
    for lesson in own_lessons(content):
        for package in packages_of(lesson, lesson_address(lesson)):
            yield package.path, partial(package_file, package, content)


def package_file(package: LearningPackage, content: Content) -> bytes:
    """Return a package as a zip file."""
    words = package_words(package, content)
    page = _rendered("materials/package.html", package, words)
    manifest = _rendered(f"materials/{package.standard.manifest}", package, words)
    texts = {
        package.standard.manifest: manifest.strip(),
        "index.html": linked_to_site(page, settings.PUBLIC_URL),
        "LICENSE.txt": LICENCE_FILE.read_text(encoding="utf-8"),
    }
    return zipped({name: text.encode() for name, text in texts.items()})


def package_words(package: LearningPackage, content: Content) -> dict[str, Any]:
    """Return the template context of all in a package: its page's, and what is told."""
    story = package.lesson.story
    endings = [anchor_of(story, part.name) for part in story.parts if isinstance(part, StoryEnding)]
    sentences = {key: content.training[f"package_{key}"] for key in _SENTENCES}
    return lesson_words(package.lesson, content) | {
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


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of these files in this order, the same bytes each time and on every machine.

    So it has no times, and nothing is compressed: libraries of different versions do that
    differently. A package is some 50 KB.
    """
    package = io.BytesIO()
    with ZipFile(package, "w", ZIP_STORED) as archive:
        for name, content in files.items():
            entry = ZipInfo(name, FIRST_DAY_OF_ZIP)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            archive.writestr(entry, content)
    return package.getvalue()


def linked_to_site(html: str, site: str) -> str:
    """Return HTML whose links to pages work from anywhere, and open beside the learning system.

    `site` is the address of the public door. Telephone links, and those within the page, stay.
    """

    def opened_beside(link: re.Match[str]) -> str:
        address = f"{site}{link[1]}" if link[1].startswith("/") else link[1]
        others = _OPENS.sub("", link[0]).removeprefix("<a")
        return f'<a href="{address}" target="_blank" rel="noreferrer"{others}'

    return _LINK.sub(opened_beside, html)
