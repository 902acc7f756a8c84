"""The zip files for learning systems: which there are of a lesson, and their bytes."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from uitweg.platform.choices import Choices
from uitweg.platform.content.values.lessons import ROUND_SLUGS, Lesson, LessonStory, Round

FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o644 << 16
_LINK = re.compile(r'<a\b[^>]*?\bhref="((?:/|https?://)[^"]*)"[^>]*>')
_OPENS = re.compile(r'\s(?:href|rel|target)="[^"]*"')


class LearningStandard(Choices):
    """A standard of learning systems; the value ends the file's name."""

    SCORM = "scorm2004", "SCORM 2004"
    CMI5 = "cmi5", "cmi5"

    @property
    def manifest(self) -> str:
        """The name that the standard gives to the file that says what is in the package."""
        return {LearningStandard.SCORM: "imsmanifest.xml", LearningStandard.CMI5: "cmi5.xml"}[self]


@dataclass(frozen=True)
class LearningPackage:
    """One story in one package; `round` is None for the lesson itself.

    `lesson_path` is the address of the lesson's page, with the prefix of its level.
    """

    lesson: Lesson
    round: Round | None
    standard: LearningStandard
    lesson_path: str

    @property
    def story(self) -> LessonStory:
        """What is told in it."""
        return self.lesson.rounds[self.round] if self.round else self.lesson.story

    @property
    def name(self) -> str:
        """The story's name without a standard: school-week."""
        slug = self.lesson.slug
        return f"{slug}-{ROUND_SLUGS[self.round]}" if self.round else slug

    @property
    def file_name(self) -> str:
        """What it is saved as."""
        return f"{self.name}-{self.standard}.zip"

    @property
    def path(self) -> str:
        """Its address."""
        return self.lesson_path + self.file_name


@dataclass(frozen=True)
class PackageRow:
    """The packages of one story, and the words for that story."""

    words: str
    packages: tuple[LearningPackage, ...]


def packages_of(lesson: Lesson, lesson_path: str) -> Iterator[LearningPackage]:
    """Yield the lesson in both standards, then of each case that repeats it."""
    for round in (None, *Round):
        for standard in LearningStandard:
            yield LearningPackage(lesson, round, standard, lesson_path)


def package_rows(lesson: Lesson, lesson_path: str, words: Mapping[str, str]) -> list[PackageRow]:
    """Return what the template training/package_links.html shows, with the words of training."""
    packages = [*packages_of(lesson, lesson_path)]
    return [
        PackageRow(
            words[f"round_{round}" if round else "packages_lesson"],
            tuple(package for package in packages if package.round == round),
        )
        for round in (None, *Round)
    ]


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
