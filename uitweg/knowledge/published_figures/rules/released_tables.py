"""Tables of counts as everybody may see them: small numbers left out, the others rounded.

How they are made safe stands in docs/figures.md; here is only what was released.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

TOTAL = "*"
"""In a cell's key: all categories of that dimension together."""

THRESHOLD = 8
"""Counts below it are never shown. Source: docs/figures.md."""

BASE = 5
"""Shown counts are rounded to the nearest multiple of it."""

UNKNOWN = "unknown"
"""The category, in any dimension, of those of whom nobody knows it."""

type CellKey = tuple[str, ...]
"""One category per dimension of the table, or TOTAL."""


class InvalidRelease(ValueError):
    """A stored release that is not as it was written."""


@dataclass(frozen=True)
class ReleasedTable:
    """One table of one year. `name` is its id in content/figures.yaml, or names its dimensions.

    `source` is what is counted: "coded-cases", "answers", "no-place" or "participants".
    `dimensions` has the id of each dimension with those of its categories. `counts` has each cell
    and each total: a multiple of BASE, or None for what is not shown, whatever the reason.
    `edition` is that of the categories: a count of another edition may mean something else.
    `extracted_on` is the day on which the facts of the year were counted.
    """

    name: str
    source: str
    year: int
    edition: int
    extracted_on: date
    dimensions: Mapping[str, tuple[str, ...]]
    counts: Mapping[CellKey, int | None]

    def __post_init__(self) -> None:
        if self.counts.keys() != set(all_keys(self.dimensions)):
            raise InvalidRelease(f"{self.name} has other cells than its dimensions.")
        if any(
            shown is not None and not is_released_count(shown) for shown in self.counts.values()
        ):
            raise InvalidRelease(f"{self.name} has a number that is never shown.")


@dataclass(frozen=True)
class Release:
    """What two members released together, at one moment. Numbers count from 1, without gaps."""

    number: int
    released_on: date
    tables: tuple[ReleasedTable, ...]


def all_keys(dimensions: Mapping[str, tuple[str, ...]]) -> list[CellKey]:
    """Return the keys of every cell and every total of a table with these dimensions."""
    return list(product(*((*categories, TOTAL) for categories in dimensions.values())))


def is_released_count(shown: int) -> bool:
    """Return whether this can be a shown number: a count of THRESHOLD or more, rounded."""
    return type(shown) is int and shown % BASE == 0 and shown >= THRESHOLD


def written(tables: tuple[ReleasedTable, ...]) -> str:
    """Return these tables as JSON, the same text for the same tables."""
    return json.dumps([_as_json(table) for table in tables], sort_keys=True, ensure_ascii=False)


def _as_json(table: ReleasedTable) -> dict[str, Any]:
    return {
        "name": table.name,
        "source": table.source,
        "year": table.year,
        "edition": table.edition,
        "extracted_on": table.extracted_on.isoformat(),
        "dimensions": [[name, list(found)] for name, found in table.dimensions.items()],
        "counts": [table.counts[key] for key in all_keys(table.dimensions)],
    }


def read_tables(text: str) -> tuple[ReleasedTable, ...]:
    """Return what `written` wrote. Raises InvalidRelease for anything else."""
    try:
        return tuple(_table(row) for row in json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidRelease(str(error)) from error


def _table(row: dict[str, Any]) -> ReleasedTable:
    dimensions = {str(name): tuple(map(str, found)) for name, found in row["dimensions"]}
    return ReleasedTable(
        name=str(row["name"]),
        source=str(row["source"]),
        year=int(row["year"]),
        edition=int(row["edition"]),
        extracted_on=date.fromisoformat(row["extracted_on"]),
        dimensions=dimensions,
        counts=dict(zip(all_keys(dimensions), row["counts"], strict=True)),
    )
