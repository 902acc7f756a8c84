"""Read a table that somebody is about to publish: one column a dimension, the last one the counts.

A total has one of TOTAL_WORDS instead of a category; a number that is not shown has one of
HIDDEN_WORDS, or nothing, or "<8": fewer than eight. A shown number is rounded to `base`, or with
base 1 exact. What a total says above the categories that are named is a row that was left out.
"""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from math import prod
from pathlib import Path

from uitweg.figures.rules.published_tables import (
    HIDDEN,
    CountRange,
    InvalidTable,
    PublishedTable,
    range_of_rounded,
)
from uitweg.knowledge.published_figures.rules.released_tables import TOTAL, CellKey

TOTAL_WORDS = frozenset({"totaal", "total", "alle", "all", "*", "allen", "samen"})
LIKE_A_TOTAL = re.compile(r"total|totaal|\b(alle|allen|all|samen|som|sum)\b|[σ∑]")
"""In a word for a category: nobody would compute with it, and readers do."""
LIKE_A_COUNT = re.compile(r"(?!(19|20)\d\d$)[\d.,%]+")
"""A number that is no year."""
HIDDEN_WORDS = frozenset({"", ".", "x", "-", "–", "niet getoond"})
BELOW = re.compile(r"(?:<|kleiner dan|minder dan|less than) ?([1-9]\d{0,3})")
REST = "(not named)"
"""The category of what a total counts and no row names."""
LARGEST_FILE = 50_000_000
"""Bytes."""

LARGEST_COUNT = 10**9


@dataclass(frozen=True)
class Parts:
    """In one dimension, a category that is made of finer ones: "12-17" is "12-14" and "15-17"."""

    dimension: str
    category: str
    finer: tuple[str, ...]


def read_parts(text: str) -> Parts:
    """Return what `age:12-17=12-14+15-17` says."""
    dimension, _, rest = text.partition(":")
    category, equals, finer = rest.partition("=")
    found = tuple(part.strip() for part in finer.split("+") if part.strip())
    if not (dimension.strip() and category.strip() and equals and found):
        raise InvalidTable(f"'{text}' must look like age:12-17=12-14+15-17.")
    return Parts(dimension.strip(), category.strip(), found)


def _plain(text: str) -> str:
    """Return a word without capitals, with one kind of spaces, accents and dashes."""
    letters = unicodedata.normalize("NFKC", text).casefold()
    kinds = ((letter, unicodedata.category(letter)) for letter in letters)
    return " ".join("".join("-" if k == "Pd" else c for c, k in kinds if k != "Cf").split())


def require_one_spelling(tables: Sequence[PublishedTable]) -> None:
    """Raise InvalidTable when a name or category is written in two ways: it would count as two."""
    spelling: dict[tuple[str, ...], str] = {}
    for table in tables:
        for name, found in table.dimensions.items():
            for place, word in (((), name), *(((_plain(name),), each) for each in found)):
                known = spelling.setdefault((*place, _plain(word)), word)
                if known != word:
                    raise InvalidTable(f"'{known}' is also written '{word}': write it one way.")


def require_used(parts: Sequence[Parts], tables: Sequence[PublishedTable]) -> None:
    """Raise InvalidTable for parts that somebody mistyped: they change nothing, or go in a circle.

    Of the finer categories only one has to stand in a file: the others may be what a reader
    computes. But when another category is left over, one of the two is a typing error.
    """
    _require_no_circle(parts)
    for part in parts:
        named = {c for table in tables for c in table.dimensions.get(part.dimension, ())}
        if part.category not in named or not named.intersection(part.finer):
            raise InvalidTable(
                f"No file has '{part.category}' and one of its parts in a column "
                f"'{part.dimension}'."
            )
        absent = next((each for each in part.finer if each not in named), None)
        if absent is not None and (other := _left_over(part, parts, tables)):
            raise InvalidTable(
                f"'{absent}' stands in no file, and '{other}' in no --parts: mistyped?"
            )


def _require_no_circle(parts: Sequence[Parts]) -> None:
    made_of: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for part in parts:
        whole = made_of.setdefault((part.dimension, part.category), set())
        whole.update((part.dimension, each) for each in part.finer)
    try:
        TopologicalSorter(made_of).prepare()
    except CycleError:
        raise InvalidTable("With these --parts a category is made of itself.") from None


def _left_over(part: Parts, parts: Sequence[Parts], tables: Sequence[PublishedTable]) -> str | None:
    """Return a category that stands beside these finer ones, and in no parts and no other table."""
    named = {c for p in parts if p.dimension == part.dimension for c in (p.category, *p.finer)}
    found = [table.dimensions.get(part.dimension, ()) for table in tables]
    times = Counter(category for categories in found for category in categories)
    beside = (
        c for categories in found if {*part.finer}.intersection(categories) for c in categories
    )
    return next((c for c in beside if times[c] == 1 and c not in named), None)


def read_csv_table(
    path: Path, *, base: int, population: str, parts: Sequence[Parts] = ()
) -> PublishedTable:
    """Return the table in this file; its release is the file's name.

    Raises InvalidTable, with the line, when something cannot be read.
    """
    header, rows = _rows(path)
    names = header[:-1]
    cells: dict[CellKey, CountRange] = {}
    below = dict[CellKey, int]()
    categories: dict[str, dict[str, None]] = {name: {} for name in names}
    for line, row in rows:
        key = tuple(TOTAL if _plain(value) in TOTAL_WORDS else value for value in row[:-1])
        if key in cells:
            raise InvalidTable(f"{path.name}, line {line}: this cell stands there twice.")
        for name, value in zip(names, key, strict=True):
            if value != TOTAL:
                categories[name][value] = None
        if said := BELOW.fullmatch(row[-1].lower()):
            below[key] = int(said[1])
            cells[key] = HIDDEN
        else:
            cells[key] = _range(row[-1], base, f"{path.name}, line {line}")
    if not cells:
        raise InvalidTable(f"{path.name} has no rows.")
    least = int(CountRange(0, 0) in cells.values())  # who shows zeros hides none of them
    cells |= {key: CountRange(min(least, most - 1), most - 1) for key, most in below.items()}
    finer: Mapping[tuple[str, str], tuple[str, ...]] = {
        (part.dimension, part.category): part.finer for part in parts
    }
    dimensions = {name: tuple(found) for name, found in categories.items()}
    _require_categories(path.name, dimensions, cells)
    _add_rests(dimensions, cells, hidden=frozenset(below))
    return PublishedTable(
        path.name, path.stem, population, dimensions, cells, finer, frozenset(below)
    )


def _add_rests(
    dimensions: dict[str, tuple[str, ...]],
    cells: dict[CellKey, CountRange],
    *,
    hidden: frozenset[CellKey],
) -> None:
    """Add a hidden category to each dimension with a total above all that its categories can be.

    Where the categories add up to their total it is zero; elsewhere nobody can tell. `hidden` are
    the cells with a sign that says below how many.
    """
    for place, (name, found) in enumerate(list(dimensions.items())):
        if not found:
            continue
        rests = dict[CellKey, CountRange]()
        for key, total in list(cells.items()):
            parts = [(*key[:place], each, *key[place + 1 :]) for each in found]
            if key[place] != TOTAL or total.most is None or hidden.intersection(parts):
                continue
            shown = [cells[part].most for part in parts if part in cells]
            most = [each for each in shown if each is not None]
            if len(most) < len(parts):
                continue  # what the total has more may be in a hidden one
            rest = (*key[:place], REST, *key[place + 1 :])
            rests[rest] = HIDDEN if sum(most) != total.most else CountRange(0, 0)
            if sum(most) < total.least:
                dimensions[name] = (*found, REST)
        if REST in dimensions[name]:
            cells |= rests


def _require_categories(
    file: str, dimensions: Mapping[str, tuple[str, ...]], cells: Mapping[CellKey, CountRange]
) -> None:
    """Raise InvalidTable for a column that is none of categories.

    Counts in it would be taken for names and never be looked at. Ages are numbers as well, but
    then each of them stands beside each other category.
    """
    columns = zip(*cells, strict=True)
    is_crossed = len(cells) == prod(len(set(column)) for column in columns)
    for name, found in dimensions.items():
        total = next((value for value in found if LIKE_A_TOTAL.search(_plain(value))), None)
        if total is not None:
            raise InvalidTable(f"{file}: is '{total}' a total? Write total, or another word.")
        hidden = [each for each in found if each in HIDDEN_WORDS or BELOW.fullmatch(each.lower())]
        counts = found and all(map(LIKE_A_COUNT.fullmatch, found))
        if hidden or (counts and (len(found) == 1 or not is_crossed)):
            raise InvalidTable(
                f"{file}: is '{name}' a column of counts? Only the last one has them: one row for "
                "each count. If they are ages, give each row, or write them as '12 years'."
            )


def _rows(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InvalidTable(f"{path.name} is larger than {LARGEST_FILE} bytes.")
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise InvalidTable(f"{path.name} cannot be read: {why}.") from None
    first = text.partition("\n")[0]
    reader = csv.reader(text.splitlines(), delimiter=";" if ";" in first else ",")
    try:
        lines = [[value.strip() for value in row] for row in reader]
    except csv.Error as error:
        raise InvalidTable(f"{path.name} is no CSV: {error}.") from None
    if reader.line_num != len(lines):
        raise InvalidTable(f"{path.name} has a value of more than one line.")
    header = lines[0] if lines else []
    if len(header) < 2 or len(set(header)) != len(header) or not all(header):
        raise InvalidTable(f"{path.name} needs a first line with a name for each column.")
    rows = [(number, row) for number, row in enumerate(lines[1:], 2) if any(row)]
    for number, row in rows:
        if len(row) != len(header) or not all(row[:-1]):
            raise InvalidTable(f"{path.name}, line {number}: give a value in each column.")
    return header, rows


def _range(text: str, base: int, where: str) -> CountRange:
    if text.lower() in HIDDEN_WORDS:
        return HIDDEN
    if not (text.isascii() and text.isdigit()) or int(text) > LARGEST_COUNT:
        raise InvalidTable(
            f"{where}: '{text[:40]}' is neither a count nor a sign for a hidden one."
        )
    count = int(text)
    if base == 1:
        return CountRange(count, count)
    if count % base:
        raise InvalidTable(f"{where}: {count} is not rounded to {base}; say with --base how it is.")
    return range_of_rounded(count, base)
