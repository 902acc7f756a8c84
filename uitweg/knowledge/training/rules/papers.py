"""Every paper there is to print, by its address."""

from dataclasses import dataclass
from enum import StrEnum

from uitweg.platform.content.files.levels import ReadingLevel

PAPERS_PATH = "/leren/papieren/"


@dataclass(frozen=True)
class PrintedPaper:
    """A paper: `slug` ends its address and names its file."""

    slug: str

    def path(self, level: ReadingLevel) -> str:
        """Return its address at a level."""
        return level.address(f"{PAPERS_PATH}{self.slug}.pdf")

    def file_name(self, level: ReadingLevel) -> str:
        """Return what it is saved as: with the level in it, but for the first one."""
        suffix = f"-{level.id}" if level.prefix else ""
        return f"{self.slug}{suffix}.pdf"


class CardAudience(StrEnum):
    """For whom a card is, by where they see a youngster; the value is in its address."""

    GENERAL = ""
    SCHOOL = "school"
    HOME = "home"
    STREET = "street"

    @property
    def key(self) -> str:
        """The end of its words' keys."""
        return self.value or "general"


def _card(audience: CardAudience, page: str) -> PrintedPaper:
    return PrintedPaper("-".join(filter(None, ("signalen", SLUGS[audience], page))))


SLUGS = {
    CardAudience.GENERAL: "",
    CardAudience.SCHOOL: "school",
    CardAudience.HOME: "thuis",
    CardAudience.STREET: "wijk",
}
PAGES = ("a4", "a5", "a3")
SIGNAL_CARDS = {audience: {page: _card(audience, page) for page in PAGES} for audience in SLUGS}
ROUTES = PrintedPaper("routekaart")
POCKET = PrintedPaper("zakkaartjes")
PLAIN = PrintedPaper("kaartjes")
PROTOCOL = PrintedPaper("protocol")
PAPERS = (
    *(paper for pages in SIGNAL_CARDS.values() for paper in pages.values()),
    *(ROUTES, POCKET, PLAIN, PROTOCOL),
)
