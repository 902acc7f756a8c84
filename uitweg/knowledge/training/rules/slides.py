"""A deck of slides as plain values, of which the page and the PowerPoint file are both made."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from uitweg.platform.content.values.podcast import Presentation
from uitweg.platform.content.values.values import Source

CHOICE_LETTERS = 150
_FULL_FROM = (400, 680, 780)


class SlideLook(StrEnum):
    """How a slide is drawn: what stands large on it."""

    OPENING = "opening"
    POINTS = "points"
    FIGURE = "figure"
    BARS = "bars"
    CARDS = "cards"
    STOP = "stop"
    CALLS = "calls"
    SOURCES = "sources"


class PointStyle(StrEnum):
    """How the points of a slide stand below each other."""

    DOTS = "dots"
    NUMBERS = "numbers"
    PROSE = "prose"


@dataclass(frozen=True)
class Card:
    """A short text with a heading; cards stand side by side."""

    head: str
    text: str


@dataclass(frozen=True)
class Bar:
    """One bar of a chart: its words, its value, and the value as people read it."""

    label: str
    value: int
    shown: str


@dataclass(frozen=True)
class CallLine:
    """Whom to call; `number` is a web address where there is none, `href` what a link opens."""

    who: str
    when: str
    number: str
    href: str

    @property
    def is_number(self) -> bool:
        """Whether it can be dialled."""
        return self.href.startswith("tel:")


@dataclass(frozen=True)
class Slide:
    """One slide. `lead` stands large, `foot` small below; `alt` tells what a drawing shows.

    `notes` is what the trainer says, a paragraph each, with the sources at the end.
    """

    look: SlideLook
    title: str
    notes: tuple[str, ...]
    lead: str = ""
    points: tuple[str, ...] = ()
    style: PointStyle = PointStyle.DOTS
    cards: tuple[Card, ...] = ()
    bars: tuple[Bar, ...] = ()
    calls: tuple[CallLine, ...] = ()
    foot: str = ""
    alt: str = ""
    sources: tuple[Source, ...] = ()

    @property
    def is_choice(self) -> bool:
        """Whether its cards are things to choose from, short and with a letter before each."""
        return all(len(each.head) == 1 and len(each.text) < CHOICE_LETTERS for each in self.cards)

    @property
    def fullness(self) -> int:
        """How much stands on it: 0 little to 3 very much; its letters follow."""
        parts = len(self.points) + 3 * len(self.calls) + (0 if self.is_choice else len(self.cards))
        letters = sum(len(text) for text in self.texts) + 40 * parts
        return bisect_right(_FULL_FROM, letters)

    @property
    def most(self) -> int:
        """The largest value of its bars."""
        return max((bar.value for bar in self.bars), default=0)

    @property
    def texts(self) -> tuple[str, ...]:
        """All words on the slide, in the order in which they are read."""
        return tuple(text for text in self._texts() if text)

    def _texts(self) -> Iterator[str]:
        yield from (self.title, self.lead, *self.points)
        for card in self.cards:
            yield from (card.head, card.text)
        for bar in self.bars:
            yield from (bar.label, bar.shown)
        for call in self.calls:
            yield from (call.who, call.number, call.when)
        yield self.foot


@dataclass(frozen=True)
class Deck:
    """The slides for somebody, of a length; made of content checked from `first` to `last`."""

    presentation: Presentation
    minutes: int
    lang: str
    slides: tuple[Slide, ...]
    first: date
    last: date

    @property
    def title(self) -> str:
        """The words of its first slide."""
        return self.slides[0].title
