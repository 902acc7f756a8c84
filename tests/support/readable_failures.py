"""What a failed test shows of a page: the words that a reader sees, never the whole page as HTML.

tests/conftest.py registers this module, so pytest calls the three hooks at its end: for a
comparison that failed, and to print with a failure the last page that Django's test client got.
"""

import difflib
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

MOST_LINES = 60
LINE_WIDTH = 160
NEIGHBOURS = 2
"""How many lines are shown around words that should not be there."""
SHORT = 240
"""A text of fewer characters is shown by pytest as it is, with its tags."""
ENOUGH_ALIKE = 0.4
"""The share of the wanted words that a line must have in one piece to be named as like them."""

WITHIN_A_LINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "i", "img", "kbd", "mark"}
    | {"q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
)
ALONE = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
UNSEEN = frozenset({"script", "style", "template", "svg"})
TAG = re.compile(r"<[a-zA-Z][^>]*>")


class PageReader(HTMLParser):
    """Collects the lines that a reader sees: what stands in fields too, nothing that is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = [""]
        self._open: list[tuple[str, bool]] = []

    def _is_seen(self) -> bool:
        return all(seen for _, seen in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        field = dict(attrs)
        if tag not in WITHIN_A_LINE:
            self.lines.append("")
        if tag in ALONE:
            self.lines[-1] += seen_of(tag, field) if self._is_seen() else ""
        else:
            self._open.append((tag, tag not in UNSEEN and "hidden" not in field))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ALONE:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in [name for name, _ in self._open]:
            while self._open.pop()[0] != tag:
                pass
        if tag not in WITHIN_A_LINE:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if self._is_seen():
            self.lines[-1] += data


def seen_of(tag: str, field: dict[str, str | None]) -> str:
    """Return what a reader sees of a field or a picture."""
    kind, value = field.get("type", "text"), field.get("value") or ""
    if tag == "img":
        return f"[picture: {field.get('alt') or 'without words'}]"
    if tag != "input" or kind == "hidden" or "hidden" in field:
        return ""
    if kind in ("checkbox", "radio"):
        return "[x] " if "checked" in field else "[ ] "
    return f"[{value}]"


def visible_lines(html: str) -> list[str]:
    """Return the lines of text that a reader of the page sees."""
    reader = PageReader()
    reader.feed(html)
    reader.close()
    text = "\n".join(" ".join(block.split()) for block in reader.lines)
    return [line for line in text.splitlines() if line]


def text_lines(text: str) -> list[str]:
    """Return the lines of a page as a reader sees them, or those of a text without tags."""
    if TAG.search(text):
        return visible_lines(title_and_main(text)[1])
    return [line for each in text.splitlines() if (line := each.strip())]


def title_and_main(html: str) -> tuple[str, str]:
    """Return the title of a page, and its HTML without what stands around <main>."""
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    main = re.search(r"<main\b.*</main>", html, re.DOTALL)
    return " ".join(title[1].split()) if title else "", main[0] if main else html


def printed(lines: Iterable[str], indent: str = "    ") -> Iterator[str]:
    """Yield the lines, broken where they are long, and no more than fit on two screens."""
    broken = [part for line in lines for part in textwrap.wrap(line, LINE_WIDTH)]
    yield from (f"{indent}{line}" for line in broken[:MOST_LINES])
    if len(broken) > MOST_LINES:
        yield f"{indent}… and {len(broken) - MOST_LINES} lines more"


def page_lines(text: str) -> Iterator[str]:
    """Yield the title of a page and its visible text."""
    title, lines = title_and_main(text)[0], text_lines(text)
    if title:
        yield f"  title: {title}"
    yield "  the visible text:" if lines else "  it has no visible text"
    yield from printed(lines)


def as_text(value: object) -> object:
    """Return bytes of text as that text, and other bytes as their number."""
    if not isinstance(value, bytes | bytearray | memoryview):
        return value
    content = bytes(value)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return ByteCount(len(content))
    is_readable = all(sign.isprintable() or sign.isspace() for sign in text)
    return text if is_readable else ByteCount(len(content))


@dataclass(frozen=True)
class ByteCount:
    """Bytes that nobody can read: ciphertext, a picture, a PDF."""

    count: int

    def __repr__(self) -> str:
        return f"<{self.count} bytes>"


def shown(value: object) -> str:
    return textwrap.shorten(repr(value), SHORT, placeholder="…")


@dataclass(frozen=True)
class LastAnswer:
    """What Django's test client got for the last request of a test."""

    request: str
    status: int
    content_type: str
    content: bytes | None

    @property
    def text(self) -> str:
        return (self.content or b"").decode(errors="replace")

    def lines(self) -> Iterator[str]:
        yield f"{self.request} was answered with {self.status} ({self.content_type})"
        if self.content is None:
            yield "  a file, sent piece by piece"
        elif "html" in self.content_type:
            yield from page_lines(self.text)
        elif self.content:
            yield f"  {shown(as_text(self.content))}"


LAST_ANSWERS: list[LastAnswer] = []
"""The last answer that the running test got; empty before its first request."""


def name_of(text: str) -> tuple[str, bool]:
    """Return what to call this text, and whether pytest prints it below as the last page."""
    for answer in LAST_ANSWERS:
        if answer.text == text:
            return f"the page of {answer.request} ({answer.status})", True
    return ("this page", False) if TAG.search(text) else ("this text", False)


def explain_missing(wanted: str, text: str) -> Iterator[str]:
    """Say that a page lacks these words, what is most like them, and what it shows."""
    name, is_below = name_of(text)
    yield f"{shown(wanted)} in {name}"
    lines = text_lines(text)
    if " ".join(wanted.split()) in " ".join(lines):
        yield "  a reader does see these words, but with a tag or other spaces between them"
    is_markup = bool(re.search(r'<\w|="', wanted))
    alike = most_alike(wanted, TAG.findall(text) if is_markup else lines)
    if alike:
        yield f"  most like it: {shown(' '.join(alike.split()))}"
    if not is_below:
        yield from page_lines(text)


def most_alike(wanted: str, lines: Iterable[str]) -> str:
    """Return the line with the longest piece of what was wanted; "" when none has enough of it."""

    def longest_piece(line: str) -> int:
        matcher = difflib.SequenceMatcher(None, wanted, line, autojunk=False)
        return matcher.find_longest_match().size

    best = max(lines, key=longest_piece, default="")
    return best if longest_piece(best) >= ENOUGH_ALIKE * len(wanted) else ""


def explain_found(unwanted: str, text: str) -> Iterator[str]:
    """Say where on a page these words stand."""
    yield f"{shown(unwanted)} not in {name_of(text)[0]}"
    lines = visible_lines(text) if TAG.search(text) else text.splitlines()
    places = [place for place, line in enumerate(lines) if unwanted in line]
    for place in places[:3]:
        yield "  it stands here:"
        yield from printed(lines[max(place - NEIGHBOURS, 0) : place + NEIGHBOURS + 1])
    if not places:
        start = text.index(unwanted)
        yield "  it stands here, where a reader does not see it:"
        yield from printed([text[max(start - SHORT, 0) : start + len(unwanted) + SHORT]])


def explain_difference(left: str, right: str) -> Iterator[str]:
    yield "these two pages have the same text"
    lines = difflib.unified_diff(text_lines(left), text_lines(right), lineterm="", n=1)
    yield from printed([*lines][2:] or ["  only what a reader does not see differs"])


def explain(op: str, left: object, right: object) -> list[str] | None:
    """Return the lines that say why a comparison with a page or with bytes fails, else None."""
    read_left, read_right = as_text(left), as_text(right)
    if isinstance(read_left, str) and isinstance(read_right, str) and len(read_right) >= SHORT:
        if op == "in":
            return [*explain_missing(read_left, read_right)]
        if op == "not in":
            return [*explain_found(read_left, read_right)]
        if op == "==" and TAG.search(read_left) and TAG.search(read_right):
            return [*explain_difference(read_left, read_right)]
    if ByteCount in (type(read_left), type(read_right)):
        return [f"{shown(read_left)} {op} {shown(read_right)}"]
    return None


def remember(response: Any) -> None:
    asked = response.request
    LAST_ANSWERS[:] = [
        LastAnswer(
            request=f"{asked['REQUEST_METHOD']} {asked['PATH_INFO']}",
            status=response.status_code,
            content_type=response.headers.get("Content-Type", "no type"),
            content=None if response.streaming else response.content,
        )
    ]


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    return explain(op, left, right)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Any:
    """Remember the last answer that the test client got while this test runs."""
    LAST_ANSWERS.clear()
    plain = Client.request

    def remembering(client: Client, **request: Any) -> Any:
        response = plain(client, **request)
        remember(response)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", remembering)
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Any:
    """Print with a failure the last page that the test asked for."""
    report = yield
    if report.when == "call" and report.failed:
        for answer in LAST_ANSWERS:
            report.sections.append(("The last page it asked for", "\n".join(answer.lines())))
    return report
