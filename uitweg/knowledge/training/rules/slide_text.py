"""Plain words for slides: what editors wrote as Markdown, and days."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from uitweg.knowledge.training.rules.slides import PointStyle
from uitweg.platform.content.checks.readability import plain_lines, sentences
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.values import MARKDOWN_LINK, Contact, Prose, Source, WrittenPage
from uitweg.platform.dutch_days import MONTH_NAMES

CONTACT = "contact:"
_ITEM = re.compile(r"^\s*(?:[-*+]|(\d+)[.)])\s+")
_SECTION = re.compile(r"^## ", re.MULTILINE)


def day_in_words(day: date) -> str:
    """Return a day as Dutch people write it: 24 november 2026."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def number_of(contact: Contact) -> str:
    """Return what to dial, or the address of a line that has no number."""
    return contact.number or contact.url.removeprefix("https://").removeprefix("www.").rstrip("/")


def plain(markdown: str, content: Content) -> tuple[str, ...]:
    """Return the lines of Markdown without marks; a link to a help line becomes its number.

    Raises KeyError for a help line that visitors may not see.
    """

    def words(link: re.Match[str]) -> str:
        if link[1] or not link[2].startswith(CONTACT):
            return link[1]
        return number_of(content.contact(link[2].removeprefix(CONTACT)))

    return plain_lines(MARKDOWN_LINK.sub(words, markdown))


def one_line(markdown: str, content: Content) -> str:
    """Return Markdown as one line of plain words."""
    return " ".join(plain(markdown, content))


def in_sentences(lines: Iterable[str]) -> tuple[str, ...]:
    """Return each sentence of some lines."""
    return tuple(sentence for line in lines for sentence in sentences(line))


@dataclass(frozen=True)
class PageSection:
    """What stands on a page under one heading: paragraphs, then a list. `numbered`: its list is."""

    heading: str
    paragraphs: tuple[str, ...]
    items: tuple[str, ...]
    numbered: bool

    @property
    def points(self) -> tuple[str, ...]:
        """The list, or without one the sentences."""
        return self.items or in_sentences(self.paragraphs)

    @property
    def style(self) -> PointStyle:
        """How these stand below each other."""
        if not self.items:
            return PointStyle.PROSE
        return PointStyle.NUMBERS if self.numbered else PointStyle.DOTS


def section_of(page: WrittenPage, heading: str, content: Content) -> PageSection:
    """Return what stands under a heading. Raises KeyError when the page does not have it."""
    for piece in page.text.body:
        if isinstance(piece, Prose):
            for part in _SECTION.split(piece.markdown)[1:]:
                title, _, body = part.partition("\n")
                if title.strip() == heading:
                    return _section(heading, body, content)
    raise KeyError(heading)


def _section(heading: str, body: str, content: Content) -> PageSection:
    paragraphs, items, numbered = list[str](), list[str](), False
    for block in _blocks(body):
        item = _ITEM.match(block)
        numbered = numbered or bool(item and item[1])
        if text := one_line(_without_pointers(block), content):
            (items if item else paragraphs).append(text)
    return PageSection(heading, tuple(paragraphs), tuple(items), numbered)


def _without_pointers(markdown: str) -> str:
    """Return Markdown without the sentences that lead to a page, as no slide is a link.

    A question that such a sentence answers goes with it.
    """
    kept = list[str]()
    for sentence in sentences(" ".join(markdown.split())):
        if not any(to.startswith("/") for _, to in MARKDOWN_LINK.findall(sentence)):
            kept.append(sentence)
        elif kept and kept[-1].endswith("?"):
            kept.pop()
    return " ".join(kept)


def shortened(text: str, letters: int) -> str:
    """Return as many first sentences as stand in so many letters, one at least.

    A question whose answer is cut off goes too.
    """
    kept, all_sentences = list[str](), sentences(text)
    for sentence in all_sentences:
        if kept and len(" ".join(kept)) + len(sentence) >= letters:
            break
        kept.append(sentence)
    if 1 < len(kept) < len(all_sentences) and kept[-1].endswith("?"):
        kept.pop()
    return " ".join(kept)


def _blocks(body: str) -> Iterator[str]:
    """Yield paragraphs and items; not a box, which is a warning of its own."""
    for block in re.split(r"\n\s*\n", body.strip()):
        if block.startswith(">"):
            continue
        if _ITEM.match(block):
            yield from block.splitlines()
        elif block.strip():
            yield block


def named(sources: Iterable[Source]) -> str:
    """Return the sources as one line: title, publisher."""
    return "; ".join(f"{source.title}, {source.publisher}" for source in sources)
