"""What training offers on the public door: pages, and files to download.

Both are made of content alone, so each is the same for everybody.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse

from uitweg.platform.content import levels
from uitweg.platform.content.files.levels import ReadingLevel
from uitweg.platform.hooks import Hook
from uitweg.platform.sandbox.turns import Turns

MAKING_TURNS = Turns(at_once=1, waiting=7, a_minute=600, patience=20)
"""Making a file takes a core for up to a second. Whoever asks for all of them right after a start
would otherwise hold every thread of the door until all are made."""


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
    """A file at an address, made at the first request and then kept in memory.

    `file_name` is what it is saved as; `make` returns its bytes, the same at each call.
    """

    path: str
    file_name: str
    media_type: str
    make: Callable[[], bytes]

    @cached_property
    def _made(self) -> bytes:
        return self.make()

    @property
    def is_made(self) -> bool:
        return "_made" in self.__dict__

    def content(self) -> bytes:
        """Return the file; as one is made at a time, several requests at once make it once.

        Raises NoTurn when many files are being made.
        """
        if self.is_made:
            return self._made
        with MAKING_TURNS.take():
            return self._made


def url_name(name: str, level: ReadingLevel) -> str:
    """Return the URL name of a page at a level: the first level's has no suffix."""
    return name if level is levels()[0] else f"{name}-{level.id}"


addresses = Hook[Callable[[], Container[str]]]("the addresses of training")


def address_if_there(path: str) -> str:
    """Return the address when training has such a page, else ""."""
    return path if any(path in pages() for pages in addresses) else ""
