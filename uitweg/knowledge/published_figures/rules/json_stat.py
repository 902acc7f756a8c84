"""Released tables as JSON-stat 2.0, which Eurostat and national statistics offices also use.

A count that is not shown is null and has a status; the code is SDMX's.
Source: https://json-stat.org/full/
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from uitweg.knowledge.published_figures.rules.figure_words import FigureWords
from uitweg.knowledge.published_figures.rules.machine_files import (
    TOTAL_ID,
    category_id,
    newest_tables,
    require_machine_ids,
    table_path,
)
from uitweg.knowledge.published_figures.rules.released_tables import (
    TOTAL,
    Release,
    ReleasedTable,
    all_keys,
)

YEAR = "year"
NOT_SHOWN = "Q"
type JsonObject = dict[str, Any]


def table_json(table: ReleasedTable, words: FigureWords) -> bytes:
    """Return one table as a JSON-stat dataset, with its year as a last dimension of one category.

    With the year in it, datasets of several years can be put on top of each other.
    """
    require_machine_ids(table)
    return _written(_dataset(table, words))


def collection_json(releases: Iterable[Release], words: FigureWords, *, url: str) -> bytes:
    """Return a JSON-stat collection that leads to the newest dataset of each table and year.

    `releases` goes from the first to the last, and `url` is the site's, without "/" at its end.
    """
    items = [
        {
            "class": "dataset",
            "href": url + table_path(table, "json"),
            "label": f"{words.title(table.name)} ({table.year})",
            "updated": release.released_on.isoformat(),
        }
        for release, table in newest_tables(releases)
    ]
    collection: JsonObject = {"version": "2.0", "class": "collection", "link": {"item": items}}
    if items:
        collection["updated"] = max(item["updated"] for item in items)
    return _written(collection)


def _dataset(table: ReleasedTable, words: FigureWords) -> JsonObject:
    counts = [table.counts[key] for key in all_keys(table.dimensions)]
    sizes = [len(categories) + 1 for categories in table.dimensions.values()]
    notes = [words.definition(table.name), words.protection]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": words.title(table.name),
        "note": [note for note in notes if note],
        "updated": table.extracted_on.isoformat(),
        "id": [*table.dimensions, YEAR],
        "size": [*sizes, 1],
        "role": {"time": [YEAR]},
        "dimension": {
            **{name: _dimension(name, found, words) for name, found in table.dimensions.items()},
            YEAR: _year(table.year, words),
        },
        "value": counts,
        "status": {str(at): NOT_SHOWN for at, shown in enumerate(counts) if shown is None},
        "extension": {
            "table": table.name,
            "source": table.source,
            "edition": table.edition,
            "extracted_on": table.extracted_on.isoformat(),
            "status": {"label": {NOT_SHOWN: words.not_shown}},
        },
    }


def _dimension(dimension: str, categories: Sequence[str], words: FigureWords) -> JsonObject:
    found = [*categories, TOTAL]
    category: JsonObject = {
        "index": [category_id(each) for each in found],
        "label": {category_id(each): words.category(dimension, each) for each in found},
    }
    if categories:
        category["child"] = {TOTAL_ID: list(categories)}
    return {"label": words.dimension(dimension), "category": category}


def _year(year: int, words: FigureWords) -> JsonObject:
    return {
        "label": words.year,
        "category": {"index": [str(year)], "label": {str(year): str(year)}},
    }


def _written(document: JsonObject) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
