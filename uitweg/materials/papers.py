"""Each paper as a PDF: tagged, by every rule of PDF/UA-1, typeset in a process without keys."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from django.conf import settings
from django.utils import dateformat, translation

from uitweg.knowledge.training.rules.papers import (
    PAPERS,
    PLAIN,
    POCKET,
    PROTOCOL,
    ROUTES,
    SIGNAL_CARDS,
    PrintedPaper,
)
from uitweg.materials.cards import plain_card, pocket_card, route_card, signal_card
from uitweg.materials.paper_parts import PaperPlace, PaperWords
from uitweg.materials.protocol import protocol_paper
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.sandbox.typeset.run import PaperTemplate, typeset

BUILDERS: dict[PrintedPaper, tuple[PaperTemplate, Callable[[Content, PaperPlace], PaperWords]]] = {
    **{
        paper: (PaperTemplate.SIGNALS, partial(signal_card, audience=audience, page=page))
        for audience, by_page in SIGNAL_CARDS.items()
        for page, paper in by_page.items()
    },
    ROUTES: (PaperTemplate.ROUTES, route_card),
    POCKET: (PaperTemplate.POCKET, pocket_card),
    PLAIN: (PaperTemplate.POCKET, plain_card),
    PROTOCOL: (PaperTemplate.PROTOCOL, protocol_paper),
}
"""By paper: its template, and what makes the words in it."""


def files(content: Content) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Yield the address of each paper at the level of this content, and what makes it."""
    place = PaperPlace(settings.PUBLIC_URL.rstrip("/"), partial(_say_date, content.level))
    for paper in PAPERS:
        yield paper.path(content.level), partial(paper_pdf, paper, content, place)


def paper_words(paper: PrintedPaper, content: Content, place: PaperPlace) -> PaperWords:
    """Return what stands on a paper, as its template reads it."""
    return BUILDERS[paper][1](content, place)


def paper_pdf(paper: PrintedPaper, content: Content, place: PaperPlace) -> bytes:
    """Return a paper at the level of this content. Raises CannotTypeset."""
    return typeset(paper_words(paper, content, place), BUILDERS[paper][0])


def _say_date(level: ReadingLevel, day: date) -> str:
    with translation.override(level.lang):
        return dateformat.format(day, "j F Y")
