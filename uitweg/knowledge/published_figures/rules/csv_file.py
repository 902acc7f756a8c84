"""Released tables as CSV.

Both files are UTF-8 with a byte order mark and ";" between columns, as the files of Statistics
Netherlands: a Dutch Excel opens them with a double click, and neither pandas (`sep=";"`) nor R
(`read.csv2`) minds. Lines end in CRLF (RFC 4180).
"""

import csv
import io
from collections.abc import Iterable, Sequence

from uitweg.knowledge.published_figures.rules.figure_words import FigureWords
from uitweg.knowledge.published_figures.rules.machine_files import (
    COLUMNS,
    TOTAL_WORDS,
    category_id,
    require_machine_ids,
)
from uitweg.knowledge.published_figures.rules.released_tables import (
    TOTAL,
    Release,
    ReleasedTable,
    all_keys,
)

HIDDEN_MARK = "niet getoond"
TOTAL_MARK = "totaal"
COUNT_COLUMN = "aantal"
_FORMULA_STARTS = "=+-@＝＋－＠"  # full-width too: an East Asian Excel computes with those
_LONG_COLUMNS = ("release", "released_on", "table", "title", "year", "extracted_on", "edition")


def table_csv(table: ReleasedTable, words: FigureWords) -> bytes:
    """Return one table as people see it on its page, one column a dimension, the count last.

    In words, not ids: whoever opens it read the same words above it. A dimension of which two
    categories have the same word, or one has a word for a total, keeps its ids. A table without
    dimensions gets one column that says "totaal", so that `./run audit-figures` reads it too.
    """
    require_machine_ids(table)
    names = _columns(table, words)
    labels = [_labels(name, found, words) for name, found in table.dimensions.items()]
    rows = [
        [
            *(label[value] for label, value in zip(labels, key, strict=True)),
            _count(table.counts[key]),
        ]
        for key in all_keys(table.dimensions)
    ]
    if not table.dimensions:
        rows = [[TOTAL_MARK, *row] for row in rows]
    return _written([[*names, COUNT_COLUMN], *rows])


def all_tables_csv(releases: Iterable[Release], words: FigureWords) -> bytes:
    """Return every table of these releases in one file, one row a count, for who combines them.

    In ids, which stay the same when somebody finds a better word; a total is "total". A row has
    as many pairs of columns (dimension_1, category_1, …) as the widest table has dimensions.
    """
    found = [(release, table) for release in releases for table in release.tables]
    for _, table in found:
        require_machine_ids(table)
    widest = max((len(table.dimensions) for _, table in found), default=0)
    pairs = [f"{kind}_{n}" for n in range(1, widest + 1) for kind in ("dimension", "category")]
    rows: list[list[str]] = [[*_LONG_COLUMNS, *pairs, COUNT_COLUMN]]
    for release, table in found:
        rows += _long_rows(release, table, words, width=len(pairs))
    return _written(rows)


def _long_rows(
    release: Release, table: ReleasedTable, words: FigureWords, *, width: int
) -> list[list[str]]:
    start = [
        str(release.number),
        release.released_on.isoformat(),
        table.name,
        words.title(table.name),
        str(table.year),
        table.extracted_on.isoformat(),
        str(table.edition),
    ]
    rows = []
    for key in all_keys(table.dimensions):
        pairs = [
            part
            for name, value in zip(table.dimensions, key, strict=True)
            for part in (name, category_id(value))
        ]
        padding = [""] * (width - len(pairs))
        rows.append([*start, *pairs, *padding, _count(table.counts[key])])
    return rows


def _columns(table: ReleasedTable, words: FigureWords) -> list[str]:
    if not table.dimensions:
        return ["tabel"]
    named = {name: words.dimension(name) for name in table.dimensions}
    return list(_all_or_ids(named, taken=COLUMNS).values())


def _labels(dimension: str, categories: Sequence[str], words: FigureWords) -> dict[str, str]:
    named = {category: words.category(dimension, category) for category in categories}
    return {**_all_or_ids(named, taken=TOTAL_WORDS | {"*"}), TOTAL: TOTAL_MARK}


def _all_or_ids(named: dict[str, str], *, taken: frozenset[str]) -> dict[str, str]:
    """Return the words of these ids; when a reader could not tell two apart, the ids."""
    texts = {key: _text(word) for key, word in named.items()}
    seen = {text.lower() for text in texts.values()}
    clear = len(seen) == len(texts) and not seen & taken and "" not in seen
    return texts if clear else {key: key for key in named}


def _count(shown: int | None) -> str:
    return HIDDEN_MARK if shown is None else str(shown)


def _text(text: str) -> str:
    """Return a text on one line that no spreadsheet takes for a formula."""
    line = " ".join(text.split())
    return f"'{line}" if line.startswith(tuple(_FORMULA_STARTS)) else line


def _written(rows: list[list[str]]) -> bytes:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";").writerows([_text(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")
