"""What every template may say: the city, whether this is the demo, and the reader's level."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.levels import SHARED_PREFIXES, ReadingLevel, split_address

REPOSTED_PATHS = ("/check/",)
"""Where the links to other levels are buttons that post the same form again."""


@dataclass(frozen=True)
class PageLevel:
    """Where the reader is: the level, and the page's address without it."""

    level: ReadingLevel
    path: str

    @property
    def content(self) -> Content:
        return load(level=self.level.id)

    @property
    def say(self) -> dict[str, str]:
        """Return the words of buttons and menus in this level."""
        return self.content.say

    @property
    def channel(self) -> dict[str, str]:
        """Return the words of writing to us and of the mailbox in this level."""
        return self.content.channel

    @property
    def others(self) -> Iterator[tuple[ReadingLevel, str]]:
        """Yield the other levels this page stands in, and where."""
        if self.path and not self.path.startswith(SHARED_PREFIXES):
            for level in levels():
                if level != self.level:
                    yield level, level.address(self.path)


def everywhere(request: HttpRequest) -> dict[str, object]:
    level, path = split_address(request.path, levels())
    # an answer to a form stands at no address of its own: another level cannot show it
    here = PageLevel(
        level, path if request.method != "POST" or path.startswith(REPOSTED_PATHS) else ""
    )
    return {"city": settings.CITY, "demo": settings.DEMO, "here": here}
