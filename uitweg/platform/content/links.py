"""Finds what leads nowhere: links, numbers typed by hand, lists and words that are not there."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from uitweg.platform.content import texts
from uitweg.platform.content.collection import Content
from uitweg.platform.content.reader import FIRST_LEVEL
from uitweg.platform.content.strict_yaml import Problem
from uitweg.platform.content.values import MARKDOWN_LINK, FactList, WrittenPage

_GROUPS = "gevaar geld contacten online thuis school gedrag lichaam instanties"
GENERATED_PATHS = frozenset(
    {
        *("/", "/signalen/", "/melden/", "/postvak/", "/hulp/", "/hulp/lijnen/", "/hulp/kaart/"),
        *("/check/", "/check/vragen/", "/check/zelf/", "/check/zelf/vragen/"),
        *("/bronnen/a-h/", "/bronnen/i-o/", "/bronnen/p-z/"),
        *(f"/signalen/{group}/" for group in _GROUPS.split()),
    }
)
"""The pages that code makes; tests/integration/test_content_page.py holds them against the door."""
OPEN_DATA = "/open/"
NOT_BORROWED = ("interface.yaml", "channel.yaml", "groups.yaml", "check.yaml")
"""Buttons and questions: a language that is not whole has at least all of these."""

_DIGITS = re.compile(r"(?<![\w.,/-])\+?\d[\d \u00a0()-]*\d(?![\w/-])")
_DATE = re.compile(r"\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d\d-\d\d")
_CITY_NUMBER = re.compile(r"14 ?0\d{2,3}")  # a Dutch town hall's number
EMERGENCY = "112"


def dead_links(content: Content) -> Iterator[Problem]:
    """Yield the links and lists of written pages that lead to nothing a visitor may see."""
    here = {page.path for page in content.pages}
    for page in content.pages:
        file = f"words/{content.level.id}/pages/{page.id}.md"
        if page.lang != content.level.lang:
            continue
        if f"tab_{page.id}" not in content.say:
            name = f"words/{content.level.id}/interface.yaml"
            yield Problem(name, f"tab_{page.id}", "the page has no word for the browser's tab.")
        for words, to in _links(page):
            if wrong := _link_problem(words, to, here, content):
                yield Problem(file, to, wrong)
        for piece in page.written.body:
            if isinstance(piece, FactList):
                yield from _list_problems(piece, file, content)


def _links(page: WrittenPage) -> Iterator[tuple[str, str]]:
    prose = [piece.markdown for piece in page.written.body if not isinstance(piece, FactList)]
    for text in (page.written.lead, *prose):
        yield from MARKDOWN_LINK.findall(text)
    yield page.written.step


def _link_problem(words: str, to: str, here: set[str], content: Content) -> str:
    """Say what is wrong with a link, or ""."""
    if to.startswith("contact:"):
        known = {contact.id for contact in content.contacts}
        return "" if to.removeprefix("contact:") in known else "no such help line is shown."
    if not words.strip():
        return "this link has no words."
    if to.startswith(("https://", "#")):
        return ""
    path = re.split("[?#]", to)[0]
    if path in here | GENERATED_PATHS or path.startswith(OPEN_DATA):
        return ""
    return "there is no such page." if to.startswith("/") else "a link begins with / or https://."


def _list_problems(piece: FactList, file: str, content: Content) -> Iterator[Problem]:
    lists: dict[str, tuple[Any, ...]] = {
        "phases": content.phases,
        "vulnerabilities": content.vulnerabilities,
        "promises": content.promises,
        "sources": content.sources,
        **content.told,
    }
    if piece.kind not in lists:
        yield Problem(file, f"{{{piece.kind}}}", "there is no such list.")
        return
    known = {each.id for each in lists[piece.kind]}
    for id in piece.ids:
        if id not in known:
            yield Problem(file, f"{{{piece.kind}}}", f"{id} does not exist or may not be shown.")


def misplaced_markup(root: Path, content: Content) -> Iterator[Problem]:
    """Yield numbers typed by hand, unsafe links, and Markdown where it would show as signs."""
    level = content.level.id
    numbers = {"".join(filter(str.isdigit, each.number)) for each in content.contacts}
    for text in texts.file_texts(root, content.level):
        page = text.file.endswith(".md")
        lines = (
            _lines_without_code(root, text.file) if page else texts.lines_of_file(root, text.file)
        )
        for id, line in lines:
            if typed := _typed_phone_number(line, numbers):
                yield Problem(
                    text.file, id, f"{typed} is typed by hand; it belongs to a help line."
                )
            if "http://" in line:
                yield Problem(text.file, id, "http:// is not safe: write https://.")
            if not page and (MARKDOWN_LINK.search(line) or "**" in line):
                yield Problem(text.file, id, "links and ** work on pages only; here they show.")
    yield from (
        _missing_words(root, level) if content.level.whole else _not_borrowable_words(root, level)
    )


def _lines_without_code(root: Path, name: str) -> list[tuple[str, str]]:
    """Return a page's lines without code, links still in them."""
    text = (root / name).read_text(encoding="utf-8")
    shown = re.sub(r"^```.*?^```|`[^`]*`", "", text, flags=re.DOTALL | re.MULTILINE)
    return [("", line) for line in shown.splitlines()]


def _typed_phone_number(line: str, numbers: set[str]) -> str:
    """Return a telephone number in a line, other than 112 in a sentence, or ""."""
    if not _DIGITS.search(line) and "tel:" not in line:
        return ""  # most lines
    if found := re.search(r"tel:\S*", line):
        return found[0]
    for found in _DIGITS.finditer(_DATE.sub("", line)):
        digits = "".join(filter(str.isdigit, found[0]))
        long = len(digits) > 6 and found[0][0] in "0+"
        if digits != EMERGENCY and (long or digits in numbers or _CITY_NUMBER.fullmatch(found[0])):
            return found[0]
    return ""


def _not_borrowable_words(root: Path, level: str) -> Iterator[Problem]:
    """Yield the words a language cannot borrow: no mark on them would tell a screen reader."""
    for file in NOT_BORROWED:
        name = f"words/{level}/{file}"
        here = texts.word_keys(root, name)
        for id in texts.word_keys(root, f"words/{FIRST_LEVEL}/{file}"):
            if id not in here:
                yield Problem(name, id, "has no words, and these a language cannot borrow.")


def _missing_words(root: Path, level: str) -> Iterator[Problem]:
    """Yield the items that say less in this level than in Dutch, such as a lost `more`."""
    for first in sorted((root / "words" / FIRST_LEVEL).glob("*.yaml")):
        name = f"words/{level}/{first.name}"
        here = texts.word_keys(root, name)
        for id, keys in texts.word_keys(root, f"words/{FIRST_LEVEL}/{first.name}").items():
            for key in sorted(keys - here.get(id, keys)):
                yield Problem(name, id, f"{key} has no words.")
