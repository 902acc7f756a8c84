"""When a lesson, deck or paper has to be looked at again, because what it rests on changed.

Source: uitweg-own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from msgspec import Struct

from uitweg.platform.choices import Choices
from uitweg.platform.content.values.values import Fact, Source
from uitweg.platform.sealing import tokens

REVIEW_MONTHS = 12
OWN_TEXT = "eigen tekst"
_DATE = re.compile(r"\d{1,2}(?: [^\W\d]+ |-\d{1,2}-)\d{4}")
"""As pages write it: 5 november 2026, 5-11-2026."""
_BOOKKEEPING = frozenset(
    {*("sources", "checked_on", "owner", "review_months", "note", "ask_whom", "how_checked")}
)
"""Fields of a fact that no reader sees: a change of these alone is no change of what it says."""


class MaterialKind(Choices):
    LESSON = "lesson", "Les"
    DECK = "deck", "Presentatie"
    PAPER = "paper", "Papier"
    PODCAST = "podcast", "Podcast"


@dataclass(frozen=True)
class MaterialPart:
    """One thing that a material rests on: its own text, a help line, a signal, a source.

    `words` name it to an editor, `digest` is of all it says, `checked_on` when that was last held
    beside its source; None for the own text.
    """

    key: str
    words: str
    digest: str
    checked_on: date | None = None
    is_unverified: bool = False


@dataclass(frozen=True)
class TrainingMaterial:
    """A lesson, deck, paper or script: where it stands, and what it rests on at all its levels."""

    id: str
    kind: MaterialKind
    title: str
    addresses: tuple[str, ...]
    parts: tuple[MaterialPart, ...]
    checked_on: date | None = None
    review_months: int = REVIEW_MONTHS

    @property
    def digests(self) -> dict[str, list[str]]:
        """What is kept of a review: the digest and the words of each part, by its key."""
        return {part.key: [part.digest, part.words] for part in self.parts}

    @property
    def version(self) -> str:
        """The digest of all parts together."""
        said = "|".join(sorted(f"{part.key}={part.digest}" for part in self.parts))
        return tokens.content_name(said.encode())


type KeptParts = Mapping[str, list[str]]


def own_text(text: str, *, at_level: str) -> MaterialPart:
    """Return the words of a material at one level as a part of it.

    White space does not count, nor does a date: a deck says when its facts were checked.
    """
    digest = tokens.content_name(_DATE.sub("", " ".join(text.split())).encode())
    return MaterialPart(f"{at_level}/text", OWN_TEXT, digest)


def fact_part(fact: Fact, kind: str, name: str, *, at_level: str) -> MaterialPart:
    """Return a fact as a part; `kind` and `name` say in Dutch which."""
    return MaterialPart(
        f"{at_level}/{type(fact).__name__.lower()}:{fact.id}",
        f"{kind}: {name}",
        tokens.content_name(_content_of(fact).encode()),
        fact.checked_on,
        is_unverified=fact.checked_on is None,
    )


def source_part(source: Source) -> MaterialPart:
    said = f"{source.title}|{source.publisher}|{source.where}"
    words = f"bron: {source.title} ({source.publisher})"
    digest = tokens.content_name(said.encode())
    return MaterialPart(f"source:{source.id}", words, digest, source.checked_on)


def _content_of(value: object) -> str:
    """Return all that a value says, in an order that is the same in each process."""
    if isinstance(value, Struct):
        said = (
            f"{name}={_content_of(getattr(value, name))}"
            for name in value.__struct_fields__
            if name not in _BOOKKEEPING
        )
        return f"({';'.join(said)})"
    if isinstance(value, Mapping):
        return (
            "{"
            + ";".join(sorted(f"{_content_of(key)}={_content_of(value[key])}" for key in value))
            + "}"
        )
    if isinstance(value, frozenset | set):
        return "{" + ";".join(sorted(map(_content_of, value))) + "}"
    if isinstance(value, tuple | list):
        return "[" + ";".join(map(_content_of, value)) + "]"
    return str(value.value) if isinstance(value, Enum) else str(value)


def why_due(
    material: TrainingMaterial,
    *,
    reviewed_on: date | None,
    kept: KeptParts | None,
    today: date,
) -> list[str]:
    """Return in Dutch why a material has to be looked at; empty when it need not.

    `kept` are the parts as they were at the last review by an editor, and `reviewed_on` its day.
    Without a review the material's own date counts: then what was checked later than that may have
    changed, which only a date can tell.
    """
    since = reviewed_on or material.checked_on
    if since is None:
        return ["nog nooit nagekeken"]
    changed = _changed(material, kept) if kept is not None else _checked_later(material, since)
    reasons = [*dict.fromkeys(changed)]
    if today >= _months_after(since, material.review_months):
        reasons.append(f"langer dan {material.review_months} maanden geleden nagekeken")
    unverified = dict.fromkeys(part.words for part in material.parts if part.is_unverified)
    return [*reasons, *(f"zonder bron en datum: {words}" for words in unverified)]


def _changed(material: TrainingMaterial, kept: KeptParts) -> Iterator[str]:
    now = {part.key: part for part in material.parts}
    for key, part in now.items():
        if key not in kept:
            yield f"nieuw: {part.words}"
        elif kept[key][0] != part.digest:
            yield f"veranderd: {part.words}"
    for key, (_, words) in kept.items():
        if key not in now:
            yield f"weg: {words}"


def _checked_later(material: TrainingMaterial, since: date) -> Iterable[str]:
    return (
        f"later nagekeken: {part.words}"
        for part in material.parts
        if part.checked_on is not None and part.checked_on > since
    )


def _months_after(day: date, months: int) -> date:
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28))
