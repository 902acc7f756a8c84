"""The template variables of every page: the city, whether this is the demo, the reading level."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.levels import SHARED_PREFIXES, ReadingLevel, split_address

REPOSTED_PATHS = ("/check/", "/vragen/")
"""Pages whose links to other levels are buttons, which post the same form again."""


@dataclass(frozen=True)
class PageLevel:
    """The reading level of a page, and the page's address without the level's prefix."""

    level: ReadingLevel
    path: str

    @property
    def is_easy(self) -> bool:
        """Whether these are the pages in easy words, which have larger letters."""
        return self.level.id.endswith("-a2")

    @property
    def content(self) -> Content:
        return load(level=self.level.id)

    @property
    def say(self) -> dict[str, str]:
        """The words of buttons and menus at this level."""
        return self.content.say

    @property
    def channel(self) -> dict[str, str]:
        """The words of writing to us and of the mailbox at this level."""
        return self.content.channel

    @property
    def others(self) -> Iterator[tuple[ReadingLevel, str]]:
        """The other levels of this page, each with the address there.

        A language that does not have this page is named with its start page; of a lesson, with
        its list of lessons.
        """
        if self.path and not self.path.startswith(SHARED_PREFIXES):
            start = "/leren/" if self.path.startswith("/leren/") else "/"
            for level in levels():
                if level != self.level:
                    yield level, level.address(self.path if level.has(self.path) else start)

    @property
    def unread(self) -> str:
        """The sentence, in Dutch, for a language that no native speaker has read; else ""."""
        return load().say["unread"] if self.level.is_unread else ""


def everywhere(request: HttpRequest) -> dict[str, object]:
    level, path = split_address(request.path, levels())
    # the response to a posted form has no address, so there is no link to it at another level
    has_address = request.method != "POST" or path.startswith(REPOSTED_PATHS)
    here = PageLevel(level, path if has_address else "")
    return {"city": settings.CITY, "demo": settings.DEMO, "here": here}
