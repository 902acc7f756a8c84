"""What a visitor reads, as plain lines: per file of words, and per page with the lists on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uitweg.platform.content.collection import Content
from uitweg.platform.content.levels import ReadingLevel
from uitweg.platform.content.readability import plain_lines
from uitweg.platform.content.strict_yaml import InvalidContent, read_yaml
from uitweg.platform.content.values import MARKDOWN_LINK, Contact, Prose, WrittenPage


@dataclass(frozen=True)
class PublishedText:
    """Words that belong together. `file` is where an editor mends them, `path` the page or ""."""

    file: str
    path: str
    lines: tuple[str, ...]


def file_texts(root: Path, level: ReadingLevel) -> Iterator[PublishedText]:
    """Yield each file of words of a level; one that cannot be read was a problem before."""
    folder = root / "words" / level.id
    for found in sorted(folder.rglob("*")):
        name = f"words/{level.id}/{found.relative_to(folder)}"
        if found.suffix == ".md":
            yield PublishedText(
                name, "", tuple(plain_lines(_without_lists(found.read_text(encoding="utf-8"))))
            )
        elif found.suffix == ".yaml":
            yield PublishedText(name, "", tuple(line for _, line in lines_of_file(root, name)))


def lines_of_file(root: Path, name: str) -> list[tuple[str, str]]:
    """Return every line of a file of words with its item's id, in the file's order."""
    try:
        items = read_yaml(root / name, name).items()
    except InvalidContent:
        return []
    return [(id, line) for id, value in items for line in _strings_in(value)]


def page_texts(content: Content) -> Iterator[PublishedText]:
    """Yield what a visitor meets at each address that is written in this level's own words."""
    level = content.level
    for page in content.pages:
        if page.lang == level.lang:
            file = f"words/{level.id}/pages/{page.id}.md"
            yield PublishedText(file, level.address(page.path), tuple(_page_lines(page, content)))
    for path, lines in _generated_page_lines(content).items():
        yield PublishedText(
            f"words/{level.id}", level.address(path), tuple(each for each in lines if each)
        )


def _page_lines(page: WrittenPage, content: Content) -> Iterator[str]:
    """Yield a page's own lines with its lists in between; sources keep the words of others."""
    written = page.written
    yield from (written.title, *plain_lines(_with_phone_numbers(written.lead, content)))
    for piece in written.body:
        if isinstance(piece, Prose):
            yield from plain_lines(_with_phone_numbers(piece.markdown, content))
        elif piece.kind != "sources":
            yield from _fact_list_lines(piece.kind, piece.ids, content)
    yield from plain_lines(_with_phone_numbers(f"[{written.step[0]}]({written.step[1]})", content))


def _fact_list_lines(kind: str, ids: tuple[str, ...], content: Content) -> Iterator[str]:
    told: dict[str, Iterable[Any]] = {
        "phases": content.phases,
        "vulnerabilities": content.vulnerabilities,
        "promises": content.promises,
        **content.told,
    }
    for each in told.get(kind, ()):
        if (not ids or each.id in ids) and each.lang == content.level.lang:
            yield from (each.title, each.text, getattr(each, "more", ""))


def _generated_page_lines(content: Content) -> dict[str, list[str]]:
    """Return the facts on the pages that code makes; their buttons stand in interface.yaml."""
    signals, check = content.signals, content.check
    asked = [signal for group in check.groups for signal in (*check.red_flags, *group.signals)]
    if not content.level.whole:
        return {}
    return {
        "/signalen/": [line for each in signals for line in (each.see, each.ask)],
        "/check/": [each.see for each in dict.fromkeys(asked)],
        "/check/zelf/": [each.own for each in dict.fromkeys(asked)],
        "/hulp/lijnen/": [line for each in content.contacts for line in _contact_lines(each)],
        "/hulp/kaart/": [line for each in content.routes for line in (each.ask, each.why)],
    }


def _contact_lines(of: Contact) -> tuple[str, ...]:
    return (of.name, of.when, of.anonymity, *of.does, *of.does_not, of.calling)


def _with_phone_numbers(markdown: str, content: Content) -> str:
    """Put the help line's number where the page will show it."""
    numbers = {f"contact:{each.id}": each.number or each.url for each in content.contacts}
    return MARKDOWN_LINK.sub(lambda link: link[1] or numbers.get(link[2], ""), markdown)


def _without_lists(markdown: str) -> str:
    return "\n".join(line for line in markdown.splitlines() if not line.startswith("{"))


def _strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings_in(each)


def word_keys(root: Path, name: str) -> dict[str, set[str]]:
    """Return which words each item of a file has: title, text, reasons.debt ..."""
    try:
        items = read_yaml(root / name, name).items()
    except InvalidContent:
        return {}
    return {id: set(_keys_in(value, "")) for id, value in items}


def _keys_in(value: Any, before: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _keys_in(each, f"{before}.{key}" if before else str(key))
    elif value not in ("", []):
        yield before
