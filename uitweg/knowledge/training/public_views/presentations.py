"""Slides for a trainer, by audience and length: a page to show and print, and a file to change."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from uitweg.knowledge.training.public_views.lessons import lesson_address
from uitweg.knowledge.training.public_views.published import Download, TrainingPage, url_name
from uitweg.knowledge.training.rules.decks import build_deck
from uitweg.knowledge.training.rules.slide_making import LENGTHS
from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.podcast import Presentation

OVERVIEW = "/leren/presentaties/"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def deck_address(presentation: Presentation, minutes: int) -> str:
    """Return the address of a deck at its own level, with that level's prefix."""
    level = next(level for level in levels() if level.id == presentation.level)
    return f"{level.prefix}{presentation.path}{minutes}/"


def deck_name(presentation: Presentation, minutes: int) -> str:
    """Return the URL name of a deck at the first level."""
    return f"deck-{presentation.id}-{minutes}"


def pages(content: Content) -> Iterator[TrainingPage]:
    """Yield the list of decks, and the decks at the level of this content."""
    level = content.level
    yield TrainingPage(
        url_name("presentations", level),
        "training/presentations.html",
        partial(overview_words, content),
        level.address(OVERVIEW),
        level.id,
    )
    for presentation, minutes in decks_of(content):
        yield TrainingPage(
            url_name(deck_name(presentation, minutes), level),
            "training/deck.html",
            partial(deck_words, presentation.id, minutes, content),
            deck_address(presentation, minutes),
            level.id,
        )


def downloads(content: Content) -> Iterator[Download]:
    """Yield the PowerPoint file of each deck at the level of this content."""
    yield from (deck_file(presentation, minutes) for presentation, minutes in decks_of(content))


def deck_file(presentation: Presentation, minutes: int) -> Download:
    """Return where the PowerPoint file of a deck is; it is saved as no more than its address."""
    name = f"presentatie-{presentation.slug}-{minutes}.pptx"
    return Download(deck_address(presentation, minutes) + name, name, PPTX)


def decks_of(content: Content) -> Iterator[tuple[Presentation, int]]:
    """Yield each deck that is written at the level of this content."""
    for presentation in content.presentations:
        if presentation.level == content.level.id:
            yield from ((presentation, minutes) for minutes in LENGTHS)


def overview_words(content: Content) -> dict[str, Any]:
    """Return for whom there are decks, named at this level, with the address of each length."""
    return {
        "audiences": [
            (each, [(minutes, deck_address(each, minutes)) for minutes in LENGTHS])
            for each in content.presentations
        ],
        "is_dutch": content.level.lang == "nl",
    }


def deck_words(id: str, minutes: int, content: Content) -> dict[str, Any]:
    """Return the template context of a deck's page."""
    presentation = next(each for each in content.presentations if each.id == id)
    lesson = next((each for each in load().lessons if each.id == presentation.lesson), None)
    return {
        "deck": build_deck(content, presentation, minutes),
        "presentation": presentation,
        "file": deck_file(presentation, minutes).path,
        "lengths": [(each, deck_address(presentation, each)) for each in LENGTHS],
        "lesson": lesson_address(lesson) if lesson else "",
        "minutes": minutes,
    }
