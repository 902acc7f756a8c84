"""Papers to print: cards, posters, a protocol to fill in."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from uitweg.knowledge.training.public_views.published import Download, TrainingPage, url_name
from uitweg.knowledge.training.rules.papers import (
    PAPERS,
    PAPERS_PATH,
    PLAIN,
    POCKET,
    PROTOCOL,
    ROUTES,
    SIGNAL_CARDS,
    PrintedPaper,
)
from uitweg.platform.content.collection import Content


def pages(content: Content) -> Iterator[TrainingPage]:
    """Yield the pages at the level of this content."""
    level = content.level
    yield TrainingPage(
        url_name("papers", level),
        "training/papers.html",
        partial(papers_words, content),
        level.address(PAPERS_PATH),
        level.id,
    )


def downloads(content: Content) -> Iterator[Download]:
    """Yield the files at the level of this content."""
    level = content.level
    for paper in PAPERS:
        yield Download(paper.path(level), paper.file_name(level), "application/pdf")


def papers_words(content: Content) -> dict[str, Any]:
    """Return the papers with their addresses, the cards of signals by whom they are for."""
    said, level = content.training, content.level
    cards = [
        (
            said[f"papers_{audience.key}"],
            [(said[f"papers_{page}"], card.path(level)) for page, card in by_page.items()],
        )
        for audience, by_page in SIGNAL_CARDS.items()
    ]
    others = {"routes": ROUTES, "pocket": POCKET, "plain": PLAIN, "protocol": PROTOCOL}
    return {"cards": cards, **{name: paper.path(level) for name, paper in others.items()}}


def grouped(content: Content) -> Iterator[tuple[str, str, tuple[PrintedPaper, ...]]]:
    """Yield the papers that say the same in other sizes together: an id, a title, and which."""
    said = content.training
    for audience, by_page in SIGNAL_CARDS.items():
        title = f"{said['papers_cards']}: {said[f'papers_{audience.key}']}"
        yield f"signal-card-{audience.key}", title, tuple(by_page.values())
    for paper, key in ((ROUTES, "routes"), (POCKET, "pocket"), (PLAIN, "plain_file")):
        yield paper.slug, said[f"papers_{key}"], (paper,)
    yield PROTOCOL.slug, said["papers_protocol"], (PROTOCOL,)
