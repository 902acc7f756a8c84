"""What the fields of a class say about its row: which keys, where they stand, what they link to.

The classes of values/ say all of it. msgspec checks the types; what it refuses becomes one sentence
for an editor without Python.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from msgspec import Meta, ValidationError, structs

from uitweg.platform.content.values.items import WORDING, IdOf, Item, WrittenEntry

_PLACE = re.compile(r"(.*?)(?: - at (`key` in )?`\$\.?(.*)`)?", re.DOTALL)
_EXPECTED = re.compile(r"Expected `(\w+)(?: \| null)?`")
_TYPE_WORDS = {
    "str": "words",
    "int": "a whole number",
    "bool": "true or false",
    "array": "a list",
    "object": "keys with values",
    "date": "a date like 2026-11-24",
}


@dataclass(frozen=True)
class Link:
    """A field with ids: of which class, whether many, and whether the ids stay."""

    kind: type[Item]
    many: bool
    keeps_ids: bool
    may_lack: bool


@dataclass(frozen=True)
class Keys:
    """The keys of a row or of a wording, and those that have to be there."""

    every: frozenset[str]
    required: tuple[str, ...]


@dataclass(frozen=True)
class Shape:
    """What a row and its wording look like; `parts` are the things written within the row.

    `has_lang` and `is_checked`: it has the fields `lang` and `how_checked`, which no file says.
    """

    facts: Keys
    wording: Keys
    links: dict[str, Link]
    parts: dict[str, "Shape"]
    choices: dict[str, tuple[str, ...]]
    has_lang: bool
    is_checked: bool


@cache
def shape_of(kind: type[WrittenEntry]) -> Shape:
    """Return the shape of a class."""
    fields = {field.encode_name: field for field in structs.fields(kind)}
    hints = get_type_hints(kind, include_extras=True)
    links, parts, choices = dict[str, Link](), dict[str, Shape](), dict[str, tuple[str, ...]]()
    for key, field in fields.items():
        for inner, many in _inner_types(hints[field.name]):
            marks = inner.__metadata__ if get_origin(inner) is Annotated else ()
            for mark in marks:
                if isinstance(mark, IdOf):
                    links[key] = Link(mark.kind, many, keeps_ids=True, may_lack=not field.required)
            if get_origin(inner) is Literal:
                choices[key] = tuple(filter(None, get_args(inner)))
            elif not isinstance(inner, type):
                continue
            elif issubclass(inner, Item):
                links[key] = Link(inner, many, keeps_ids=False, may_lack=not field.required)
            elif issubclass(inner, WrittenEntry):
                parts[key] = shape_of(inner)
            elif issubclass(inner, Enum):
                choices[key] = tuple(str(each.value) for each in inner)
    by_code = fields.keys() & {"lang", "how_checked"}
    words = {key for key, field in fields.items() if _is_wording(hints[field.name])}

    def keys(some: Iterable[str]) -> Keys:
        required = tuple(key for key in fields if key in some and fields[key].required)
        return Keys(frozenset(some), required)

    return Shape(
        facts=keys(fields.keys() - words - by_code),
        wording=keys(words),
        links=links,
        parts=parts,
        choices=choices,
        has_lang="lang" in by_code,
        is_checked="how_checked" in by_code,
    )


def _is_wording(hint: Any) -> bool:
    marks = hint.__metadata__ if get_origin(hint) is Annotated else ()
    return any(isinstance(mark, Meta) and mark.extra == WORDING.extra for mark in marks)


def _inner_types(hint: Any, many: bool = False) -> Iterator[tuple[Any, bool]]:
    """Yield the types that a field can hold, and whether it is a list of them."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        for each in get_args(hint):
            yield from _inner_types(each, many)
    elif origin in (tuple, frozenset):
        yield from _inner_types(get_args(hint)[0], many=True)
    elif origin is Annotated and get_origin(get_args(hint)[0]) in (tuple, frozenset):
        yield from _inner_types(get_args(hint)[0], many)
    else:
        yield hint, many


def refusal(error: ValidationError, shape: Shape) -> tuple[str, str]:
    """Return the key that msgspec refused, and why in one sentence."""
    found = _PLACE.fullmatch(str(error))
    reason, in_key, place = found.groups("") if found else (str(error), "", "")
    steps = [step.partition("[")[::2] for step in place.replace("[...]", "[key]").split(".")]
    (first, _), (key, within) = steps[0], steps[-1]
    holder = shape.parts[first] if len(steps) > 1 and first in shape.parts else shape
    return first, _sentence(reason, key, within or in_key, holder)


def _sentence(reason: str, key: str, within: str, holder: Shape) -> str:
    """Return what is wrong with a key, or with something `within` it: a number, or a "key"."""
    if missing := re.fullmatch("Object missing required field `(.*)`", reason):
        return f"{missing[1]} is missing."
    if unknown := re.fullmatch("Object contains unknown field `(.*)`", reason):
        return f"{unknown[1]} is not a key we know."
    if key in holder.choices and ("Invalid enum" in reason or within):
        return f"{key} should be one of: {', '.join(holder.choices[key])}."
    if within:
        wanted = "words by their keys" if "key" in within else "a list of words"
        return f"{key} should be {'a list of keys with values' if key in holder.parts else wanted}."
    expected = _EXPECTED.match(reason)
    if "matching regex" in reason or "of length >=" in reason:
        return f"{key} has no words."
    if ">= 0" in reason:
        return f"{key} should be 0 or more."
    return f"{key} should be {_TYPE_WORDS.get(expected[1] if expected else '', 'something else')}."
