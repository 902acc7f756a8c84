"""The files of content/, and over them those of the city, if it has a folder of its own."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uitweg.platform.content.merging import merge
from uitweg.platform.content.strict_yaml import InvalidContent, Problem, YamlItem, read_raw

SETTING = "UITWEG_CONTENT"
TAKEN, SEEN = ".taken", ".seen"
"""In the city's folder: our files as the city took them, and as it saw them later."""


@dataclass(frozen=True)
class ContentFolder:
    """Our content and, in `own`, what the city changed in it (docs/own-content.md).

    A name is a path below content/, such as "words/nl/contacts.yaml".
    """

    shipped: Path
    own: Path | None = None

    def path(self, name: str) -> Path:
        """Return the file that holds for this name, of those that are taken whole.

        The city's own, unless it is as the city took it: then a new version's text is shown.
        """
        if self.own is None or not self.is_own(name):
            return self.shipped / name
        own, taken = self.own / name, self.own / TAKEN / name
        if taken.is_file() and taken.read_bytes() == own.read_bytes():
            return self.shipped / name
        return own

    def exists(self, name: str) -> bool:
        """Return whether we or the city have this file."""
        return self.path(name).exists()

    def raw(self, name: str) -> Any:
        """Return what a YAML file says, the city's changes in it. Raises InvalidContent."""
        if self.own is None or not self.is_own(name):
            return read_raw(self.shipped / name, name)
        own = read_raw(self.own / name, str(self.own / name))
        if not (self.shipped / name).exists():
            return own
        taken = self.own / TAKEN / name
        base = read_raw(taken, str(taken)) if taken.is_file() else None
        return merge(read_raw(self.shipped / name, name), own, base)

    def yaml(self, name: str) -> YamlItem:
        """Return a YAML file as one item. Raises InvalidContent."""
        return YamlItem(name, "", self.raw(name))

    def yaml_list(self, name: str) -> list[Any]:
        """Return a YAML file that is one list. Raises InvalidContent when it is not."""
        if not isinstance(raw := self.raw(name), list):
            raise InvalidContent(Problem(name, "", "should be a list."))
        return raw

    def names(self, under: str = "") -> list[str]:
        """Return the names of all files below a folder, in order."""
        ours = {
            path.relative_to(self.shipped).as_posix()
            for path in (self.shipped / under).rglob("*")
            if path.is_file()
        }
        prefix = f"{under}/" if under else ""
        return sorted(ours | {name for name in self.own_names() if name.startswith(prefix)})

    def folders(self, under: str) -> list[str]:
        """Return the names of the folders in a folder, in order."""
        places = (self.shipped, *([self.own] if self.own else []))
        found = {path.name for place in places for path in (place / under).glob("[!.]*/")}
        return sorted(found)

    def own_names(self) -> frozenset[str]:
        """Return the names of the city's files, without those that this version has no more."""
        if self.own is None:
            return frozenset()
        return frozenset(name for name in files_in(self.own) if self.is_own(name))

    def is_own(self, name: str) -> bool:
        """Return whether the city's file of this name is read."""
        return bool(self.own and (self.own / name).is_file()) and not self.is_gone(name)

    def is_gone(self, name: str) -> bool:
        """Return whether the city took this file from a version that still had it."""
        was_taken = self.own is not None and (self.own / TAKEN / name).is_file()
        return was_taken and not (self.shipped / name).exists()


def files_in(folder: Path) -> Iterator[str]:
    """Yield the names of a city's files; what begins with a dot and a README are its own affair."""
    for place, folders, files in os.walk(folder, onerror=_not_readable):
        folders[:] = [each for each in folders if not each.startswith(".")]
        for file in files:
            name = (Path(place) / file).relative_to(folder).as_posix()
            if not file.startswith(".") and not name.startswith("README"):
                yield name


def _not_readable(error: OSError) -> None:
    """A folder that cannot be read is no empty one, as `os.walk` would take it."""
    raise error


def own_folder() -> Path | None:
    """Return the folder that the environment names, or None."""
    named = os.environ.get(SETTING, "")
    return Path(named).absolute() if named else None
