"""Where each part of a story stands on the way: which stop of how many, and what came before it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from uitweg.platform.content.lesson_values import (
    ChoiceConsequence,
    Decision,
    LessonPart,
    LessonStory,
)
from uitweg.platform.content.story_ways import targets


@dataclass(frozen=True)
class StoryPlace:
    """The place of a part, on the longest way through it; both counts are from 1.

    A stop is a decision, a timeline or an ending; a consequence has those of its decision. `choice`
    is 0 before the first decision. `back`: the decisions and timelines that come right before.
    """

    stop: int
    stops: int
    choice: int
    choices: int
    back: tuple[str, ...]


def places_of(story: LessonStory) -> dict[str, StoryPlace]:
    """Return the place of each part by its name; the story has no problems (`problems_of`)."""
    ways_in = _ways_in(story)
    stops = _PartCounts(story, ways_in, lambda part: not isinstance(part, ChoiceConsequence))
    choices = _PartCounts(story, ways_in, lambda part: isinstance(part, Decision))
    return {
        name: StoryPlace(
            stop=stops.until(name),
            stops=stops.until(name) + stops.after(name),
            choice=choices.until(name),
            choices=choices.until(name) + choices.after(name),
            back=_back(story, ways_in, name),
        )
        for name in story.part_by_name
    }


@dataclass(frozen=True)
class _PartCounts:
    """The most parts of one kind on any way to each part, and on any way from it."""

    story: LessonStory
    ways_in: dict[str, tuple[str, ...]]
    is_counted: Callable[[LessonPart], bool]

    @cached_property
    def _known(self) -> dict[tuple[str, bool], int]:
        return {}

    def until(self, name: str) -> int:
        """Return how many there are up to this part, itself included."""
        return self._most(name, onward=False)

    def after(self, name: str) -> int:
        """Return how many there are behind this part."""
        own = self.is_counted(self.story.part_by_name[name])
        return self._most(name, onward=True) - own

    def _most(self, name: str, *, onward: bool) -> int:
        if (name, onward) not in self._known:
            part = self.story.part_by_name[name]
            near = targets(part) if onward else self.ways_in[name]
            most = max((self._most(each, onward=onward) for each in near), default=0)
            self._known[name, onward] = most + self.is_counted(part)
        return self._known[name, onward]


def _ways_in(story: LessonStory) -> dict[str, tuple[str, ...]]:
    """Return, for each part, the names of those that lead to it, in the file's order."""
    return {
        name: tuple(part.name for part in story.parts if name in targets(part))
        for name in story.part_by_name
    }


def _back(story: LessonStory, ways_in: dict[str, tuple[str, ...]], name: str) -> tuple[str, ...]:
    """Return the decisions and timelines right before a part, each once."""
    found = dict[str, None]()
    for each in ways_in[name]:
        is_consequence = isinstance(story.part_by_name[each], ChoiceConsequence)
        found |= dict.fromkeys(ways_in[each] if is_consequence else (each,))
    return tuple(found)
