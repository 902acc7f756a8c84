"""Puts a deck together: which slides for whom and how long, split where one does not fit."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from uitweg.knowledge.training.rules import fact_slides, help_slides, story_slides
from uitweg.knowledge.training.rules.slide_layout import overflows
from uitweg.knowledge.training.rules.slide_making import LENGTHS, DeckMaking
from uitweg.knowledge.training.rules.slide_text import day_in_words
from uitweg.knowledge.training.rules.slides import Deck, PointStyle, Slide, SlideLook
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.podcast import Presentation
from uitweg.platform.content.values.values import Source

PARTS: tuple[Callable[[DeckMaking], Iterator[Slide]], ...] = (
    fact_slides.opening,
    fact_slides.what_it_is,
    fact_slides.numbers,
    fact_slides.phases,
    fact_slides.at_risk,
    fact_slides.myths,
    fact_slides.signals,
    fact_slides.film,
    story_slides.story,
    help_slides.both,
    help_slides.doing,
    help_slides.meldcode,
    help_slides.calling,
    story_slides.take_along,
)
"""In the order in which they are told; the sources come last."""


def build_deck(content: Content, presentation: Presentation, minutes: int) -> Deck:
    """Return the deck for these readers. `content` is of the presentation's own level.

    A lesson that is not there yet leaves its slides out. Raises ValueError for another length.
    """
    if minutes not in LENGTHS:
        raise ValueError(minutes)
    making = DeckMaking(content, presentation, minutes)
    told = [slide for part in PARTS for slide in part(making)]
    sources = tuple(dict.fromkeys(source for slide in told for source in slide.sources))
    slides = _named_apart(_that_fit([*told, _sources_slide(making, sources)]), making)
    return Deck(
        presentation,
        minutes,
        content.level.lang,
        (_dated(slides[0], making), *slides[1:]),
        min(making.days),
        max(making.days),
    )


def _dated(opening: Slide, making: DeckMaking) -> Slide:
    """Return the first slide with what it was made of, and when that was checked."""
    state = making.words["state"].format(last=day_in_words(max(making.days)))
    return replace(opening, points=(state, _made_of(making)), style=PointStyle.PROSE)


def _made_of(making: DeckMaking) -> str:
    first, last = day_in_words(min(making.days)), day_in_words(max(making.days))
    return making.words["made_of"].format(first=first, last=last)


def _sources_slide(making: DeckMaking, sources: Iterable[Source]) -> Slide:
    """Return the slide of all sources, by the day on which they were seen."""
    by_day = dict[date, list[Source]]()
    for source in sources:
        by_day.setdefault(source.checked_on, []).append(source)
    points = list[str]()
    for day, seen in sorted(by_day.items(), reverse=True):
        on_day = making.words["seen_on"].format(day=day_in_words(day))
        points.append(f"{on_day[:1].upper()}{on_day[1:]}:")
        points += [f"{source.title}, {source.publisher}" for source in seen]
    said, look = making.words["say_sources"], SlideLook.SOURCES
    slide = making.slide(making.words["sources"], said, look=look, points=tuple(points))
    return replace(slide, lead=_made_of(making))


def _that_fit(slides: Iterable[Slide]) -> Iterator[Slide]:
    """Yield the slides; one that is too full as several, each with an equal part of it."""
    for slide in slides:
        field = "cards" if len(slide.cards) > 1 else "points"
        pieces = getattr(slide, field)
        for count in range(1, len(pieces) + 1):
            size = math.ceil(len(pieces) / count)
            parts = [
                replace(slide, **{field: pieces[start : start + size]})
                for start in range(0, len(pieces), size)
            ]
            if not any(overflows(part) for part in parts):
                break
        yield from parts if pieces else [slide]


def _named_apart(slides: Iterable[Slide], making: DeckMaking) -> list[Slide]:
    """Return the slides, each with a title of its own: a second one of a name has a number."""
    named, times = list[Slide](), dict[str, int]()
    for slide in slides:
        nth = times[slide.title] = times.get(slide.title, 0) + 1
        title = making.words["more"].format(title=slide.title, nth=nth)
        named.append(replace(slide, title=title) if nth > 1 else slide)
    return named
