"""Reads YAML strictly: every key is taken by name and type, and unknown keys are refused.

PyYAML reads it. The checks are ours and not pydantic's, because an editor without Python reads
each refusal: one sentence with the file and the item.
"""

import reprlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is ten times as fast
_REQUIRED: Any = object()


@dataclass(frozen=True)
class Problem:
    """A mistake in a file: where it is, and what is wrong in one sentence."""

    file: str
    id: str
    sentence: str

    def __str__(self) -> str:
        return (
            f"{self.file}: {self.id}: {self.sentence}"
            if self.id
            else f"{self.file}: {self.sentence}"
        )


class InvalidContent(ValueError):
    """A mistake in a content or policy file; `problem` says where and what."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class _UniqueKeyLoader(Loader):  # type: ignore[misc]
    """A loader that refuses duplicate keys, of which YAML would keep the last."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """Return a value. Raises YAMLError, with its line, for one that cannot be made."""
        try:
            return super().construct_object(node, deep=deep)
        except yaml.YAMLError:
            raise
        except Exception:
            # PyYAML fails in many ways on a day, number or key that is none
            written = node.value[:40] if isinstance(node.value, str) else "what stands"
            raise yaml.YAMLError(
                f"{written} is not possible here (line {node.start_mark.line + 1})"
            ) from None


def _mapping(loader: Any, node: Any) -> dict[Any, Any]:
    keys = [key.value for key, _ in node.value]
    if duplicates := {key for key in keys if keys.count(key) > 1}:
        raise yaml.YAMLError(
            f"{min(duplicates)} stands there twice (line {node.start_mark.line + 1})"
        )
    return dict(loader.construct_pairs(node, deep=True))


_UniqueKeyLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


class YamlItem:
    """An item of a file: `take` its values by name, then `done` refuses any key that is left."""

    def __init__(self, file: str, id: str, raw: Any) -> None:
        self.file, self.id = file, id
        if not isinstance(raw, dict):
            raise self.refused("should be keys with values.")
        self._left: dict[str, Any] = dict(raw)

    @property
    def keys_left(self) -> set[str]:
        """The names of the values that nobody took yet."""
        return set(self._left)

    def refused(self, sentence: str) -> InvalidContent:
        return InvalidContent(Problem(self.file, self.id, sentence))

    def take[T](self, key: str, kind: type[T], default: Any = _REQUIRED) -> T:
        """Return the value of `key`. Raises InvalidContent when it is missing or another type."""
        if key not in self._left:
            if default is _REQUIRED:
                raise self.refused(f"{key} is missing.")
            return default  # type: ignore[no-any-return]
        value = self._left.pop(key)
        if type(value) is not kind:
            raise self.refused(f"{key} should be {_TYPE_WORDS.get(kind, kind.__name__)}.")
        return value

    def text(self, key: str, default: Any = _REQUIRED) -> str:
        """Return a text, which may be empty."""
        return self.take(key, str, default)

    def words(self, key: str) -> str:
        """Return a text that may not be empty, without spaces around it."""
        if not (text := self.take(key, str).strip()):
            raise self.refused(f"{key} has no words.")
        return text

    def texts(self, key: str, default: Any = _REQUIRED) -> tuple[str, ...]:
        """Return a list of texts, none of them empty."""
        texts = self.take(key, list, default)
        if any(type(text) is not str or not text.strip() for text in texts):
            raise self.refused(f"{key} should be a list of words.")
        return tuple(texts)

    def day(self, key: str) -> date | None:
        """Return a date, or None where the file says null."""
        if self._left.get(key, _REQUIRED) is None:
            self._left.pop(key)
            return None
        return self.take(key, date)

    def optional[T](self, key: str, kind: type[T]) -> T | None:
        """Return a value, or None where the file says null or lacks the key."""
        if self._left.get(key) is None:
            self._left.pop(key, None)
            return None
        return self.take(key, kind)

    def choice[T](self, key: str, of: type[T]) -> T:
        """Return a member of the enumeration `of`."""
        written = self.text(key)
        try:
            return of(written)  # type: ignore[call-arg]
        except ValueError:
            allowed = ", ".join(str(each) for each in of)  # type: ignore[attr-defined]
            raise self.refused(f"{key} should be one of: {allowed}.") from None

    def items(self) -> list[tuple[str, Any]]:
        """Take and return all values that are left, with their keys."""
        return [(str(key), value) for key, value in self.take_rest().items()]

    def take_part(self, keys: Iterable[str]) -> "YamlItem":
        """Take what there is of these keys, and return it as an item of the same place."""
        taken = {key: self._left.pop(key) for key in keys if key in self._left}
        return YamlItem(self.file, self.id, taken)

    def take_rest(self) -> dict[Any, Any]:
        """Take and return all values that are left, by key."""
        left, self._left = self._left, {}
        return left

    def refuse_leftovers(self) -> None:
        """Raise InvalidContent when there is a key that was not taken."""
        if self._left:
            raise self.refused(f"{min(map(str, self._left))} is not a key we know.")


_TYPE_WORDS: dict[type, str] = {
    str: "words",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "keys with values",
    date: "a date like 2026-11-24",
}


def read_yaml(path: Path, name: str) -> YamlItem:
    """Return a file as one item. Raises InvalidContent when it is missing or not valid YAML."""
    return YamlItem(name, "", read_raw(path, name))


def read_raw(path: Path, name: str) -> Any:
    """Return what a file says. Raises InvalidContent when it is missing or not valid YAML."""
    try:
        return _parsed(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidContent(Problem(name, "", "the file is missing.")) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as broken:
        raise InvalidContent(
            Problem(name, "", f"cannot be read: {' '.join(str(broken).split())}")
        ) from None


@lru_cache(maxsize=400)
def _parsed(text: str) -> Any:
    """Parse YAML, once for all levels; a YamlItem takes from a copy.

    There is room for all files of content/ (tests/unit/test_content_strict.py), or each level
    would parse all of them again.
    """
    return yaml.load(text, _UniqueKeyLoader)  # noqa: S506 -- a safe loader


def yaml_items(name: str, items: Iterable[Any], for_all: dict[str, Any]) -> list[YamlItem]:
    """Return the items of a list, each with the fields of `for_all` as its defaults.

    Raises InvalidContent for an item without an id, or with the id of another.
    """
    items_by_id: dict[str, YamlItem] = {}
    for item in items:
        id = item.get("id") if isinstance(item, dict) else None
        if not isinstance(id, str) or not id:
            raise InvalidContent(Problem(name, "", f"an item has no id: {reprlib.repr(item)[:60]}"))
        if id in items_by_id:
            raise InvalidContent(Problem(name, id, "this id stands there twice."))
        items_by_id[id] = YamlItem(name, id, for_all | item)
    return list(items_by_id.values())
