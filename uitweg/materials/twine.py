"""A story as Twee 3, the text format of Twine, so that authors can look at it and change it there.

The format of the story is Chapbook: its text is Markdown, as ours. Specification:
github.com/iftechfoundation/twine-specs, twee-3-specification.md.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from uuid import UUID

from django.conf import settings

from uitweg.knowledge.training.public_views.lessons import own_lessons, twee_address
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.lessons import (
    ChoiceConsequence,
    Decision,
    Lesson,
    LessonPart,
    LessonStory,
    StoryEnding,
    Timeline,
)
from uitweg.platform.content.values.values import MARKDOWN_LINK
from uitweg.platform.sealing.tokens import digest
from uitweg.platform.ui import prose

FORMAT, FORMAT_VERSION = "Chapbook", "2.3.0"
_HEADER = re.compile(r"^::", re.MULTILINE)
_RESULT = " uitslag"  # a name of ours has no space, so no other passage is called this

Words = Mapping[str, str]
"""The words around the story's own: why, why_waiting, instead, see_result, signal, no_signal."""


def files(content: Content) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the address of each lesson's story at the level of this content, and what makes it."""
    for lesson in own_lessons(content):
        yield twee_address(lesson), partial(lesson_twee, lesson, content)


def lesson_twee(lesson: Lesson, content: Content) -> bytes:
    """Return a lesson's story, with links that lead to this site."""

    def link(words: str, to: str) -> str:
        if to.startswith(prose.CONTACT_SCHEME):
            contact = content.contact(to.removeprefix(prose.CONTACT_SCHEME))
            return f"{words} {prose.number_or_address(contact)}".strip()
        is_ours = to.startswith("/")
        return f"[{words}]({settings.PUBLIC_URL + content.level.address(to) if is_ours else to})"

    ifid = UUID(bytes=digest("ifid", lesson.id.encode())[:16], version=4)
    return twee_of(lesson.story, ifid=str(ifid).upper(), link=link, words=content.training).encode()


def twee_of(story: LessonStory, *, ifid: str, link: Callable[[str, str], str], words: Words) -> str:
    """Return a story as Twee 3.

    `ifid` is the story's UUID; `link` makes Markdown of a link to a page or help line, from its
    words and target. A passage has the name of its part.
    """
    about = {
        "ifid": ifid,
        "format": FORMAT,
        "format-version": FORMAT_VERSION,
        "start": story.parts[0].name,
    }
    passages = [("StoryTitle", story.title), ("StoryData", json.dumps(about, indent=2))]
    for part in story.parts:
        passages += _passages(part, words, link)
    first_name, first_text = passages[2]
    passages[2] = (first_name, f"{_resolved(story.lead, link)}\n\n{first_text}")
    return "\n\n".join(f":: {name}\n{_HEADER.sub(r'\\::', text)}" for name, text in passages) + "\n"


def _passages(
    part: LessonPart, words: Words, link: Callable[[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each passage that a part becomes."""
    match part:
        case Decision():
            choices = (
                f"> {_to(choice.words, choice.to)} {_resolved(choice.more, link)}".rstrip()
                for choice in part.choices
            )
            yield (
                part.name,
                _text(link, f"## {part.heading}", part.scene, raw="\n>\n".join(choices)),
            )
        case ChoiceConsequence():
            why = words["why_waiting" if part.is_waiting else "why"]
            texts = (part.happens, f"### {why}", part.why, f"### {words['instead']}", part.instead)
            yield part.name, _text(link, *texts, raw=_to(*part.onward))
        case Timeline():
            seen = "\n".join(f"- {each.when}: {each.what}" for each in part.moments)
            result = _to(words["see_result"], part.name + _RESULT)
            yield part.name, _text(link, f"## {part.heading}", part.lead, seen, raw=result)
            verdicts = "\n".join(
                f"- {each.when}: {each.what} "
                f"**{words['signal' if each.signal else 'no_signal']}.** {each.why}"
                for each in part.moments
            )
            yield part.name + _RESULT, _text(link, verdicts, raw=_to(*part.onward))
        case StoryEnding():
            step = link(*part.step)
            yield part.name, _text(link, f"## {part.heading}", part.text, raw=step)


def _text(link: Callable[[str, str], str], *markdown: str, raw: str) -> str:
    """Return paragraphs with their links made to fit, and a last one that is left as it is."""
    return "\n\n".join((*(_resolved(text, link) for text in markdown), raw))


def _resolved(markdown: str, link: Callable[[str, str], str]) -> str:
    return MARKDOWN_LINK.sub(lambda found: link(found[1], found[2]), markdown)


def _to(words: str, name: str) -> str:
    """Return a link to a passage; in its words a bar or arrow would begin the target."""
    plain = re.sub(r"->|<-|[|\[\]]", " ", words)
    return f"[[{plain}->{name}]]"
