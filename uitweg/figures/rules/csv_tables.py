"""Read a table that somebody is about to publish: one column a dimension, the last one the counts.

A total has one of TOTAL_WORDS instead of a category; a number that is not shown has one of
HIDDEN_WORDS, or nothing. A shown number is rounded to `base`, or with base 1 exact.
"""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
HIDDEN_WORDS = frozenset({"", ".", "x", "-", "–", "niet getoond", "kleiner dan 8", "<8", "< 8"})
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


def read_csv_table(
    path: Path, *, base: int, population: str, parts: Sequence[Parts] = ()
) -> PublishedTable:
    """Return the table in this file; its release is the file's name.

    Raises InvalidTable, with the line, when something cannot be read.
    """
    header, rows = _rows(path)
    names = header[:-1]
    cells: dict[CellKey, CountRange] = {}
    categories: dict[str, dict[str, None]] = {name: {} for name in names}
    for line, row in rows:
        key = tuple(TOTAL if value.lower() in TOTAL_WORDS else value for value in row[:-1])
        if key in cells:
            raise InvalidTable(f"{path.name}, line {line}: this cell stands there twice.")
        for name, value in zip(names, key, strict=True):
            if value != TOTAL:
                categories[name][value] = None
        cells[key] = _range(row[-1], base, f"{path.name}, line {line}")
    if not cells:
        raise InvalidTable(f"{path.name} has no rows.")
    finer: Mapping[tuple[str, str], tuple[str, ...]] = {
        (part.dimension, part.category): part.finer for part in parts
    }
    dimensions = {name: tuple(found) for name, found in categories.items()}
    return PublishedTable(path.name, path.stem, population, dimensions, cells, finer)


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
