"""What training offers on the public door: pages, and files to download.

Both are made of content alone, so each is the same for everybody.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from uitweg.platform.content import levels
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.hooks import Hook


@dataclass(frozen=True)
class TrainingPage:
    """One page at one level. `name` is the URL name; `words` makes the template context.

    `post` answers the form on it, if it has one.
    """

    name: str
    template: str
    words: Callable[[], dict[str, Any]]
    path: str
    level: str
    post: Callable[[HttpRequest], HttpResponse] | None = None


@dataclass(frozen=True)
class Download:
    """A file at an address, which `uitweg.materials` makes; `file_name` is what it is saved as."""

    path: str
    file_name: str
    media_type: str


def url_name(name: str, level: ReadingLevel) -> str:
    """Return the URL name of a page at a level: the first level's has no suffix."""
    return name if level is levels()[0] else f"{name}-{level.id}"


addresses = Hook[Callable[[], Container[str]]]("the addresses of training")


def address_if_there(path: str) -> str:
    """Return the address when training has such a page, else ""."""
    return path if any(path in pages() for pages in addresses) else ""
