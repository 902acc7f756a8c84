"""The texts that visitors read, as plain lines: by file of wording, and by page as published."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from uitweg.platform.content.checks.readability import plain_lines
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.folder import ContentFolder
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.content.files.strict_yaml import InvalidContent
from uitweg.platform.content.kinds.story_ways import texts_of
from uitweg.platform.content.values.check import UrgentHelp
from uitweg.platform.content.values.figures import FIGURES_PATH, FigureBook
from uitweg.platform.content.values.lessons import Lesson, LessonStory
from uitweg.platform.content.values.values import MARKDOWN_LINK, Contact, Prose, WrittenPage


@dataclass(frozen=True)
class PublishedText:
    """The lines of a file or page; `file` is where editors change them, `path` the page or ""."""

    file: str
    path: str
    lines: tuple[str, ...]


def file_texts(root: ContentFolder, level: ReadingLevel) -> Iterator[PublishedText]:
    """Yield the text of each file of a level; a file that cannot be read is skipped."""
    for name in root.names(f"words/{level.id}"):
        if name.endswith(".md"):
            markdown = _without_lists(root.path(name).read_text(encoding="utf-8"))
            yield PublishedText(name, "", plain_lines(markdown))
        elif name.endswith(".yaml"):
            yield PublishedText(name, "", tuple(line for _, line in lines_of_file(root, name)))


def word_files(root: ContentFolder, level: str) -> list[str]:
    """Return the names of a level's files of wording, without their folder."""
    names = (name.removeprefix(f"words/{level}/") for name in root.names(f"words/{level}"))
    return [name for name in names if name.endswith(".yaml") and "/" not in name]


def lines_of_file(root: ContentFolder, name: str) -> list[tuple[str, str]]:
    """Return every line of a file of wording with the id of its item, in the file's order."""
    try:
        items = root.yaml(name).items()
    except InvalidContent:
        return []
    return [(id, line) for id, value in items for line in _strings_in(value)]


def page_texts(content: Content) -> Iterator[PublishedText]:
    """Yield the text at each address, of pages in this level's own language."""
    level = content.level
    for page in content.pages:
        if page.lang == level.lang:
            file = f"words/{level.id}/pages/{page.id}.md"
            yield PublishedText(file, level.address(page.path), tuple(_page_lines(page, content)))
    for lesson in content.lessons:
        if lesson.level == level.id:
            for file, path, story in lesson_files(lesson):
                told = tuple(_story_lines(story, content))
                yield PublishedText(file, level.address(path), told)
    for path, lines in _generated_page_lines(content).items():
        texts = tuple(line for line in lines if line)
        yield PublishedText(f"words/{level.id}", level.address(path), texts)


def lesson_files(lesson: Lesson) -> Iterator[tuple[str, str, LessonStory]]:
    """Yield the file, path and story of a lesson, and of each case that repeats it."""
    name = f"words/{lesson.level}/lessons/{lesson.id}"
    yield f"{name}.md", lesson.path, lesson.story
    for each, story in lesson.rounds.items():
        yield f"{name}.{each}.md", lesson.round_path(each), story


def _story_lines(story: LessonStory, content: Content) -> Iterator[str]:
    parts = (text for part in story.parts for text in texts_of(part))
    for text in (story.title, story.lead, *parts):
        yield from plain_lines(_with_phone_numbers(text, content))


def _page_lines(page: WrittenPage, content: Content) -> Iterator[str]:
    """Yield the lines of a page and its lists, without the sources, which others wrote."""
    written = page.text
    yield from (written.title, *plain_lines(_with_phone_numbers(written.lead, content)))
    for piece in written.body:
        if isinstance(piece, Prose):
            yield from plain_lines(_with_phone_numbers(piece.markdown, content))
        elif piece.kind != "sources":
            yield from _fact_list_lines(piece.kind, piece.ids, content)
    yield from plain_lines(_with_phone_numbers(f"[{written.step[0]}]({written.step[1]})", content))


def _fact_list_lines(kind: str, ids: tuple[str, ...], content: Content) -> Iterator[str]:
    facts_by_kind: dict[str, Iterable[Any]] = {
        "phases": content.phases,
        "vulnerabilities": content.vulnerabilities,
        "promises": content.promises,
        "regions": content.regions,
        "urgent-help": content.urgent_help,
        **content.explanations,
    }
    for fact in facts_by_kind.get(kind, ()):
        if (not ids or fact.id in ids) and fact.lang == content.level.lang:
            if isinstance(fact, UrgentHelp):
                yield from (*fact.own, *fact.others)
            else:
                yield from (fact.title, fact.text, getattr(fact, "more", ""))


def _generated_page_lines(content: Content) -> dict[str, list[str]]:
    """Return the texts of facts on pages that code generates, by path."""
    signals, check = content.signals, content.check
    asked = [signal for group in check.groups for signal in (*check.red_flags, *group.signals)]
    if not content.level.whole:
        return {}
    contacts = content.contacts
    return {
        "/signalen/": [line for signal in signals for line in (signal.see, signal.ask)],
        "/check/": [signal.see for signal in dict.fromkeys(asked)],
        "/vragen/": [signal.own for signal in dict.fromkeys(asked)],
        "/hulp/lijnen/": [
            line for contact in contacts for line in _contact_lines(contact, content)
        ],
        "/hulp/kaart/": [line for route in content.routes for line in (route.ask, route.why)],
        FIGURES_PATH: list(_figure_lines(content.figures)),
    }


def _figure_lines(figures: FigureBook) -> Iterator[str]:
    """Yield the sentences of the page of figures, without its categories."""
    yield from figures.page.values()
    for source in figures.sources:
        yield from (source.title, source.unit, source.definition, source.limits)
    for table in figures.tables:
        yield from (table.title, table.says, table.caption)


def _contact_lines(contact: Contact, content: Content) -> tuple[str, ...]:
    return (
        *(contact.name, contact.when, contact.opening.sentence(content.say)),
        *(contact.anonymity, contact.speaks),
        *(*contact.does, *contact.does_not, contact.calling),
    )


def _with_phone_numbers(markdown: str, content: Content) -> str:
    """Replace links to help lines by their number, as the page will show it."""
    numbers = {
        f"contact:{contact.id}": contact.number or contact.url for contact in content.contacts
    }
    return MARKDOWN_LINK.sub(lambda link: link[1] or numbers.get(link[2], ""), markdown)


def _without_lists(markdown: str) -> str:
    return "\n".join(line for line in markdown.splitlines() if not line.startswith("{"))


def _strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings_in(part)


def word_keys(root: ContentFolder, name: str) -> dict[str, set[str]]:
    """Return, by item, the keys of its texts: title, text, reasons.debt …"""
    try:
        items = root.yaml(name).items()
    except InvalidContent:
        return {}
    return {id: set(_keys_in(value, "")) for id, value in items}


def _keys_in(value: Any, prefix: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _keys_in(part, f"{prefix}.{key}" if prefix else str(key))
    elif value not in ("", []):
        yield prefix
