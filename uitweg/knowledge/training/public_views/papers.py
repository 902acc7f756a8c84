"""Papers to print: cards, posters, a protocol to fill in."""

from collections.abc import Iterator

from uitweg.knowledge.training.public_views.published import Download, TrainingPage
from uitweg.platform.content.collection import Content


def pages(content: Content) -> Iterator[TrainingPage]:
    """Yield the pages at the level of this content."""
    yield from ()


def downloads(content: Content) -> Iterator[Download]:
    """Yield the files at the level of this content."""
    yield from ()
