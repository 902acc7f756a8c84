"""Numbers of the field, and for whom there are slides, as frozen values."""

from dataclasses import dataclass

from uitweg.platform.content.values import Fact

DECK_PATH = "/leren/presentaties/{}/"
HEADINGS_ON_PAGES = {"both": "what-it-is", "need_not": "when-you-call"}
"""Words of slides.yaml that are a heading on a page; a slide shows what stands below it."""
THOUSANDS_MARK = {"nl": ".", "en": ","}


@dataclass(frozen=True)
class NumberFact(Fact):
    """A number of the field: `value`, what it counts and over which time.

    `year` is of which year it is, None when no source says. Numbers with the same `chart` stand in
    one chart. `pages` are the ids of the pages on which it is written out. `shown` is the number as
    people read it ("meer dan 2.500"), `about` a whole sentence.
    """

    order: int
    value: int
    year: int | None
    chart: str
    pages: tuple[str, ...]
    shown_as: str
    label: str
    period: str
    about_form: str

    @property
    def shown_value(self) -> str:
        """The number as people read it, in the language of its words: meer dan 2.500."""
        return self.shown_as.format(n=self._written)

    @property
    def about(self) -> str:
        """A whole sentence with the number in it."""
        return self.about_form.format(n=self._written)

    @property
    def _written(self) -> str:
        return f"{self.value:,}".replace(",", THOUSANDS_MARK.get(self.lang, "\N{NO-BREAK SPACE}"))


@dataclass(frozen=True)
class PageHeadings:
    """The headings of one page under which a deck finds what it shows; "" where it has none."""

    see: str
    say: str
    leave: str
    do: str
    meldcode: str


@dataclass(frozen=True)
class Presentation:
    """For whom there are slides, at one reading level (`level`, an id), and made of what.

    `page` is the id of the written page for these readers, `lesson` of their lesson, which may not
    be there yet. `seen_at` and `groups` choose the signals, the most important group first;
    `calls` are ids of help lines. `follows_meldcode`: its five steps hold for them. `name` says for
    whom it is, at the level that is loaded.
    """

    id: str
    order: int
    slug: str
    level: str
    page: str
    lesson: str
    seen_at: tuple[str, ...]
    groups: tuple[str, ...]
    numbers: tuple[str, ...]
    calls: tuple[str, ...]
    headings: PageHeadings
    follows_meldcode: bool
    name: str

    @property
    def path(self) -> str:
        """Where its decks stand at its own level, without that level's prefix."""
        return DECK_PATH.format(self.slug)
