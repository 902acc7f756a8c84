"""What the files of released figures share: their addresses, and ids that every format can hold."""

import re
from collections.abc import Iterable

from uitweg.knowledge.published_figures.rules.released_tables import (
    TOTAL,
    InvalidRelease,
    Release,
    ReleasedTable,
)

ROOT = "/cijfers"
ALL_CSV = f"{ROOT}/alles.csv"
COLLECTION = f"{ROOT}/alles.json"
CATALOGUE = f"{ROOT}/dcat.jsonld"
TOTAL_ID = "total"
"""What TOTAL is called in a file: "*" is no id in most formats."""

TOTAL_WORDS = frozenset({"totaal", "total", "alle", "all", "allen", "samen"})
"""What `./run audit-figures` takes for a total, and so no category may be called."""

COLUMNS = frozenset({"aantal", "year", "freq", "time_period", "obs_value", "obs_status"})
"""Names of columns and dimensions that a file adds itself, or that a statistical program does."""

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*|[0-9][A-Za-z0-9_-]*", re.ASCII)


def table_path(table: ReleasedTable, ending: str) -> str:
    """Return the address of one table as a file, such as /cijfers/2025/forms.csv."""
    return f"{ROOT}/{table.year}/{table.name}.{ending}"


def newest_tables(releases: Iterable[Release]) -> list[tuple[Release, ReleasedTable]]:
    """Return each table of each year as last released, with that release: what an address shows.

    `releases` goes from the first to the last. The order is that of year and name.
    """
    newest = {
        (table.year, table.name): (release, table)
        for release in releases
        for table in release.tables
    }
    return [newest[key] for key in sorted(newest)]


def require_machine_ids(table: ReleasedTable) -> None:
    """Raise InvalidRelease when an id of this table cannot stand in a file.

    Ids are letters, digits, "-" and "_" (safe in an address); a dimension
    starts with a letter (NCName); none is a word for a total or the name of a column of ours.
    """
    if not _is_id(table.name):
        raise InvalidRelease(f"'{table.name}' cannot be the name of a file.")
    for dimension, categories in table.dimensions.items():
        if not _is_id(dimension) or dimension[0].isdigit() or dimension.lower() in COLUMNS:
            raise InvalidRelease(f"'{dimension}' cannot be a dimension in a file.")
        for category in categories:
            if not _is_id(category) or category.lower() in TOTAL_WORDS:
                raise InvalidRelease(f"'{category}' cannot be a category in a file.")


def category_id(category: str) -> str:
    """Return a category, or TOTAL, as a file calls it."""
    return TOTAL_ID if category == TOTAL else category


def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None
