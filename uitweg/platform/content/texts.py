"""What a visitor reads, as plain lines: per file of words, and per page with the lists on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uitweg.platform.content.collection import Content
from uitweg.platform.content.levels import Level
from uitweg.platform.content.readability import plain
from uitweg.platform.content.strict_yaml import Refused, whole
from uitweg.platform.content.values import LINK, Contact, Page, Prose


@dataclass(frozen=True)
class Text:
    """Words that belong together. `file` is where an editor mends them, `path` the page or ""."""

    file: str
    path: str
    lines: tuple[str, ...]


def files(root: Path, level: Level) -> Iterator[Text]:
    """Yield each file of words of a level; one that cannot be read was a problem before."""
    folder = root / "words" / level.id
    for found in sorted(folder.rglob("*")):
        name = f"words/{level.id}/{found.relative_to(folder)}"
        if found.suffix == ".md":
            yield Text(name, "", tuple(plain(_without_lists(found.read_text(encoding="utf-8")))))
        elif found.suffix == ".yaml":
            yield Text(name, "", tuple(line for _, line in said(root, name)))


def said(root: Path, name: str) -> list[tuple[str, str]]:
    """Return every line of a file of words with its item's id, in the file's order."""
    try:
        items = whole(root / name, name).items()
    except Refused:
        return []
    return [(id, line) for id, value in items for line in _leaves(value)]


def pages(content: Content) -> Iterator[Text]:
    """Yield what a visitor meets at each address that is written in this level's own words."""
    level = content.level
    for page in content.pages:
        if page.lang == level.lang:
            file = f"words/{level.id}/pages/{page.id}.md"
            yield Text(file, level.address(page.path), tuple(_met(page, content)))
    for path, lines in _made(content).items():
        yield Text(f"words/{level.id}", level.address(path), tuple(each for each in lines if each))


def _met(page: Page, content: Content) -> Iterator[str]:
    """Yield a page's own lines with its lists in between; sources keep the words of others."""
    written = page.written
    yield from (written.title, *plain(_numbered(written.lead, content)))
    for piece in written.body:
        if isinstance(piece, Prose):
            yield from plain(_numbered(piece.markdown, content))
        elif piece.kind != "sources":
            yield from _listed(piece.kind, piece.ids, content)
    yield from plain(_numbered(f"[{written.step[0]}]({written.step[1]})", content))


def _listed(kind: str, ids: tuple[str, ...], content: Content) -> Iterator[str]:
    told: dict[str, Iterable[Any]] = {
        "phases": content.phases,
        "vulnerabilities": content.vulnerabilities,
        "promises": content.promises,
        **content.told,
    }
    for each in told.get(kind, ()):
        if (not ids or each.id in ids) and each.lang == content.level.lang:
            yield from (each.title, each.text, getattr(each, "more", ""))


def _made(content: Content) -> dict[str, list[str]]:
    """Return the facts on the pages that code makes; their buttons stand in interface.yaml."""
    signals, check = content.signals, content.check
    asked = [signal for group in check.groups for signal in (*check.red_flags, *group.signals)]
    if not content.level.whole:
        return {}
    return {
        "/signalen/": [line for each in signals for line in (each.see, each.ask)],
        "/check/": [each.see for each in dict.fromkeys(asked)],
        "/check/zelf/": [each.own for each in dict.fromkeys(asked)],
        "/hulp/lijnen/": [line for each in content.contacts for line in _line(each)],
        "/hulp/kaart/": [line for each in content.routes for line in (each.ask, each.why)],
    }


def _line(of: Contact) -> tuple[str, ...]:
    return (of.name, of.when, of.anonymity, *of.does, *of.does_not, of.calling)


def _numbered(markdown: str, content: Content) -> str:
    """Put the help line's number where the page will show it."""
    numbers = {f"contact:{each.id}": each.number or each.url for each in content.contacts}
    return LINK.sub(lambda link: link[1] or numbers.get(link[2], ""), markdown)


def _without_lists(markdown: str) -> str:
    return "\n".join(line for line in markdown.splitlines() if not line.startswith("{"))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _leaves(each)


def keys(root: Path, name: str) -> dict[str, set[str]]:
    """Return which words each item of a file has: title, text, reasons.debt ..."""
    try:
        items = whole(root / name, name).items()
    except Refused:
        return {}
    return {id: set(_keys(value, "")) for id, value in items}


def _keys(value: Any, before: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _keys(each, f"{before}.{key}" if before else str(key))
    elif value not in ("", []):
        yield before
