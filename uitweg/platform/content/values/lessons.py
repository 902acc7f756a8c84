"""What lessons and courses are made of."""

from enum import StrEnum
from functools import cached_property
from typing import Literal

from msgspec import Struct

from uitweg.platform.content.values.items import Text, Words
from uitweg.platform.content.values.values import Fact

LESSON_PATH = "/leren/{}/"


class Round(StrEnum):
    """When a lesson is repeated, with a short case of its own."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


ROUND_SLUGS = {Round.WEEK: "week", Round.MONTH: "maand", Round.QUARTER: "kwartaal"}
"""The last part of the address of each round."""


class Choice(Struct, frozen=True):
    """One thing to do at a decision: its first words, what follows them, and the consequence."""

    words: str
    more: str
    to: str


class Decision(Struct, frozen=True, tag=True):
    """What somebody sees (`scene`, Markdown), and two to four things to do."""

    name: str
    heading: str
    scene: str
    choices: tuple[Choice, ...]


class ChoiceConsequence(Struct, frozen=True, tag=True):
    """What happens after one choice, then why, then what could also be done; all Markdown.

    `is_waiting`: here not reporting at once was right. `onward`: the words and the name of the
    link to the next part.
    """

    name: str
    happens: str
    why: str
    is_waiting: bool
    instead: str
    onward: tuple[str, str]


class Moment(Struct, frozen=True):
    """Something seen at a moment; `signal` is the id of a signal, or "" when it is none."""

    when: str
    what: str
    signal: str
    why: str


class Timeline(Struct, frozen=True, tag=True):
    """A line of moments, in which the reader marks what is a signal."""

    name: str
    heading: str
    lead: str
    moments: tuple[Moment, ...]
    onward: tuple[str, str]


class StoryEnding(Struct, frozen=True, tag=True):
    """What to remember (Markdown), and one next step: its words ("" for a number), and address."""

    name: str
    heading: str
    text: str
    step: tuple[str, str]


LessonPart = Decision | ChoiceConsequence | Timeline | StoryEnding


class LessonStory(Struct, frozen=True, dict=True):
    """A story with choices, a lesson or a case that repeats one; it begins at its first part."""

    title: str
    lead: str
    parts: tuple[LessonPart, ...]

    @cached_property
    def part_by_name(self) -> dict[str, LessonPart]:
        """The parts by name."""
        return {part.name: part for part in self.parts}

    @cached_property
    def number_by_name(self) -> dict[str, int]:
        """The place of each part in the file, from 1; addresses have this and not the name."""
        return {part.name: number for number, part in enumerate(self.parts, 1)}


LessonLevel = Literal["nl", "nl-a2"]


class Lesson(Fact, frozen=True, kw_only=True):
    """A lesson and its three repetitions, at one reading level (`level`, an id).

    `slug` ends its address, /leren/<slug>/. `audience` and `about` are words at the level that is
    loaded, for the list of lessons; the stories are always at the lesson's own. `story_hash` is
    the SHA-256 of the file of the lesson itself, in hex.
    """

    counted_as = "lessons"

    order: int
    slug: Text
    level: LessonLevel
    audience: Words
    about: Words
    story: LessonStory
    rounds: dict[Round, LessonStory]
    story_hash: str = ""

    @property
    def path(self) -> str:
        """The address at its own level, without that level's prefix."""
        return LESSON_PATH.format(self.slug)

    def round_path(self, each: Round) -> str:
        """Return the address of a case that repeats it, without the level's prefix."""
        return f"{self.path}{ROUND_SLUGS[each]}/"


class Course(Fact, frozen=True, kw_only=True):
    """A course of another organisation: for whom it is, what it is, and where it is told of."""

    counted_as = "courses of others"

    order: int
    organisation: Text
    url: Text
    title: Words
    audience: Words
    text: Words

    def problem(self) -> str:
        if not self.url.startswith("https://"):
            return "an address begins with https://."
        return super().problem()
