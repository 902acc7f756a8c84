"""Decks of slides: made from content alone, whole at each length, and nothing runs over an edge."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from msgspec import structs
from PIL import ImageFont

from tests.support import machine
from tests.support.decks import a_deck, changed_content, every_deck
from uitweg.knowledge.training.rules.decks import build_deck
from uitweg.knowledge.training.rules.slide_boxes import GAP, INDENT, LINE_HEIGHT, PADDING, Box, Line
from uitweg.knowledge.training.rules.slide_layout import HEIGHT, WIDTH, boxes_of
from uitweg.knowledge.training.rules.slide_making import LONG, MIDDLE, SHORT, DeckMaking
from uitweg.knowledge.training.rules.slide_text import one_line, plain
from uitweg.knowledge.training.rules.slides import Deck, PointStyle, SlideLook
from uitweg.platform.content import load
from uitweg.platform.content.values.lessons import ChoiceConsequence, Decision

DECKS = list(every_deck())
NAMES = [f"{deck.presentation.id}-{deck.minutes}" for deck in DECKS]
ALL = pytest.mark.parametrize("deck", DECKS, ids=NAMES)
OTHER_NUMBER = (("06-105 994 58", "06-555 123 45"), ("+31610599458", "+31655512345"))
SOURCELESS = {SlideLook.OPENING, SlideLook.STOP, SlideLook.SOURCES}


@cache
def font(line: Line) -> ImageFont.FreeTypeFont:
    family = "DejaVuSerif" if line.serif else "DejaVuSans"
    file = machine.wide_font(family + ("-Bold" if line.bold else ""))
    return ImageFont.truetype(str(file), 100)


def inches(text: str, line: Line) -> float:
    return font(replace(line, text="", size=1)).getlength(text) / 100 * line.size / 72


def rows(line: Line, room: float) -> int:
    count, used = 1, 0.0
    for word in line.text.split():
        wide = inches(f"{word} ", line)
        assert inches(word, line) <= room, f"{word} is wider than its box"
        if used + wide - inches(" ", line) > room:
            count, used = count + 1, 0.0
        used += wide
    return count


def height(box: Box) -> float:
    """Return how high the text of a box stands in the widest fonts that people may have."""
    room = (box.width - (box.columns - 1) * 0.25) / box.columns - 2 * bool(box.fill) * PADDING
    high = 0.0
    for line in box.lines:
        indent = 0 if line.mark is PointStyle.PROSE else INDENT
        high += rows(line, room - indent) * line.size * LINE_HEIGHT / 72
    gaps = sum(line.size * GAP / 72 for line in box.lines[:-1])
    return (high + gaps) / box.columns + 2 * bool(box.fill) * PADDING


@ALL
def test_nothing_on_a_slide_runs_over_its_edge(deck: Deck) -> None:
    for slide in deck.slides:
        for box in boxes_of(slide):
            assert box.left + box.width <= WIDTH
            assert box.top + box.height <= HEIGHT
            assert height(box) <= box.height + 0.02, (slide.title, box)


@ALL
def test_every_slide_has_a_title_of_its_own_and_notes_with_their_source(deck: Deck) -> None:
    titles = [slide.title for slide in deck.slides]

    assert len(set(titles)) == len(titles)
    for slide in deck.slides:
        assert slide.notes
        if slide.look not in SOURCELESS:
            assert slide.notes[-1].startswith("Bron: "), slide.title
            assert "gezien op" in slide.notes[-1]


def test_the_notes_of_a_slide_are_what_to_say_and_then_the_sources_of_its_facts() -> None:
    content = load()
    making = DeckMaking(content, content.presentations[0], SHORT)
    fact = next(each for each in content.numbers if len(each.sources) == 1)
    [source] = fact.sources

    with_fact = making.slide("Hoe vaak", "Vraag wie het weet.", fact).notes

    assert with_fact[0] == "Vraag wie het weet."
    assert with_fact[1].startswith(f"Bron: {source.title}, {source.publisher}, gezien op ")
    assert making.slide("Stop", "Hier stopt de film.").notes == ("Hier stopt de film.",)


def test_a_link_keeps_its_words_and_a_link_to_a_help_line_becomes_its_number() -> None:
    written = "Lees [wat je kunt doen](/hulp/nu/), of bel [](contact:emergency)."

    assert plain(written, load()) == ("Lees wat je kunt doen, of bel 112.",)


@ALL
def test_a_deck_says_whom_to_call_where_a_film_stops_and_what_it_is_made_of(deck: Deck) -> None:
    looks = [slide.look for slide in deck.slides]
    calls = next(slide.calls for slide in deck.slides if slide.calls)

    assert looks[0] is SlideLook.OPENING
    assert looks[-1] is SlideLook.SOURCES
    assert calls[0].number == load().contact("coordinator").number
    assert "112" in {call.number for call in calls}
    assert looks.count(SlideLook.STOP) == {SHORT: 0, MIDDLE: 1, LONG: 2}[deck.minutes]
    assert f"{deck.last.day} november 2026" in deck.slides[-1].lead


@pytest.mark.parametrize("start", range(0, len(DECKS), 3), ids=NAMES[::3])
def test_a_longer_deck_has_more_to_tell(start: int) -> None:
    short, middle, long = (len(deck.slides) for deck in DECKS[start : start + 3])

    assert 8 <= short <= 12
    assert 16 <= middle <= 22
    assert 30 <= long <= 40


@ALL
def test_the_story_is_the_lessons_own_words_and_says_what_happens_before_why(deck: Deck) -> None:
    content = load(level=deck.presentation.level)
    lesson = content.lesson(deck.presentation.lesson)
    told = "\n".join(text for slide in deck.slides for text in (*slide.texts, *slide.notes))
    decision = next(part for part in lesson.story.parts if isinstance(part, Decision))
    for choice in decision.choices:
        consequence = lesson.story.part_by_name[choice.to]
        assert isinstance(consequence, ChoiceConsequence)
        happens = one_line(consequence.happens, content)
        why = one_line(consequence.why, content)
        assert 0 < told.index(happens) < told.index(why)


def test_a_deck_without_its_lesson_tells_all_the_rest() -> None:
    content = structs.replace(load(), lessons=())
    [school] = [each for each in content.presentations if each.id == "school"]

    with_story, without = a_deck(minutes=LONG), build_deck(content, school, LONG)

    left = {slide.title for slide in with_story.slides} - {slide.title for slide in without.slides}
    assert "Wat doe je nu?" in left
    assert "Wie je belt" not in left


@ALL
def test_a_telephone_number_stands_on_one_row(deck: Deck) -> None:
    numbers = {call.number for slide in deck.slides for call in slide.calls}
    for slide in deck.slides:
        for box in boxes_of(slide) if slide.calls else ():
            for line in box.lines:
                if line.text in numbers:
                    assert rows(line, box.width - 2 * PADDING) == 1


@ALL
def test_no_slide_asks_what_only_a_link_answered_nor_shows_one_signal(deck: Deck) -> None:
    for slide in deck.slides:
        assert "Wat mag je delen?" not in " ".join(slide.texts)
        assert "Dreigen ze met foto’s?" not in slide.texts
        if slide.title.startswith("Signalen: "):
            assert len(slide.points) >= 3


def test_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="20"):
        a_deck(minutes=20)


def test_a_number_that_nobody_checked_is_on_no_slide(tmp_path: Path) -> None:
    content = changed_content(
        tmp_path,
        "numbers.yaml",
        ("[groningen-2026], checked_on: 2026-11-24", "[], checked_on: null"),
    )

    assert "1 op de 8" in texts(a_deck(minutes=LONG))
    assert "1 op de 8" not in texts(a_deck(minutes=LONG, content=content))


def test_a_changed_telephone_number_is_on_every_deck(tmp_path: Path) -> None:
    content = changed_content(tmp_path, "contacts.yaml", *OTHER_NUMBER)
    told = {presentation.id for presentation in content.presentations if presentation.level == "nl"}

    for id in told:
        assert "06-555 123 45" in texts(a_deck(id, SHORT, content))
        assert "06-105 994 58" not in " ".join(texts(a_deck(id, LONG, content)))


def texts(deck: Deck) -> set[str]:
    return set(_texts(deck))


def _texts(deck: Deck) -> Iterator[str]:
    for slide in deck.slides:
        yield from slide.texts
