"""The languages and reading levels, and which of them an address is in."""

from collections.abc import Iterable
from dataclasses import dataclass

from uitweg.platform.content.strict_yaml import YamlItem

SHARED_PREFIXES = ("/open/", "/static/")
"""Addresses that stand once, for all levels."""


@dataclass(frozen=True)
class ReadingLevel:
    """One language or reading level. `prefix` is where its pages stand, "" for the first.

    `whole`: a missing word is a fault; else it falls back to the first level's.
    """

    id: str
    order: int
    prefix: str
    lang: str
    dir: str
    whole: bool
    name: str

    def address(self, path: str) -> str:
        """Return where the page at `path` (as the first level has it) stands in this level."""
        return path if path.startswith(SHARED_PREFIXES) else self.prefix + path


def make_level(row: YamlItem) -> ReadingLevel:
    made = ReadingLevel(
        id=row.id,
        order=row.take("order", int),
        prefix=row.text("prefix"),
        lang=row.words("lang"),
        dir=row.words("dir"),
        whole=row.take("whole", bool),
        name=row.words("name"),
    )
    if made.prefix and (not made.prefix.startswith("/") or made.prefix.endswith("/")):
        raise row.refused("prefix should be like /en, or empty.")
    if made.dir not in ("ltr", "rtl"):
        raise row.refused("dir should be ltr or rtl.")
    return made


def split_address(path: str, levels: Iterable[ReadingLevel]) -> tuple[ReadingLevel, str]:
    """Return the level an address is in, and the address without it."""
    found = None
    for each in levels:
        if each.prefix and path.startswith(f"{each.prefix}/"):
            return each, path.removeprefix(each.prefix)
        found = found or each
    if found is None:
        raise ValueError("there are no levels")
    return found, path
