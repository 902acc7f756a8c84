"""Puts a city's changes to a YAML file into our file, as it is in this version."""

from collections.abc import Iterable, Mapping
from typing import Any

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
