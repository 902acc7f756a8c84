"""The parts of a story as a template needs them: texts as HTML, and where each link leads."""

from dataclasses import dataclass
from functools import partial

from django.utils.safestring import SafeString

from uitweg.platform.content.collection import Content
from uitweg.platform.content.kinds.story_ways import StoryPlace, places_of
from uitweg.platform.content.values.lessons import (
    Choice,
    ChoiceConsequence,
    Decision,
    LessonPart,
    LessonStory,
    Moment,
    StoryEnding,
    Timeline,
)
from uitweg.platform.ui import prose


@dataclass(frozen=True)
class ShownChoice:
    """A choice as HTML, its letter, and the anchor of its consequence."""

    letter: str
    words: SafeString
    more: SafeString
    to: str


@dataclass(frozen=True)
class ShownMoment:
    """A moment of a timeline as HTML; `signal` is the id of a signal, or "" when it is none."""

    when: str
    what: SafeString
    signal: str
    why: SafeString


@dataclass(frozen=True)
class ShownPart:
    """A part of a story: `kind` names it, texts are HTML.

    `anchor` is its id in the page (d1, d2 …) and `number` that number. `chosen` is, of a
    consequence, the choice that led to it. `onward` is the words and the address of the way on,
    `step` the same of an ending's next step, and its number ("" unless it is a help line). `back`:
    the parts right before it, by heading and address.
    """

    kind: str
    anchor: str
    heading: str
    texts: dict[str, SafeString]
    place: StoryPlace
    back: tuple[tuple[str, str], ...]
    choices: tuple[ShownChoice, ...] = ()
    chosen: ShownChoice | None = None
    is_waiting: bool = False
    moments: tuple[ShownMoment, ...] = ()
    onward: tuple[SafeString, str] | None = None
    step: tuple[SafeString, str, SafeString] | None = None

    @property
    def number(self) -> int:
        """Return its place in the file, from 1."""
        return int(self.anchor[1:])

    @property
    def stops(self) -> list[str]:
        """Return for each stop of the way "done", "here" or "ahead"."""
        here = self.place.stop
        ahead = self.place.stops - here
        return ["done"] * (here - 1) + ["here"] + ["ahead"] * ahead


def anchor_of(story: LessonStory, name: str) -> str:
    """Return the id of a part in its page, which says nothing about it."""
    return f"d{story.number_by_name[name]}"


def shown_parts(story: LessonStory, content: Content) -> tuple[ShownPart, ...]:
    """Return the parts of a story with their texts as HTML, in the file's order."""
    chosen = {
        choice.to: _choice(story, letter, choice, content)
        for part in story.parts
        if isinstance(part, Decision)
        for letter, choice in zip("ABCD", part.choices, strict=False)
    }
    places = places_of(story)
    return tuple(_part(story, part, places[part.name], chosen, content) for part in story.parts)


def _part(
    story: LessonStory,
    part: LessonPart,
    place: StoryPlace,
    chosen: dict[str, ShownChoice],
    content: Content,
) -> ShownPart:
    block = partial(prose.render_block, content=content)
    shown = partial(
        ShownPart,
        anchor=anchor_of(story, part.name),
        place=place,
        back=tuple(_way_back(story, name) for name in place.back),
    )
    match part:
        case Decision():
            return shown(
                kind="decision",
                heading=part.heading,
                texts={"scene": block(part.scene)},
                choices=tuple(chosen[choice.to] for choice in part.choices),
            )
        case ChoiceConsequence():
            return shown(
                kind="consequence",
                heading="",
                texts={
                    "happens": block(part.happens),
                    "why": block(part.why),
                    "instead": block(part.instead),
                },
                chosen=chosen[part.name],
                is_waiting=part.is_waiting,
                onward=_onward(story, part.onward, content),
            )
        case Timeline():
            return shown(
                kind="timeline",
                heading=part.heading,
                texts={"lead": block(part.lead)},
                moments=tuple(_moment(moment, content) for moment in part.moments),
                onward=_onward(story, part.onward, content),
            )
        case StoryEnding():
            return shown(
                kind="ending",
                heading=part.heading,
                texts={"text": block(part.text)},
                step=_step(part.step, content),
            )


def _choice(story: LessonStory, letter: str, choice: Choice, content: Content) -> ShownChoice:
    line = partial(prose.render_line, content=content)
    return ShownChoice(
        letter, line(choice.words), line(choice.more), "#" + anchor_of(story, choice.to)
    )


def _moment(moment: Moment, content: Content) -> ShownMoment:
    what, why = (prose.render_line(text, content) for text in (moment.what, moment.why))
    return ShownMoment(moment.when, what, moment.signal, why)


def _onward(
    story: LessonStory, onward: tuple[str, str], content: Content
) -> tuple[SafeString, str]:
    words, name = onward
    return prose.render_line(words, content), "#" + anchor_of(story, name)


def _way_back(story: LessonStory, name: str) -> tuple[str, str]:
    part = story.part_by_name[name]
    return getattr(part, "heading", ""), "#" + anchor_of(story, name)


def _step(step: tuple[str, str], content: Content) -> tuple[SafeString, str, SafeString]:
    """Return the words of the next step, its address, and the number when it is a help line."""
    words, to = step
    if not to.startswith(prose.CONTACT_SCHEME):
        return prose.render_line(words, content), content.level.address(to), SafeString("")
    contact = content.contact(to.removeprefix(prose.CONTACT_SCHEME))
    said = prose.render_line(words or contact.name, content)
    return said, contact.tel or contact.url, prose.number_html(contact, content)
