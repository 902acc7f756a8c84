"""The ways through a story, and where on them something stands."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from uitweg.platform.content.checks.readability import plain_lines
from uitweg.platform.content.values.lessons import (
    ChoiceConsequence,
    Decision,
    LessonPart,
    LessonStory,
    StoryEnding,
    Timeline,
)

WORDS_A_MINUTE = {"nl": 200, "nl-a2": 130}
"""How fast somebody reads, by reading level. Below what adults read silently (238 in English,
Brysbaert 2019, doi 10.1016/j.jml.2019.104047), as somebody who chooses also rereads: our own."""
SECONDS_A_CHOICE, SECONDS_A_MOMENT = 15, 6


@dataclass(frozen=True)
class StoryKind:
    """What a story must have: at most so many minutes, and so many choices on every way."""

    minutes: int
    least_choices: int
    most_choices: int
    has_timeline: bool
    has_waiting: bool


LESSON = StoryKind(minutes=10, least_choices=4, most_choices=9, has_timeline=True, has_waiting=True)
REPEAT = StoryKind(
    minutes=3, least_choices=1, most_choices=3, has_timeline=False, has_waiting=False
)


def problems_of(story: LessonStory, kind: StoryKind, level: str) -> Iterator[tuple[str, str]]:
    """Yield (name of the part or "", what is wrong in one sentence)."""
    names = [part.name for part in story.parts]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield name, "two parts have this name."
    broken = list(_broken_links(story))
    yield from broken
    if broken or len(set(names)) < len(names):
        return
    if (loop := _loop(story)) is not None:
        yield loop, "a way leads back to here, so it does not end."
        return
    reached = {part.name for way in ways(story) for part in way}
    for name in names:
        if name not in reached:
            yield name, "no way leads here."
    yield from _wrong_ways(story, kind, level)


def ways(story: LessonStory) -> Iterator[tuple[LessonPart, ...]]:
    """Yield every way through a story without broken links or loops, as the parts passed."""

    def onward(way: tuple[LessonPart, ...]) -> Iterator[tuple[LessonPart, ...]]:
        following = targets(way[-1])
        if not following:
            yield way
        for name in following:
            yield from onward((*way, story.part_by_name[name]))

    yield from onward((story.parts[0],))


def targets(part: LessonPart) -> tuple[str, ...]:
    """Return the names of the parts that this one leads to; none for an ending."""
    if isinstance(part, Decision):
        return tuple(choice.to for choice in part.choices)
    return () if isinstance(part, StoryEnding) else (part.onward[1],)


def longest_minutes(story: LessonStory, level: str) -> float:
    """Return the minutes of the longest way, for a reader at this level."""
    lead = _count_words(story.lead) * 60 / WORDS_A_MINUTE.get(level, 200)
    known: dict[str, float] = {}

    def seconds_from(name: str) -> float:
        if name not in known:
            part = story.part_by_name[name]
            after = max((seconds_from(to) for to in targets(part)), default=0.0)
            known[name] = part_seconds(part, level) + after
        return known[name]

    return (lead + seconds_from(story.parts[0].name)) / 60


def part_seconds(part: LessonPart, level: str) -> float:
    """Return how long somebody reads one part and thinks about it."""
    thinking = SECONDS_A_CHOICE if isinstance(part, Decision) else 0
    if isinstance(part, Timeline):
        thinking = SECONDS_A_MOMENT * len(part.moments)
    return thinking + _count_words(*texts_of(part)) * 60 / WORDS_A_MINUTE.get(level, 200)


def texts_of(part: LessonPart) -> tuple[str, ...]:
    """Return all text of a part as Markdown, in the order in which it is read."""
    match part:
        case Decision():
            choices = (f"{choice.words} {choice.more}" for choice in part.choices)
            return (part.heading, part.scene, *choices)
        case ChoiceConsequence():
            return (part.happens, part.why, part.instead)
        case Timeline():
            moments = (text for each in part.moments for text in (each.when, each.what, each.why))
            return (part.heading, part.lead, *moments)
        case StoryEnding():
            return (part.heading, part.text)


def _count_words(*texts: str) -> int:
    return sum(len(line.split()) for text in texts for line in plain_lines(text))


def _broken_links(story: LessonStory) -> Iterator[tuple[str, str]]:
    """Yield links to no part, to a part that cannot follow, and consequences of two choices."""
    chosen = [
        choice.to for part in story.parts if isinstance(part, Decision) for choice in part.choices
    ]
    if isinstance(story.parts[0], ChoiceConsequence | StoryEnding):
        yield story.parts[0].name, "a story begins with a keuze or a tijdlijn."
    for part in story.parts:
        for name in targets(part):
            target = story.part_by_name.get(name)
            if target is None:
                yield part.name, f"it leads to {name}, and there is no such part."
            elif isinstance(target, ChoiceConsequence) is not isinstance(part, Decision):
                yield part.name, f"{name}: a choice leads to a gevolg, and nothing else does."
    for name in sorted({name for name in chosen if chosen.count(name) > 1}):
        yield name, "two choices lead here; a gevolg belongs to one."


def _loop(story: LessonStory) -> str | None:
    """Return the name of a part from which a way leads back to it; None without."""
    ended: set[str] = set()

    def walk(name: str, on_way: frozenset[str]) -> str | None:
        if name in on_way:
            return name
        if name in ended:
            return None
        for to in targets(story.part_by_name[name]):
            if (found := walk(to, on_way | {name})) is not None:
                return found
        ended.add(name)
        return None

    loops = (walk(part.name, frozenset()) for part in story.parts)
    return next((name for name in loops if name is not None), None)


def _wrong_ways(story: LessonStory, kind: StoryKind, level: str) -> Iterator[tuple[str, str]]:
    choices = [sum(isinstance(part, Decision) for part in way) for way in ways(story)]
    if min(choices) < kind.least_choices or max(choices) > kind.most_choices:
        wanted = f"{kind.least_choices} to {kind.most_choices}"
        yield "", f"a way has {min(choices)} to {max(choices)} choices; it should be {wanted}."
    if kind.has_timeline and not all(
        any(isinstance(part, Timeline) for part in way) for way in ways(story)
    ):
        yield "", "a way has no tijdlijn."
    if kind.has_waiting and not any(
        isinstance(part, ChoiceConsequence) and part.is_waiting for part in story.parts
    ):
        yield "", "there is no case in which waiting is right."
    if (minutes := longest_minutes(story, level)) > kind.minutes:
        yield "", f"the longest way takes {minutes:.1f} minutes, more than {kind.minutes}."


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
