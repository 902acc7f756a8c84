"""Read lessons and courses."""

from functools import lru_cache
from typing import Any, get_args

from uitweg.platform.content.files.reader import ContentReader
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, YamlItem
from uitweg.platform.content.kinds.story_reading import read_story
from uitweg.platform.content.kinds.story_ways import LESSON, REPEAT, StoryKind, problems_of
from uitweg.platform.content.values.lessons import LessonLevel, LessonStory, Round, Timeline
from uitweg.platform.content.values.values import Signal
from uitweg.platform.sealing.tokens import sha256

LESSON_LEVELS: tuple[str, ...] = get_args(LessonLevel)


def with_stories(reader: ContentReader, row: YamlItem, _wording: YamlItem) -> dict[str, Any]:
    """Return the stories of a lesson. Raises InvalidContent for the first mistake in one."""
    level = row.words("level")
    if level not in LESSON_LEVELS:
        raise row.refused(f"level should be one of: {', '.join(LESSON_LEVELS)}.")
    name = f"words/{level}/lessons/{row.id}"
    signals = reader.things(Signal)
    return {
        "level": level,
        "story": _story(reader, f"{name}.md", LESSON, level, signals),
        "rounds": {
            each: _story(reader, f"{name}.{each}.md", REPEAT, level, signals) for each in Round
        },
        "story_hash": sha256(reader.root.path(f"{name}.md").read_bytes()).hex(),
    }


def _story(
    reader: ContentReader, file: str, kind: StoryKind, level: str, signals: dict[str, Signal]
) -> LessonStory:
    path = reader.root.path(file)
    if not path.exists():
        raise InvalidContent(Problem(file, "", "this story is missing."))
    story = _read(path.read_text(encoding="utf-8"), file, kind, level)
    for part in story.parts:
        for moment in part.moments if isinstance(part, Timeline) else ():
            if moment.signal and not (moment.signal in signals and signals[moment.signal].shown):
                raise InvalidContent(
                    Problem(file, part.name, f"the signal {moment.signal} is not shown.")
                )
    return story


@lru_cache(maxsize=100)
def _read(markdown: str, file: str, kind: StoryKind, level: str) -> LessonStory:
    """Return the story in a file; cached, as the content of every level has the same stories.

    Raises InvalidContent for the first mistake in it.
    """
    story = read_story(markdown, file)
    for name, sentence in problems_of(story, kind, level):
        raise InvalidContent(Problem(file, name, sentence))
    return story
