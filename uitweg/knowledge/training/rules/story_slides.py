"""Slides of a lesson's story: a decision, what happens then, and only after that why."""

from collections.abc import Iterator
from dataclasses import replace

from uitweg.knowledge.training.rules.slide_making import LONG, SHORT, DeckMaking
from uitweg.knowledge.training.rules.slide_text import one_line, plain
from uitweg.knowledge.training.rules.slides import Card, PointStyle, Slide, SlideLook
from uitweg.platform.content.values.lessons import (
    Choice,
    ChoiceConsequence,
    Decision,
    Lesson,
    LessonStory,
    Moment,
    StoryEnding,
    Timeline,
)

LETTERS = "ABCD"


def story(making: DeckMaking) -> Iterator[Slide]:
    """Yield the story of these readers' lesson; nothing while there is no lesson."""
    lesson = making.lesson
    if lesson is None:
        return
    told = lesson.story
    if making.minutes > SHORT:
        named = told.title.startswith(making.words["story_begins"])
        title = told.title if named else making.words["story"].format(title=told.title)
        points = plain(told.lead, making.content)
        yield making.slide(
            title, making.words["say_story"], lesson, points=points, style=PointStyle.PROSE
        )
    most = 2 if making.minutes == LONG else 1
    for nth, decision in enumerate(_decisions(told)[:most]):
        yield from _decision(making, lesson, decision, is_first=nth == 0)
    if making.minutes == LONG:
        timelines = [part for part in told.parts if isinstance(part, Timeline)]
        for timeline in timelines[:1]:
            yield from _timeline(making, lesson, timeline)


def take_along(making: DeckMaking) -> Iterator[Slide]:
    """Yield what to remember, as the lesson's first ending says it."""
    lesson = making.lesson
    if lesson and making.minutes == LONG:
        ending = next(part for part in lesson.story.parts if isinstance(part, StoryEnding))
        points = plain(ending.text, making.content)
        yield making.slide(
            making.words["end"],
            making.words["say_end"],
            lesson,
            points=points,
            style=PointStyle.PROSE,
        )


def _decisions(told: LessonStory) -> list[Decision]:
    return [part for part in told.parts if isinstance(part, Decision)]


def _decision(
    making: DeckMaking, lesson: Lesson, decision: Decision, *, is_first: bool
) -> Iterator[Slide]:
    """Yield the scene, its choices, then what happens after each, then why."""
    words, is_short = making.words, making.minutes == SHORT
    scene = plain(decision.scene, making.content)
    read_out = (*plain(lesson.story.lead, making.content), *scene) if is_short else ()
    if not is_short:
        aloud, style = words["say_story"], PointStyle.PROSE
        yield making.slide(decision.heading, aloud, lesson, points=scene, style=style)
    lettered = tuple(zip(LETTERS, decision.choices, strict=False))
    choices = tuple(Card(letter, _choice_words(making, choice)) for letter, choice in lettered)
    ask = words["decide"] if is_first else _under(making, "decide_more", decision)
    said = (*read_out, words["say_decide"])
    yield making.slide(ask, said, lesson, look=SlideLook.CARDS, cards=choices)
    yield _happens(making, lesson, decision, is_first=is_first)
    yield _why(making, lesson, decision, is_first=is_first)


def _happens(making: DeckMaking, lesson: Lesson, decision: Decision, *, is_first: bool) -> Slide:
    words, cards = making.words, []
    for letter, choice in zip(LETTERS, decision.choices, strict=False):
        consequence = _consequence(lesson.story, choice)
        cards.append(Card(letter, one_line(consequence.happens, making.content)))
    title = words["happens"] if is_first else _under(making, "happens_more", decision)
    said = words["say_happens"]
    return making.slide(title, said, lesson, look=SlideLook.CARDS, cards=tuple(cards))


def _why(making: DeckMaking, lesson: Lesson, decision: Decision, *, is_first: bool) -> Slide:
    words, cards, could = making.words, [], []
    for letter, choice in zip(LETTERS, decision.choices, strict=False):
        consequence = _consequence(lesson.story, choice)
        cards.append(Card(letter, one_line(consequence.why, making.content)))
        instead = one_line(consequence.instead, making.content)
        could.append(words["could"].format(letter=letter, text=instead))
    title = words["why"] if is_first else _under(making, "why_more", decision)
    notes = (words["say_why"], *could)
    return making.slide(title, notes, lesson, look=SlideLook.CARDS, cards=tuple(cards))


def _timeline(making: DeckMaking, lesson: Lesson, timeline: Timeline) -> Iterator[Slide]:
    words, content = making.words, making.content
    moments = tuple(
        f"{moment.when}: {one_line(moment.what, content)}" for moment in timeline.moments
    )
    title = words["timeline"].format(heading=timeline.heading)
    asked = making.slide(title, words["say_timeline"], lesson, points=moments)
    yield replace(asked, notes=(one_line(timeline.lead, content), *asked.notes))
    answers = tuple(_answer_to(making, moment) for moment in timeline.moments)
    said = words["say_timeline_answers"]
    yield making.slide(words["timeline_answers"], said, lesson, points=answers)


def _answer_to(making: DeckMaking, moment: Moment) -> str:
    verdict = making.words["is_signal" if moment.signal else "is_nothing"]
    why = one_line(moment.why, making.content)
    return making.words["moment"].format(when=moment.when, verdict=verdict, why=why)


def _consequence(told: LessonStory, choice: Choice) -> ChoiceConsequence:
    part = told.part_by_name[choice.to]
    if not isinstance(part, ChoiceConsequence):
        raise TypeError(choice.to)
    return part


def _choice_words(making: DeckMaking, choice: Choice) -> str:
    return one_line(f"{choice.words} {choice.more}".strip(), making.content)


def _under(making: DeckMaking, key: str, decision: Decision) -> str:
    return making.words[key].format(heading=decision.heading)
