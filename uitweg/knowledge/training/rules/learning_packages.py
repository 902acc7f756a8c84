"""The zip files for learning systems: which there are of a lesson, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

from uitweg.platform.choices import Choices
from uitweg.platform.content.values.lessons import Lesson


class LearningStandard(Choices):
    """A standard of learning systems; the value ends the file's name."""

    SCORM = "scorm12", "SCORM 1.2"
    CMI5 = "cmi5", "cmi5"

    @property
    def manifest(self) -> str:
        """The name that the standard gives to the file that says what is in the package."""
        return {LearningStandard.SCORM: "imsmanifest.xml", LearningStandard.CMI5: "cmi5.xml"}[self]


@dataclass(frozen=True)
class LearningPackage:
    """A lesson in one package.

    `lesson_path` is the address of the lesson's page, with the prefix of its level.
    """

    lesson: Lesson
    standard: LearningStandard
    lesson_path: str

    @property
    def file_name(self) -> str:
        """What it is saved as: school-scorm12.zip."""
        return f"{self.lesson.slug}-{self.standard}.zip"

    @property
    def path(self) -> str:
        """Its address."""
        return self.lesson_path + self.file_name


def packages_of(lesson: Lesson, lesson_path: str) -> Iterator[LearningPackage]:
    """Yield the lesson in each standard."""
    for standard in LearningStandard:
        yield LearningPackage(lesson, standard, lesson_path)
