"""Every paper there is to print, by its address."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from uitweg.knowledge.training.rules.paper_parts import PaperPlace, PaperWords
from uitweg.knowledge.training.rules.pocket_cards import plain_card, pocket_card
from uitweg.knowledge.training.rules.protocol import protocol_paper
from uitweg.knowledge.training.rules.route_cards import route_card
from uitweg.knowledge.training.rules.signal_cards import CardAudience, signal_card
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.sandbox.typeset.run import PaperTemplate

PAPERS_PATH = "/leren/papieren/"


@dataclass(frozen=True)
class PrintedPaper:
    """A paper: `slug` ends its address and names its file; `build` makes its template's words."""

    slug: str
    template: PaperTemplate
    build: Callable[[Content, PaperPlace], PaperWords]

    def path(self, level: ReadingLevel) -> str:
        """Return its address at a level."""
        return level.address(f"{PAPERS_PATH}{self.slug}.pdf")

    def file_name(self, level: ReadingLevel) -> str:
        """Return what it is saved as: with the level in it, but for the first one."""
        suffix = f"-{level.id}" if level.prefix else ""
        return f"{self.slug}{suffix}.pdf"


def _card(audience: CardAudience, page: str) -> PrintedPaper:
    slug = "-".join(filter(None, ("signalen", SLUGS[audience], page)))
    build = partial(signal_card, audience=audience, page=page)
    return PrintedPaper(slug, PaperTemplate.SIGNALS, build)


SLUGS = {
    CardAudience.GENERAL: "",
    CardAudience.SCHOOL: "school",
    CardAudience.HOME: "thuis",
    CardAudience.STREET: "wijk",
}
PAGES = ("a4", "a5", "a3")
SIGNAL_CARDS = {audience: {page: _card(audience, page) for page in PAGES} for audience in SLUGS}
ROUTES = PrintedPaper("routekaart", PaperTemplate.ROUTES, route_card)
POCKET = PrintedPaper("zakkaartjes", PaperTemplate.POCKET, pocket_card)
PLAIN = PrintedPaper("kaartjes", PaperTemplate.POCKET, plain_card)
PROTOCOL = PrintedPaper("protocol", PaperTemplate.PROTOCOL, protocol_paper)
PAPERS = (
    *(paper for pages in SIGNAL_CARDS.values() for paper in pages.values()),
    *(ROUTES, POCKET, PLAIN, PROTOCOL),
)
