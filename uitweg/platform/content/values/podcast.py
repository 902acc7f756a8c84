"""What the podcast and presentations are made of."""

import re
from typing import Annotated

from msgspec import Meta, Struct, field

from uitweg.platform.content.values.items import Item, Text, Words, WrittenEntry
from uitweg.platform.content.values.values import (
    MARKDOWN_LINK,
    Contact,
    ContactId,
    Fact,
    GroupId,
    PageId,
)

PODCAST_PATH = "/leren/podcast/"
NARRATOR = "verteller"
_DIGITS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_CONTACT = "contact:"


class PodcastShow(WrittenEntry, frozen=True, kw_only=True):
    """Who offers the podcast: what a feed has to say beside the words."""

    category: Text
    subcategory: str = ""
    owner_email: Text
    license: Text
    license_url: Text


class SpokenLine(Struct, frozen=True):
    """What one speaker says: Markdown, of which only links to help lines are used."""

    speaker: str
    text: str


class Chapter(Struct, frozen=True):
    """A part of an episode, from its first line to the next chapter."""

    title: str
    lines: tuple[SpokenLine, ...]


class EpisodeScript(Struct, frozen=True):
    """An episode written out: its title, what it is about in a paragraph, its chapters."""

    title: str
    lead: str
    chapters: tuple[Chapter, ...]


class Episode(Fact, frozen=True, kw_only=True):
    """An episode of the podcast. `speakers`: the role of each in the Podcast Taxonomy.

    `about` is at the level that is loaded; the script is Dutch at every level.
    """

    order: int
    speakers: dict[str, str]
    about: Words
    script: EpisodeScript

    @property
    def path(self) -> str:
        """The address of its page, at the first level only."""
        return f"{PODCAST_PATH}{self.id}/"

    @property
    def contacts(self) -> tuple[str, ...]:
        """The ids of the help lines whose number is said, each once."""
        texts = (line.text for chapter in self.script.chapters for line in chapter.lines)
        links = (to for text in texts for _, to in MARKDOWN_LINK.findall(text))
        return tuple(dict.fromkeys(to.removeprefix(_CONTACT) for to in links))


def spoken_number(number: str) -> str:
    """Return a telephone number as a voice says it: digit by digit, with a rest at each gap."""
    groups = re.findall(r"\d+", number)
    return ", ".join(" ".join(_DIGITS[int(digit)] for digit in group) for group in groups)


def spoken_text(text: str, contacts: dict[str, Contact]) -> str:
    """Return a line as it is said, each link to a help line as its number in words."""
    return MARKDOWN_LINK.sub(
        lambda link: spoken_number(contacts[link[2].removeprefix(_CONTACT)].number), text
    )


def written_text(text: str, contacts: dict[str, Contact]) -> str:
    """Return a line as it is read, each link to a help line as its number."""
    return MARKDOWN_LINK.sub(lambda link: contacts[link[2].removeprefix(_CONTACT)].number, text)


DECK_PATH = "/leren/presentaties/{}/"
HEADINGS_ON_PAGES = {"both": "what-it-is", "need_not": "when-you-call"}
"""Words of slides.yaml that are a heading on a page; a slide shows what stands below it."""
THOUSANDS_MARK = {"nl": ".", "en": ","}


class NumberFact(Fact, frozen=True, kw_only=True):
    """A number of the field: `value`, what it counts and over which time.

    `year` is of which year it is, None when no source says. Numbers with the same `chart` stand in
    one chart. `pages` are the ids of the pages on which it is written out. `shown` is the number as
    people read it ("meer dan 2.500"), `about` a whole sentence.
    """

    counted_as = "numbers"

    order: int
    value: Annotated[int, Meta(ge=0)]
    year: int | None = None
    chart: str = ""
    pages: tuple[Text, ...] = ()
    shown_as: Words = field(name="shown")
    label: Words
    period: Words
    about_form: Words = field(name="about")

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


class PageHeadings(WrittenEntry, frozen=True):
    """The headings of one page under which a deck finds what it shows; "" where it has none."""

    see: str = ""
    say: str = ""
    leave: str = ""
    do: str = ""
    meldcode: str = ""


class Presentation(Item, frozen=True, kw_only=True):
    """For whom there are slides, at one reading level (`level`, an id), and made of what.

    `page` is the id of the written page for these readers, `lesson` of their lesson, which may not
    be there yet. `seen_at` and `groups` choose the signals, the most important group first;
    `calls` are ids of help lines. `follows_meldcode`: its five steps hold for them. `name` says for
    whom it is, at the level that is loaded.
    """

    order: int
    slug: Text
    level: Text
    page: PageId
    lesson: Text
    seen_at: tuple[Text, ...]
    groups: tuple[GroupId, ...]
    numbers: tuple[Text, ...]
    calls: tuple[ContactId, ...]
    headings: PageHeadings
    follows_meldcode: bool = False
    name: Words

    @property
    def path(self) -> str:
        """Where its decks stand at its own level, without that level's prefix."""
        return DECK_PATH.format(self.slug)
