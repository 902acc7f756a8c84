"""The items of an appraisal as JSON, and back: how they are stored, frozen and hashed.

The names are those of the values in `rules/content.py`. A FuzzyDate is [first day, precision,
approximate], a set is a sorted list. Canonical text has sorted names and no spaces, so that the
same content always gives the same hash.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin, get_type_hints

from uitweg.casework.appraisal.compartment.rules.stages import ItemKind
from uitweg.casework.appraisal.facts.rules.content import (
    AppraisalContent,
    AppraisalFact,
    Doubt,
    ElementAnswer,
    Fit,
    Scenario,
    Unseen,
    YoungsterPage,
)
from uitweg.casework.cases.timeline.rules.fuzzy_dates import FuzzyDate, Precision


@dataclass(frozen=True)
class KnownBirth:
    """The day of birth of the youngster; None when nobody knows it."""

    born: date | None = None


AppraisalValue = (
    AppraisalFact | Scenario | Fit | ElementAnswer | Doubt | Unseen | KnownBirth | YoungsterPage
)
TYPE_OF: dict[ItemKind, type[AppraisalValue]] = {
    ItemKind.FACT: AppraisalFact,
    ItemKind.SCENARIO: Scenario,
    ItemKind.FIT: Fit,
    ItemKind.ELEMENT: ElementAnswer,
    ItemKind.DOUBT: Doubt,
    ItemKind.UNSEEN: Unseen,
    ItemKind.PERSON: KnownBirth,
    ItemKind.YOUNGSTER_PAGE: YoungsterPage,
}
NAMES_IN_KEY: dict[ItemKind, tuple[str, ...]] = {
    ItemKind.FACT: ("key",),
    ItemKind.SCENARIO: ("key",),
    ItemKind.FIT: ("scenario", "fact"),
    ItemKind.ELEMENT: ("element",),
    ItemKind.DOUBT: ("key",),
    ItemKind.UNSEEN: ("key",),
    ItemKind.PERSON: (),
    ItemKind.YOUNGSTER_PAGE: (),
}
"""The names that an item's key holds, in order, with ":" between; without any it is the kind."""


class MalformedItem(ValueError):
    """This JSON is no item of this kind: a name or a value that does not belong there."""


def item_key(kind: ItemKind, value: AppraisalValue) -> str:
    """Return the key that the item keeps through its versions: "a1:b2" for a fit."""
    names = NAMES_IN_KEY[kind]
    return ":".join(getattr(value, name) for name in names) if names else kind.value


def item_values(kind: ItemKind, value: AppraisalValue) -> dict[str, object]:
    """Return the item as plain values, without what its key says already."""
    values = cast("dict[str, object]", _plain(value))
    return {name: text for name, text in values.items() if name not in NAMES_IN_KEY[kind]}


def item_from_values(kind: ItemKind, key: str, values: Mapping[str, object]) -> AppraisalValue:
    """Return the item that these plain values say. Raises MalformedItem.

    A name that an older version lacks gets its default.
    """
    names = NAMES_IN_KEY[kind]
    parts = key.split(":") if names else []
    if len(parts) != len(names) or not all(parts) or (not names and key != kind.value):
        raise MalformedItem(f"{key!r} is no key of a {kind.value}")
    read = _read(TYPE_OF[kind], {**values, **dict(zip(names, parts, strict=True))})
    return cast("AppraisalValue", read)


def item_to_json(kind: ItemKind, value: AppraisalValue) -> str:
    return _canonical(item_values(kind, value))


def item_from_json(kind: ItemKind, key: str, text: str) -> AppraisalValue:
    """Return the item that `item_to_json` wrote. Raises MalformedItem."""
    return item_from_values(kind, key, _object(text))


def content_to_json(content: AppraisalContent) -> str:
    """Return the whole content as canonical JSON: what is frozen and hashed."""
    return _canonical(_plain(content))


def content_from_json(text: str) -> AppraisalContent:
    """Return the content that `content_to_json` wrote. Raises MalformedItem."""
    return cast("AppraisalContent", _read(AppraisalContent, _object(text)))


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _object(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise MalformedItem("no JSON") from None
    if not isinstance(value, dict):
        raise MalformedItem("no object")
    return value


def _plain(value: object) -> object:
    """Return a value as JSON can hold it."""
    match value:
        case FuzzyDate():
            return [value.start.isoformat(), value.precision.value, value.is_approximate]
        case date():
            return value.isoformat()
        case str():
            return str(value)
        case frozenset():
            return sorted(value)
        case tuple():
            return [_plain(each) for each in value]
        case bool() | int() | None:
            return value
        case _ if is_dataclass(value):
            return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    raise MalformedItem(f"a {type(value).__name__} is not stored")


def _read(kind: Any, value: object) -> object:
    """Return the value of this type that `_plain` made plain."""
    if get_origin(kind) is UnionType:
        return None if value is None else _read(_without_none(kind), value)
    if get_origin(kind) in (frozenset, tuple):
        return get_origin(kind)(_read(get_args(kind)[0], each) for each in _list(value))
    if kind is FuzzyDate:
        return _fuzzy_date(value)
    if is_dataclass(kind):
        return _dataclass(kind, value)
    if kind in (bool, int):
        if type(value) is not kind:
            raise MalformedItem(f"{value!r} is no {kind.__name__}")
        return value
    return _text_like(kind, value)


def _without_none(union: Any) -> Any:
    return next(kind for kind in get_args(union) if kind is not NoneType)


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise MalformedItem("no list")
    return value


def _fuzzy_date(value: object) -> FuzzyDate:
    try:
        start, precision, is_approximate = _list(value)
        day = date.fromisoformat(str(start))
        return FuzzyDate(day, Precision(str(precision)), is_approximate is True)
    except ValueError:
        raise MalformedItem("no date") from None


def _dataclass(kind: Any, value: object) -> object:
    if not isinstance(value, dict):
        raise MalformedItem("no object")
    types = get_type_hints(kind)
    if set(value) - set(types):
        raise MalformedItem(f"unknown names: {sorted(set(value) - set(types))}")
    try:
        return kind(**{name: _read(types[name], each) for name, each in value.items()})
    except TypeError:
        raise MalformedItem("a value is missing") from None


def _text_like(kind: Any, value: object) -> object:
    """Return a text, a day, or one of fixed values."""
    if not isinstance(value, str):
        raise MalformedItem(f"{value!r} is no text")
    try:
        return date.fromisoformat(value) if kind is date else kind(value)
    except ValueError:
        raise MalformedItem(f"{value!r} is no {kind.__name__}") from None
