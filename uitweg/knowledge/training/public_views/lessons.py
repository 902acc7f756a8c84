"""The pages of the lessons: each is one page, in which a choice is a link to a part below.

So no choice is ever in a request, and it works without JavaScript.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.safestring import SafeString

from uitweg.knowledge.training.public_views.published import Download, TrainingPage, url_name
from uitweg.platform.content import levels
from uitweg.platform.content.collection import Content
from uitweg.platform.content.lesson_values import (
    Choice,
    Consequence,
    Decision,
    Ending,
    Lesson,
    LessonPart,
    Moment,
    Story,
    Timeline,
)
from uitweg.platform.ui import prose


def lesson_address(lesson: Lesson) -> str:
    """Return the address of a lesson, with the prefix of its own level."""
    level = next(level for level in levels() if level.id == lesson.level)
    return level.prefix + lesson.path


def pages(content: Content) -> Iterator[TrainingPage]:
    """Yield the lessons that are written at the level of this content."""
    for lesson in content.lessons:
        if lesson.level == content.level.id:
            yield TrainingPage(
                url_name(f"lesson-{lesson.id}", content.level),
                "training/lesson.html",
                partial(lesson_words, lesson, content),
                lesson_address(lesson),
                content.level.id,
            )


def downloads(content: Content) -> Iterator[Download]:
    """Yield the files at the level of this content."""
    yield from ()


def lesson_words(lesson: Lesson, content: Content) -> dict[str, Any]:
    """Return the template context of a lesson's page."""
    return {"lesson": lesson, "story": lesson.story, "parts": shown_parts(lesson.story, content)}


@dataclass(frozen=True)
class ShownChoice:
    """A choice as HTML, its letter, and the anchor of its consequence."""

    letter: str
    words: SafeString
    more: SafeString
    to: str


@dataclass(frozen=True)
class ShownPart:
    """A part of a story as a template needs it: `kind` names it, texts are HTML.

    `anchor` is its id in the page (d1, d2 …). `chosen` is, of a consequence, the choice that led
    to it. `onward` is the words and the address of the way on.
    """

    kind: str
    anchor: str
    heading: str
    texts: dict[str, SafeString]
    choices: tuple[ShownChoice, ...] = ()
    chosen: ShownChoice | None = None
    is_waiting: bool = False
    moments: tuple[Moment, ...] = ()
    onward: tuple[SafeString, str] | None = None


def anchor_of(story: Story, name: str) -> str:
    """Return the id of a part in its page, which says nothing about it."""
    return f"d{story.number_by_name[name]}"


def shown_parts(story: Story, content: Content) -> tuple[ShownPart, ...]:
    """Return the parts of a story with their texts as HTML, in the file's order."""
    chosen = {
        choice.to: _choice(story, letter, choice, content)
        for part in story.parts
        if isinstance(part, Decision)
        for letter, choice in zip("ABCD", part.choices, strict=False)
    }
    return tuple(_part(story, part, chosen, content) for part in story.parts)


def _part(
    story: Story, part: LessonPart, chosen: dict[str, ShownChoice], content: Content
) -> ShownPart:
    anchor, block = anchor_of(story, part.name), partial(prose.render_block, content=content)
    match part:
        case Decision():
            choices = tuple(chosen[choice.to] for choice in part.choices)
            texts = {"scene": block(part.scene)}
            return ShownPart("decision", anchor, part.heading, texts, choices)
        case Consequence():
            texts = {
                "happens": block(part.happens),
                "why": block(part.why),
                "instead": block(part.instead),
            }
            return ShownPart(
                "consequence",
                anchor,
                "",
                texts,
                chosen=chosen[part.name],
                is_waiting=part.is_waiting,
                onward=_onward(story, part.onward, content),
            )
        case Timeline():
            return ShownPart(
                "timeline",
                anchor,
                part.heading,
                {"lead": block(part.lead)},
                moments=part.moments,
                onward=_onward(story, part.onward, content),
            )
        case Ending():
            return ShownPart(
                "ending",
                anchor,
                part.heading,
                {"text": block(part.text), "step": _step(part.step, content)},
            )


def _choice(story: Story, letter: str, choice: Choice, content: Content) -> ShownChoice:
    line = partial(prose.render_line, content=content)
    return ShownChoice(
        letter, line(choice.words), line(choice.more), "#" + anchor_of(story, choice.to)
    )


def _onward(story: Story, onward: tuple[str, str], content: Content) -> tuple[SafeString, str]:
    words, name = onward
    return prose.render_line(words, content), "#" + anchor_of(story, name)


def _step(step: tuple[str, str], content: Content) -> SafeString:
    """Return the next step as a link."""
    words, to = step
    return prose.render_line(f"[{words}]({to})", content)
