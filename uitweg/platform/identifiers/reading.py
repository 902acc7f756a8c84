"""Finding identifiers (names, phones, plates …) of a person in fields, titles, notes and searches.

An identifier is a kind and a normalized word, such as `("phone", "612345678")`. They go into a
blind index; nothing here knows its key.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from itertools import combinations, pairwise, product
from pathlib import Path

from uitweg.platform.identifiers.phones import COMPARED_DIGITS, comparable_phones, phone_numbers_in
from uitweg.platform.identifiers.phonetics import plain, sounds_of


class IdentifierKind(StrEnum):
    """The kinds of identifiers; their values are part of the index and must never change."""

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
"""Common Dutch words, which do not point to a person."""
MOST_COMMON_WORDS = frozenset(_COMMON_BY_USE[:150])
PARTICLES = frozenset(
    ("van", "de", "der", "den", "het", "ter", "ten", "te", "el", "al", "la", "le", "du", "da", "di")
)
PREFIX_LENGTHS = range(3, 7)
MOST_NAMES, MOST_WORDS = 6, 100

_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*")
_PLATE = re.compile(r"(?<![\w-])[A-Za-z0-9]{1,3}(?:-[A-Za-z0-9]{1,3}){2}(?![\w-])")
_PLATE_BARE = re.compile(r"(?<![\w-])(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{6}(?![\w-])")
_NUMBER = re.compile(r"(?<![\w-])[Uu]-?(\d{1,9})(?![\w-])")
_SENTENCE_END = re.compile(r"[.!?:\n]\s*[\"“‘']?$|^\s*[\"“‘']?$")


def identifiers_of_texts(
    *, names: Iterable[str], plates: Iterable[str], around: Iterable[str], phones: Iterable[str]
) -> set[Identifier]:
    """Return the identifiers in what is known of a person; `phones` are texts with numbers."""
    identifiers = set(_identifiers_of_names(" ".join(names)))
    identifiers |= {(IdentifierKind.PHONE, each) for each in comparable_phones("\n".join(phones))}
    identifiers |= {(IdentifierKind.PLATE, each) for each in _plates_in_field("\n".join(plates))}
    words = (plain(word) for text in around for word in _WORD.findall(text))
    return identifiers | {
        (IdentifierKind.AROUND, word)
        for word in words
        if len(word) > 3 and word not in COMMON_WORDS
    }


def identifiers_of_titles(titles: Iterable[str]) -> set[Identifier]:
    """Return the identifiers in the titles of actions: their less common words."""
    words = (plain(word) for title in titles for word in _WORD.findall(title))
    return {
        (IdentifierKind.TITLE, word)
        for word in words
        if len(word) > 2 and word not in MOST_COMMON_WORDS
    }


def identifiers_in_text(text: str) -> dict[Identifier, str]:
    """Return the identifiers in a note, each with the word as it was typed.

    Common words are skipped, unless they have a capital within a sentence. Of the words that are
    left, only the last hundred are used.
    """
    identifiers: dict[Identifier, str] = dict(_numbers(text))
    cached_sounds = cache(sounds_of)  # each word is needed alone and in two pairs
    names: list[str] = []
    for match in reversed(list(_WORD.finditer(text))):
        word = plain(match.group())
        if len(word) < 3 or word in PARTICLES or not _stands_out(match, word):
            continue
        names.append(match.group())
        if len(names) > MOST_WORDS:
            break
        identifiers.setdefault((IdentifierKind.NAME, word), match.group())
        identifiers.setdefault((IdentifierKind.AROUND, word), match.group())
        for sound in cached_sounds(word):
            identifiers.setdefault((IdentifierKind.SOUND, sound), match.group())
    for later, earlier in pairwise(names):  # from the end of the text to its beginning
        for pair in _pairs(cached_sounds(later), cached_sounds(earlier)):
            identifiers.setdefault((IdentifierKind.PAIR, pair), f"{earlier} {later}")
    return identifiers


def in_search(text: str) -> dict[Identifier, str]:
    """Return the identifiers of a search, each with the word as typed; also beginnings of names."""
    identifiers: dict[Identifier, str] = dict(_numbers(text)) | {
        (IdentifierKind.PLATE, plate): plate for plate in _plates_in_field(text)
    }
    typed = _WORD.findall(text)[:MOST_NAMES]
    for typed_word in typed:
        word = plain(typed_word)
        if len(word) < 2:
            continue
        for kind in (IdentifierKind.NAME, IdentifierKind.TITLE, IdentifierKind.AROUND):
            identifiers[kind, word] = typed_word
        if len(word) >= PREFIX_LENGTHS.start:
            identifiers[IdentifierKind.START, word[: PREFIX_LENGTHS.stop - 1]] = typed_word
            identifiers |= {(IdentifierKind.SOUND, sound): typed_word for sound in sounds_of(word)}
    names = [typed_word for typed_word in typed if plain(typed_word) not in PARTICLES]
    for first, second in combinations(names, 2):
        identifiers |= {
            (IdentifierKind.PAIR, pair): f"{first} {second}"
            for pair in _pairs(sounds_of(first), sounds_of(second))
        }
    return identifiers


def _identifiers_of_names(text: str) -> Iterator[Identifier]:
    words = list(dict.fromkeys(plain(word) for word in _WORD.findall(text)))
    names = [word for word in words if len(word) > 1 and word not in PARTICLES][:MOST_NAMES]
    for name in names:
        yield IdentifierKind.NAME, name
        yield from ((IdentifierKind.SOUND, sound) for sound in sounds_of(name))
        yield from (
            (IdentifierKind.START, name[:length])
            for length in PREFIX_LENGTHS
            if length <= len(name)
        )
    for first, second in combinations(names, 2):
        yield from (
            (IdentifierKind.PAIR, pair) for pair in _pairs(sounds_of(first), sounds_of(second))
        )


def _pairs(sounds: frozenset[str], other_sounds: frozenset[str]) -> set[str]:
    """Join each two sounds to one word, the same in either order."""
    return {"|".join(sorted(pair)) for pair in product(sounds, other_sounds)}


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
    plates = (_plate(part) for part in re.split(r"[,;\n]", text))
    return {plate for plate in plates if 4 <= len(plate) <= 9 and not plate.isalpha()}


def _plate(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def _stands_out(match: re.Match[str], word: str) -> bool:
    """Return whether a word is uncommon, or has a capital that does not begin a sentence."""
    if word not in COMMON_WORDS:
        return True
    before = match.string[max(0, match.start() - 4) : match.start()]
    return match.group()[0].isupper() and not _SENTENCE_END.search(before)
