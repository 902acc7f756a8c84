"""The podcast as frozen values: a show, and episodes written out (docs/podcast.md)."""

import re
from dataclasses import dataclass

from uitweg.platform.content.values import MARKDOWN_LINK, Contact, Fact

PODCAST_PATH = "/leren/podcast/"
NARRATOR = "verteller"
_DIGITS = ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
_CONTACT = "contact:"


@dataclass(frozen=True)
class PodcastShow:
    """Who offers the podcast: what a feed has to say beside the words."""

    category: str
    subcategory: str
    owner_email: str
    license: str
    license_url: str


@dataclass(frozen=True)
class SpokenLine:
    """What one speaker says: Markdown, of which only links to help lines are used."""

    speaker: str
    text: str


@dataclass(frozen=True)
class Chapter:
    """A part of an episode, from its first line to the next chapter."""

    title: str
    lines: tuple[SpokenLine, ...]


@dataclass(frozen=True)
class EpisodeScript:
    """An episode written out: its title, what it is about in a paragraph, its chapters."""

    title: str
    lead: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True)
class Episode(Fact):
    """An episode of the podcast. `speakers`: the role of each in the Podcast Taxonomy.

    `about` is at the level that is loaded; the script is Dutch at every level.
    """

    order: int
    speakers: dict[str, str]
    about: str
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
