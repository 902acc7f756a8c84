"""The folder of content, and a city's own content laid over it."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, YamlItem, read_raw

FOR_ALL = "for_all"
Entries = dict[str, Any]


def merge(shipped: Any, own: Any, base: Any) -> Any:
    """Return our file with what the city changed; `base` is our file as the city took it, or None.

    An entry is what stands behind a key, or an item of a list by its id. One that the city changed
    is the city's, whole; one that it left as it was follows ours. What the city added is there too.
    A file that is a list, without ids, is the city's as soon as anything in it differs.
    """
    if not isinstance(shipped, dict) or not isinstance(own, dict):
        return shipped if own == base else own
    ours, theirs, taken = (_with_defaults(file) for file in (shipped, own, base or {}))
    merged = _entries(ours, theirs, taken)
    for key, value in ours.items():
        if key in theirs and (lists := _by_id(value, theirs[key], taken.get(key, []))):
            merged[key] = list(_entries(*lists).values())
    return merged


def changed_entries(file: Any, since: Any) -> dict[str, tuple[Any, Any]]:
    """Return by id or key what differs between two texts of a file: before and after, or None."""
    before, after = _flat(since), _flat(file)
    return {
        id: (before.get(id), after.get(id))
        for id in [*after, *(id for id in before if id not in after)]
        if before.get(id) != after.get(id)
    }


def _entries(shipped: Entries, own: Entries, base: Entries) -> Entries:
    merged = dict(shipped)
    for id, entry in own.items():
        if id in base and (entry == base[id] or id not in shipped):
            continue  # as it was taken, or of an item that this version has no more
        merged[id] = _entry(shipped.get(id), entry, base.get(id))
    return merged


def _entry(shipped: Any, own: Any, base: Any) -> Any:
    """Return the city's entry, with the keys that are new, without those that are no more."""
    if not all(isinstance(each, dict) for each in (shipped, own, base)):
        return own
    kept = {
        key: value
        for key, value in own.items()
        if key in shipped or key not in base or value != base[key]
    }
    return kept | {key: shipped[key] for key in shipped if key not in base and key not in own}


def _with_defaults(file: Mapping[str, Any]) -> Entries:
    """Return a file with `for_all` in each item, so that a date holds for its own file only."""
    defaults = file.get(FOR_ALL)
    if not isinstance(defaults, dict):
        return dict(file)
    return {
        key: [defaults | item if isinstance(item, dict) else item for item in value]
        if isinstance(value, list)
        else value
        for key, value in file.items()
        if key != FOR_ALL
    }


def _by_id(*lists: Any) -> list[Entries]:
    """Return each list as a dict by id; empty when one of them is no list of items with ids."""
    dicts = []
    for items in lists:
        ids = _ids(items) if isinstance(items, list) else None
        if ids is None:
            return []
        dicts.append(dict(zip(ids, items, strict=True)))
    return dicts


def _ids(items: Iterable[Any]) -> list[str] | None:
    """Return the ids of items, or None when one has none or two have the same."""
    ids = [item.get("id") if isinstance(item, dict) else None for item in items]
    named = [id for id in ids if isinstance(id, str)]
    return named if len(set(named)) == len(ids) else None


def _flat(file: Any) -> Entries:
    """Return a file's entries in one dict: its keys, and the items of its lists by their ids."""
    if not isinstance(file, dict):
        return {"the file": file}
    flat: Entries = {}
    for key, value in _with_defaults(file).items():
        flat |= lists[0] if (lists := _by_id(value)) else {key: value}
    return flat


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
