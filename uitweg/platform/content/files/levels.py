"""The languages and reading levels, and which of them an address belongs to."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from uitweg.platform.content.files.strict_yaml import YamlItem

SHARED_PREFIXES = ("/open/", "/static/")
"""Addresses that all levels share."""
SETTING = "UITWEG_LANGUAGES"
"""The languages that the city switched on, such as `ar,tr`; those that are whole are always on."""
PATHS_BY_WORDS = {
    "interface.yaml": ("/", "/hielp/"),
    "contacts.yaml": ("/hulp/lijnen/",),
    "routes.yaml": ("/hulp/", "/hulp/kaart/"),
    "channel.yaml": ("/schrijven/", "/postvak/"),
    "signals.yaml": ("/signalen/",),
    "questions.yaml": ("/check/", "/vragen/"),
}
"""The pages made by code that a language has as soon as it has this file of words."""
_WITH_ALL_BELOW = frozenset({"/schrijven/", "/postvak/", "/signalen/", "/check/", "/vragen/"})


@dataclass(frozen=True)
class ReadingLevel:
    """A language or reading level. `prefix` begins the address of its pages, "" for the first.

    `whole`: a missing text is an error, and each page exists. Otherwise only the pages in `paths`
    do, and a text that lacks is the first level's. `reviewed_by` and `reviewed_on`: the native
    speaker who read such a language, and when; until then its pages say that nobody did.
    `lacks`: how the addresses begin of what another level alone has: the lessons there.
    """

    id: str
    order: int
    prefix: str
    lang: str
    dir: str
    whole: bool
    name: str
    reviewed_by: str = ""
    reviewed_on: date | None = None
    paths: frozenset[str] = frozenset()
    lacks: frozenset[str] = frozenset()

    @property
    def is_unread(self) -> bool:
        """Return whether its pages must say that no native speaker has read them yet."""
        return not self.whole and self.reviewed_on is None

    def has(self, path: str) -> bool:
        """Return whether this level has a page of its own for the first level's `path`."""
        page = re.split("[?#]", path)[0]
        if self.whole:
            return not page.startswith(tuple(self.lacks))
        area = "/".join(page.split("/")[:2]) + "/"
        return page in self.paths or area in self.paths & _WITH_ALL_BELOW

    def address(self, path: str) -> str:
        """Return the address in this level of the page that the first level has at `path`.

        That is `path` itself, the Dutch page, for a page that this level does not have.
        """
        shared = path.startswith(SHARED_PREFIXES) or not self.has(path)
        return path if shared else self.prefix + path


def make_level(
    row: YamlItem, paths: frozenset[str] = frozenset(), lacks: frozenset[str] = frozenset()
) -> ReadingLevel:
    """Return the level of a row; `paths` are the pages it has words for, `lacks` those it has not.

    Raises InvalidContent for a wrong value.
    """
    level = ReadingLevel(
        id=row.id,
        order=row.take("order", int),
        prefix=row.text("prefix"),
        lang=row.words("lang"),
        dir=row.words("dir"),
        whole=row.take("whole", bool),
        name=row.words("name"),
        reviewed_by=row.text("reviewed_by", ""),
        reviewed_on=row.optional("reviewed_on", date),
        paths=paths,
        lacks=lacks,
    )
    if level.prefix and (not level.prefix.startswith("/") or level.prefix.endswith("/")):
        raise row.refused("prefix should be like /en, or empty.")
    if level.dir not in ("ltr", "rtl"):
        raise row.refused("dir should be ltr or rtl.")
    if bool(level.reviewed_by) != bool(level.reviewed_on):
        raise row.refused("reviewed_by and reviewed_on belong together.")
    return level


def split_address(path: str, levels: Iterable[ReadingLevel]) -> tuple[ReadingLevel, str]:
    """Return the level of an address, and the address without the level's prefix."""
    first = None
    for level in levels:
        if level.prefix and path.startswith(f"{level.prefix}/"):
            return level, path.removeprefix(level.prefix)
        first = first or level
    if first is None:
        raise ValueError("there are no levels")
    return first, path


def asked_languages() -> frozenset[str]:
    """Return the ids in the setting, also those that do not exist."""
    return frozenset(filter(None, re.split(r"[,\s]+", os.environ.get(SETTING, ""))))
