"""The materials that editors look at again: lessons, decks, papers, scripts, and their facts.

What a page rests on is read off the page itself, so that nobody has to keep a list of it.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache
from html import unescape

from django.http import HttpRequest
from django.template.loader import render_to_string

from uitweg.knowledge.training.public_views import lessons, papers, presentations
from uitweg.knowledge.training.public_views.published import TrainingPage
from uitweg.knowledge.training.rules.materials import (
    MaterialKind,
    MaterialPart,
    TrainingMaterial,
    fact_part,
    own_text,
    source_part,
)
from uitweg.knowledge.training.rules.slide_making import LENGTHS
from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.levels import split_address
from uitweg.platform.content.files.reader import FIRST_LEVEL
from uitweg.platform.content.values.lessons import Lesson, Timeline
from uitweg.platform.content.values.values import Contact

PAGES: dict[MaterialKind, Callable[[Content], Iterator[TrainingPage]]] = {
    MaterialKind.LESSON: lessons.pages,
    MaterialKind.DECK: presentations.pages,
}
LISTS = (presentations.OVERVIEW,)
"""Pages that only lead to others; their addresses at the first level."""
_MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@cache
def materials() -> tuple[TrainingMaterial, ...]:
    """Return all materials as this process publishes them; content/ is read at its start."""
    return materials_of([load(level=level.id) for level in levels() if level.whole])


def materials_of(contents: Iterable[Content]) -> tuple[TrainingMaterial, ...]:
    """Return the materials of these contents, one for each reading level."""
    found: dict[str, TrainingMaterial] = {}
    for content in contents:
        for material in (*_pages(content), *_papers(content), *_scripts(content)):
            before = found.get(material.id)
            found[material.id] = _joined(before, material) if before else material
    return tuple(sorted(found.values(), key=lambda each: (each.kind, each.title, each.id)))


def _joined(first: TrainingMaterial, second: TrainingMaterial) -> TrainingMaterial:
    """Return one material of its pages at two levels, or lengths; the first one's title stays."""
    return replace(
        first,
        addresses=(*first.addresses, *second.addresses),
        parts=tuple({part.key: part for part in (*first.parts, *second.parts)}.values()),
    )


def _pages(content: Content) -> Iterator[TrainingMaterial]:
    lessons_by_name = {f"lesson-{lesson.id}": lesson for lesson in content.lessons}
    decks_by_name = {
        presentations.deck_name(deck, minutes): (deck, minutes)
        for deck in content.presentations
        for minutes in LENGTHS
    }
    for kind, pages in PAGES.items():
        for page in pages(content):
            if split_address(page.path, levels())[1] in LISTS:
                continue
            name = page.name.removesuffix(f"-{content.level.id}")
            lesson, html = lessons_by_name.get(name), _rendered(page)
            text = unescape(_TAG.sub(" ", html))
            of_lesson = _of_lesson(lesson, content) if lesson else ()
            facts = dict.fromkeys([*_named_in(html, text, content), *of_lesson])
            deck, minutes = decks_by_name.get(name, (None, 0))
            text_key = f"{content.level.id}/{minutes}" if deck else content.level.id
            yield TrainingMaterial(
                id=f"deck-{deck.id}" if deck else name,
                kind=kind,
                title=deck.name if deck else _title(html) or name,
                addresses=(page.path,),
                parts=(own_text(text, at_level=text_key), *facts),
                checked_on=lesson.checked_on if lesson else None,
            )


def _scripts(content: Content) -> Iterator[TrainingMaterial]:
    """Yield the episodes of the podcast, whose scripts are the same at every level."""
    for episode in content.episodes if content.level.id == FIRST_LEVEL else ():
        lines = (line for chapter in episode.script.chapters for line in chapter.lines)
        text = " ".join([episode.script.lead, *(f"{line.speaker}: {line.text}" for line in lines)])
        lines_called = (content.contact(id) for id in episode.contacts)
        yield TrainingMaterial(
            id=f"episode-{episode.id}",
            kind=MaterialKind.PODCAST,
            title=episode.script.title,
            addresses=(episode.path,),
            parts=(
                own_text(text, at_level=FIRST_LEVEL),
                *(_contact_part(each, FIRST_LEVEL) for each in lines_called),
                *map(source_part, episode.sources),
            ),
            checked_on=episode.checked_on,
            review_months=episode.review_months,
        )


def _papers(content: Content) -> Iterator[TrainingMaterial]:
    """Yield the papers, one for all sizes of a card; it is taken that they rest on most facts."""
    for id, title, several in papers.grouped(content):
        addresses = tuple(paper.path(content.level) for paper in several)
        parts = tuple(_most_facts(content))
        yield TrainingMaterial(id, MaterialKind.PAPER, title, addresses, parts)


def _rendered(page: TrainingPage) -> str:
    """Return what is in the page between its header and its footer."""
    request = HttpRequest()
    request.path = page.path
    html = render_to_string(page.template, page.words(), request=request)
    found = _MAIN.search(html)
    return found[0] if found else html


def _title(html: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    return unescape(_TAG.sub("", found[1])).strip() if found else ""


def _named_in(html: str, text: str, content: Content) -> Iterator[MaterialPart]:
    """Yield the facts that stand in a page: by their number, words or address."""
    at, flat = content.level.id, " ".join(text.split())
    for contact in content.contacts:
        if any(each and each in html for each in (contact.tel, contact.url, contact.number)):
            yield _contact_part(contact, at)
    for signal in content.signals:
        if signal.see in flat:
            yield fact_part(signal, "signaal", signal.see, at_level=at)
    for page in content.pages:
        if f'"{content.level.address(page.path)}"' in html:
            yield fact_part(page, "pagina", page.text.title, at_level=at)
    for explanation in (each for kind in content.explanations.values() for each in kind):
        if explanation.title in flat and explanation.text in flat:
            yield fact_part(explanation, "uitleg", explanation.title, at_level=at)


def _contact_part(contact: Contact, at_level: str) -> MaterialPart:
    return fact_part(contact, "hulplijn", contact.name, at_level=at_level)


def _of_lesson(lesson: Lesson, content: Content) -> Iterator[MaterialPart]:
    """Yield the signals on the lesson's line of time, and its sources."""
    timelines = (part for part in lesson.story.parts if isinstance(part, Timeline))
    for id in {moment.signal for line in timelines for moment in line.moments if moment.signal}:
        signal = content.signal(id)
        yield fact_part(signal, "signaal", signal.see, at_level=content.level.id)
    yield from map(source_part, lesson.sources)


def _most_facts(content: Content) -> Iterator[MaterialPart]:
    """Yield what a printed card or a deck is made of: lines, signals, and the law."""
    at = content.level.id
    for contact in content.contacts:
        yield _contact_part(contact, at)
    for signal in content.signals:
        yield fact_part(signal, "signaal", signal.see, at_level=at)
    for kind in ("law", "meldcode"):
        for explanation in content.explanations[kind]:
            yield fact_part(explanation, "uitleg", explanation.title, at_level=at)
