"""All pages and files of training, at every level that has them."""

from collections.abc import Callable, Iterator
from functools import cache

from uitweg.knowledge.training.public_views import (
    badges,
    certificates,
    lessons,
    overview,
    papers,
    podcasts,
    presentations,
    recall,
    trainers,
)
from uitweg.knowledge.training.public_views.published import Download, TrainingPage
from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content

PAGES: tuple[Callable[[Content], Iterator[TrainingPage]], ...] = (
    overview.pages,
    lessons.pages,
    recall.pages,
    certificates.pages,
    badges.pages,
    presentations.pages,
    papers.pages,
    podcasts.pages,
    trainers.pages,
)
DOWNLOADS: tuple[Callable[[Content], Iterator[Download]], ...] = (
    lessons.downloads,
    presentations.downloads,
    papers.downloads,
)
"""Each is called once for every whole level, with that level's content."""


@cache
def training_pages() -> dict[str, TrainingPage]:
    """Return every page by its address."""
    return {
        page.path: page
        for level in levels()
        if level.whole
        for pages in PAGES
        for page in pages(load(level=level.id))
    }


@cache
def downloads() -> dict[str, Download]:
    """Return every file by its address."""
    return {
        download.path: download
        for level in levels()
        if level.whole
        for files in DOWNLOADS
        for download in files(load(level=level.id))
    }
