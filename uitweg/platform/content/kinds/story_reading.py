"""Reads a story with choices from Markdown (docs/lessons.md). Raises InvalidContent."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem
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
from uitweg.platform.content.values.values import MARKDOWN_LINK

WHY, WHY_WAITING, INSTEAD = "Waarom", "Waarom wachten hier goed is", "Wat ook kon"
_PART = re.compile(r"(keuze|gevolg|tijdlijn|einde) ([a-z0-9-]+)(?:: (.+))?")
_CHOICE = re.compile(r"\[([^\]]+)\]\(([a-z0-9-]+)\)\s*(.*)", re.DOTALL)
_MOMENT = re.compile(r"([^:]+): (.+)", re.DOTALL)
_VERDICT = re.compile(r"(?:(niets)|signaal ([a-z0-9-]+)): (.+)", re.DOTALL)
CHOICES, MOMENTS, LEAST_OF_EACH = range(2, 5), range(5, 10), 2


@dataclass(frozen=True)
class _Block:
    """A block of Markdown at the highest level: its tag (h1, h2, h3, ul, p …), text and items."""

    tag: str
    text: str
    items: tuple[tuple[str, tuple[str, ...]], ...] = ()


def read_story(markdown: str, file: str) -> LessonStory:
    """Return the story in a file; `file` is its name, for the sentence about a mistake."""
    blocks = list(_blocks(markdown))
    head, *parts = list(_split(blocks, "h2"))
    if not head or head[0].tag != "h1" or len(head) < 2:
        raise _refused(file, "", "it begins with a title (# …) and a paragraph.")
    if not parts:
        raise _refused(file, "", "it has no parts (## keuze …).")
    return LessonStory(
        title=head[0].text,
        lead=_prose(head[1:]),
        parts=tuple(_read_part(part, file) for part in parts),
    )


def _read_part(blocks: list[_Block], file: str) -> LessonPart:
    heading = _PART.fullmatch(blocks[0].text)
    if heading is None:
        kinds = "keuze, gevolg, tijdlijn or einde"
        raise _refused(file, blocks[0].text, f"a part begins with {kinds} and a name.")
    kind, name, title = heading[1], heading[2], heading[3] or ""
    if bool(title) is (kind == "gevolg"):
        more = "no heading" if title else "a heading after a colon"
        raise _refused(file, name, f"this part should have {more}.")
    body = blocks[1:]
    if kind == "keuze":
        return _decision(name, title, body, file)
    if kind == "gevolg":
        return _consequence(name, body, file)
    if kind == "tijdlijn":
        return _timeline(name, title, body, file)
    text, step = _with_link(body, name, file)
    return StoryEnding(name, title, _text(text, name, file), step)


def _decision(name: str, heading: str, body: list[_Block], file: str) -> Decision:
    if not body or body[-1].tag != "ul":
        raise _refused(file, name, "it ends in a list of choices.")
    choices = []
    for text, below in body[-1].items:
        choice = _CHOICE.fullmatch(text)
        if choice is None or below:
            raise _refused(file, name, f"a choice begins with a link: {text[:40]}")
        choices.append(Choice(choice[1], choice[3], choice[2]))
    if len(choices) not in CHOICES:
        raise _refused(file, name, "it has two to four choices.")
    return Decision(name, heading, _text(body[:-1], name, file), tuple(choices))


def _consequence(name: str, body: list[_Block], file: str) -> ChoiceConsequence:
    happens, *rest = list(_split(body, "h3"))
    headings = tuple(section[0].text for section in rest)
    if headings not in ((WHY, INSTEAD), (WHY_WAITING, INSTEAD)):
        raise _refused(file, name, f"after what happens come “{WHY}” and “{INSTEAD}”.")
    why, instead = rest
    others, onward = _with_link(instead[1:], name, file)
    return ChoiceConsequence(
        name=name,
        happens=_text(happens, name, file),
        why=_text(why[1:], name, file),
        is_waiting=headings[0] == WHY_WAITING,
        instead=_text(others, name, file),
        onward=onward,
    )


def _timeline(name: str, heading: str, body: list[_Block], file: str) -> Timeline:
    rest, onward = _with_link(body, name, file)
    if len(rest) < 2 or rest[-1].tag != "ul":
        raise _refused(file, name, "it has a paragraph, a list of moments and a link.")
    moments = []
    for text, below in rest[-1].items:
        moment = _MOMENT.fullmatch(text)
        verdict = _VERDICT.fullmatch(below[0]) if len(below) == 1 else None
        if moment is None or verdict is None:
            raise _refused(file, name, f"a moment is “when: what” and a verdict: {text[:40]}")
        moments.append(Moment(moment[1], moment[2], verdict[2] or "", verdict[3]))
    signals = sum(bool(moment.signal) for moment in moments)
    if len(moments) not in MOMENTS or not (
        LEAST_OF_EACH <= signals <= len(moments) - LEAST_OF_EACH
    ):
        raise _refused(file, name, "it has five to nine moments, two or more of each kind.")
    return Timeline(name, heading, _text(rest[:-1], name, file), tuple(moments), onward)


def _with_link(body: list[_Block], name: str, file: str) -> tuple[list[_Block], tuple[str, str]]:
    """Return the blocks before the last one, and the words and target of the link that this is."""
    link = MARKDOWN_LINK.fullmatch(body[-1].text) if body else None
    if link is None:
        raise _refused(file, name, "it ends in a line that is only a link.")
    return body[:-1], (link[1], link[2])


def _text(blocks: list[_Block], name: str, file: str) -> str:
    """Return blocks as Markdown. Raises InvalidContent for none, or for a heading."""
    if not blocks or any(block.tag.startswith("h") for block in blocks):
        raise _refused(file, name, "here stands text, without a heading.")
    return _prose(blocks)


def _prose(blocks: list[_Block]) -> str:
    return "\n\n".join(block.text for block in blocks)


def _split(blocks: list[_Block], tag: str) -> Iterator[list[_Block]]:
    """Yield what stands before the first such heading, then each heading with what follows."""
    section: list[_Block] = []
    for block in blocks:
        if block.tag == tag:
            yield section
            section = []
        section.append(block)
    yield section


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def _blocks(markdown: str) -> Iterator[_Block]:
    tokens, lines = _markdown().parse(markdown), markdown.splitlines()
    for index, token in enumerate(tokens):
        if token.level or token.map is None or token.nesting < 0:
            continue
        if token.type == "heading_open":
            yield _Block(token.tag, tokens[index + 1].content)
        else:
            first, after = token.map
            items = tuple(_items(tokens, index)) if token.type == "bullet_list_open" else ()
            yield _Block(token.tag or "p", "\n".join(lines[first:after]).strip(), items)


def _items(tokens: list[Token], start: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each item of a list: its text, and the texts of the list below it."""
    text, below = "", list[str]()
    for token in tokens[start + 1 :]:
        if token.type == "bullet_list_close" and token.level == 0:
            return
        if token.type == "inline":
            if token.level == 3:
                text = _on_one_line(token.content)
            else:
                below.append(_on_one_line(token.content))
        if token.type == "list_item_close" and token.level == 1:
            yield text, tuple(below)
            text, below = "", []


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _refused(file: str, name: str, sentence: str) -> InvalidContent:
    return InvalidContent(Problem(file, name, sentence))
