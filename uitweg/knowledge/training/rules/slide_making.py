"""What every function that makes slides is given, and how it makes one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from uitweg.knowledge.training.rules.slide_text import day_in_words
from uitweg.knowledge.training.rules.slides import Slide, SlideLook
from uitweg.platform.content.collection import Content
from uitweg.platform.content.values.lessons import Lesson
from uitweg.platform.content.values.podcast import Presentation
from uitweg.platform.content.values.values import Fact, Source, WrittenPage

SHORT, MIDDLE, LONG = LENGTHS = (15, 45, 90)
"""How many minutes a deck is made for; a longer one has more slides."""
_OWN_WORK = "D"
_SOURCES_IN_NOTES = 3


@dataclass(frozen=True)
class DeckMaking:
    """The content, for whom, and how long; `days` collects when what it uses was checked."""

    content: Content
    presentation: Presentation
    minutes: int
    days: set[date] = field(default_factory=set)

    @property
    def words(self) -> dict[str, str]:
        """The slides' own words."""
        return self.content.slides

    @property
    def page(self) -> WrittenPage:
        """The written page for these readers."""
        return self.content.page(self.presentation.page)

    @property
    def lesson(self) -> Lesson | None:
        """Their lesson; None when it is not there, or not at this level."""
        named = (each for each in self.content.lessons if each.id == self.presentation.lesson)
        return next(named, None)

    def used(self, *facts: Fact) -> tuple[Source, ...]:
        """Note when these facts were checked, and return their sources, each once, ours last."""
        self.days.update(fact.checked_on for fact in facts if fact.checked_on)
        sources = dict.fromkeys(source for fact in facts for source in fact.sources)
        return tuple(sorted(sources, key=lambda source: source.seen == _OWN_WORK))

    def slide(
        self,
        title: str,
        say: str | Sequence[str],
        *facts: Fact,
        look: SlideLook = SlideLook.POINTS,
        **more: Any,
    ) -> Slide:
        """Return a slide; its notes are what to say and then the sources of these facts."""
        sources = self.used(*facts)
        said = (say,) if isinstance(say, str) else tuple(say)
        notes = (*said, self.source_line(sources)) if sources else said
        return Slide(look, title, notes, sources=sources, **more)

    def source_line(self, sources: Sequence[Source]) -> str:
        """Return where it comes from, with the day on which each source was seen."""
        shown = [self.source_words(source) for source in sources[:_SOURCES_IN_NOTES]]
        return self.words["source"].format(sources="; ".join(shown))

    def source_words(self, source: Source) -> str:
        """Return a source with its publisher and the day on which it was seen."""
        seen = self.words["seen_on"].format(day=day_in_words(source.checked_on))
        return f"{source.title}, {source.publisher}, {seen}"
