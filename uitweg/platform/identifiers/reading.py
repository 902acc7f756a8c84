"""Which words lead to a case: those kept in the blind index, and those looked for in a text.

A clue is a kind and a word in one spelling: `("phone", "612345678")`. Nothing here knows a key.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from itertools import combinations, pairwise, product
from pathlib import Path

from uitweg.platform.identifiers.phones import (
    COMPARED_DIGITS,
    comparable_phones,
    phone_numbers_in,
)
from uitweg.platform.identifiers.phonetics import plain, sounds_of


class IdentifierKind(StrEnum):
    """What a word is of a person; the values go into the index and never change."""

    NAME = "name"
    SOUND = "sound"
    START = "start"
    PAIR = "pair"  # how two names of one person sound together
    PHONE = "phone"
    PLATE = "plate"
    AROUND = "around"  # street, school, who is with them
    TITLE = "title"  # a word in the title of an action
    NUMBER = "number"  # of the case itself; not in the index


Identifier = tuple[IdentifierKind, str]

_COMMON_WORD_LINES = (
    Path(__file__).with_name("common_words.txt").read_text(encoding="ascii").splitlines()
)
_COMMON_BY_USE = [line for line in _COMMON_WORD_LINES if not line.startswith("#")]
COMMON_WORDS = frozenset(_COMMON_BY_USE)
"""What Dutch is full of, the most used first: no reason to think of a person."""
MOST_COMMON_WORDS = frozenset(_COMMON_BY_USE[:150])
PARTICLES = frozenset(
    ("van", "de", "der", "den", "het", "ter", "ten", "te", "el", "al", "la", "le", "du", "da", "di")
)
NAME_FIELDS, AROUND_FIELDS = ("name", "called"), ("lives", "school", "guardians")
PREFIX_LENGTHS = range(3, 7)
MOST_NAMES, MOST_WORDS = 6, 100

_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
_PLATE = re.compile(r"(?<![\w-])[A-Za-z0-9]{1,3}(?:-[A-Za-z0-9]{1,3}){2}(?![\w-])")
_PLATE_BARE = re.compile(r"(?<![\w-])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{6}(?![\w-])")
_NUMBER = re.compile(r"(?<![\w-])[Uu]-?(\d{1,9})(?![\w-])")
_SENTENCE_END = re.compile(r"[.!?:\n]\s*[\"“‘']?$|^\s*[\"“‘']?$")


def identifiers_of_person(fields: Mapping[str, str]) -> set[Identifier]:
    """Return the clues of a person's sheet."""
    found = set(_of_names(" ".join(fields.get(name, "") for name in NAME_FIELDS)))
    whole = "\n".join(fields.values())
    found |= {(IdentifierKind.PHONE, number) for number in comparable_phones(whole)}
    found |= {(IdentifierKind.PLATE, plate) for plate in _plates_in_field(fields.get("plate", ""))}
    around = (plain(w) for name in AROUND_FIELDS for w in _WORD.findall(fields.get(name, "")))
    return found | {
        (IdentifierKind.AROUND, word)
        for word in around
        if len(word) > 3 and word not in COMMON_WORDS
    }


def identifiers_of_titles(titles: Iterable[str]) -> set[Identifier]:
    """Return the clues of what has to be done."""
    words = (plain(word) for title in titles for word in _WORD.findall(title))
    return {
        (IdentifierKind.TITLE, word)
        for word in words
        if len(word) > 2 and word not in MOST_COMMON_WORDS
    }


def identifiers_in_text(text: str) -> dict[Identifier, str]:
    """Return what in a note may lead to a person, each clue with the word as it was typed.

    Words that Dutch is full of do not count, unless with a capital inside a sentence. The last
    hundred words that do are taken.
    """
    found: dict[Identifier, str] = dict(_numbers(text))
    heard = cache(sounds_of)  # a word of this text is asked alone and in two pairs
    names: list[str] = []
    for match in reversed(list(_WORD.finditer(text))):
        word = plain(match.group())
        if len(word) < 3 or word in PARTICLES or not _stands_out(match, word):
            continue
        names.append(match.group())
        if len(names) > MOST_WORDS:
            break
        found.setdefault((IdentifierKind.NAME, word), match.group())
        found.setdefault((IdentifierKind.AROUND, word), match.group())
        for sound in heard(word):
            found.setdefault((IdentifierKind.SOUND, sound), match.group())
    for one, other in pairwise(names):
        for pair in _pairs(heard(one), heard(other)):
            found.setdefault((IdentifierKind.PAIR, pair), f"{other} {one}")
    return found


def in_search(text: str) -> dict[Identifier, str]:
    """Return what someone looks for who typed this in the search box; also by how it begins."""
    found: dict[Identifier, str] = dict(_numbers(text)) | {
        (IdentifierKind.PLATE, plate): plate for plate in _plates_in_field(text)
    }
    typed = _WORD.findall(text)[:MOST_NAMES]
    for said in typed:
        word = plain(said)
        if len(word) < 2:
            continue
        for kind in (IdentifierKind.NAME, IdentifierKind.TITLE, IdentifierKind.AROUND):
            found[kind, word] = said
        if len(word) >= PREFIX_LENGTHS.start:
            found[IdentifierKind.START, word[: PREFIX_LENGTHS.stop - 1]] = said
            found |= {(IdentifierKind.SOUND, sound): said for sound in sounds_of(word)}
    names = [said for said in typed if plain(said) not in PARTICLES]
    for one, other in combinations(names, 2):
        found |= {
            (IdentifierKind.PAIR, pair): f"{one} {other}"
            for pair in _pairs(sounds_of(one), sounds_of(other))
        }
    return found


def _of_names(text: str) -> Iterator[Identifier]:
    said = list(dict.fromkeys(plain(word) for word in _WORD.findall(text)))
    names = [word for word in said if len(word) > 1 and word not in PARTICLES][:MOST_NAMES]
    for name in names:
        yield IdentifierKind.NAME, name
        yield from ((IdentifierKind.SOUND, sound) for sound in sounds_of(name))
        yield from (
            (IdentifierKind.START, name[:length])
            for length in PREFIX_LENGTHS
            if length <= len(name)
        )
    for one, other in combinations(names, 2):
        yield from (
            (IdentifierKind.PAIR, pair) for pair in _pairs(sounds_of(one), sounds_of(other))
        )


def _pairs(one: frozenset[str], other: frozenset[str]) -> set[str]:
    return {"|".join(sorted(both)) for both in product(one, other)}


def _numbers(text: str) -> Iterator[tuple[Identifier, str]]:
    for number in phone_numbers_in(text):
        if len(number.compared) == COMPARED_DIGITS:
            yield (IdentifierKind.PHONE, number.compared), number.text
    for case_number in _NUMBER.finditer(text):
        yield (IdentifierKind.NUMBER, str(int(case_number[1]))), case_number[0]
    for match in (*_PLATE.findall(text), *_PLATE_BARE.findall(text)):
        yield (IdentifierKind.PLATE, _plate(match)), match


def _plates_in_field(text: str) -> set[str]:
    """Read a field that holds plates only: '12-ABC-3, ab 123 c'."""
    read = (_plate(part) for part in re.split(r"[,;\n]", text))
    return {plate for plate in read if 4 <= len(plate) <= 9 and not plate.isalpha()}


def _plate(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _stands_out(match: re.Match[str], word: str) -> bool:
    if word not in COMMON_WORDS:
        return True
    before = match.string[max(0, match.start() - 4) : match.start()]
    return match.group()[0].isupper() and not _SENTENCE_END.search(before)
