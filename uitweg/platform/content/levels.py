"""The languages and reading levels, and which of them an address belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass

from uitweg.platform.content.strict_yaml import YamlItem

SHARED_PREFIXES = ("/open/", "/static/")
"""Addresses that all levels share."""


@dataclass(frozen=True)
class ReadingLevel:
    """A language or reading level. `prefix` begins the address of its pages, "" for the first.

    `whole`: a missing text is an error; otherwise the first level's text is shown.
    """

    id: str
    order: int
    prefix: str
    lang: str
    dir: str
    whole: bool
    name: str

    def address(self, path: str) -> str:
        """Return the address in this level of the page that the first level has at `path`."""
        return path if path.startswith(SHARED_PREFIXES) else self.prefix + path


def make_level(row: YamlItem) -> ReadingLevel:
    level = ReadingLevel(
        id=row.id,
        order=row.take("order", int),
        prefix=row.text("prefix"),
        lang=row.words("lang"),
        dir=row.words("dir"),
        whole=row.take("whole", bool),
        name=row.words("name"),
    )
    if level.prefix and (not level.prefix.startswith("/") or level.prefix.endswith("/")):
        raise row.refused("prefix should be like /en, or empty.")
    if level.dir not in ("ltr", "rtl"):
        raise row.refused("dir should be ltr or rtl.")
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
