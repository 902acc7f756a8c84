"""A lesson as a package for a learning system: SCORM 2004 and cmi5."""

from collections.abc import Iterator

from uitweg.knowledge.training.public_views.published import Download
from uitweg.platform.content.collection import Content


def downloads(content: Content) -> Iterator[Download]:
    """Yield the files at the level of this content."""
    yield from ()
