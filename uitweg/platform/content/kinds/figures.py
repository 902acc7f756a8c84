"""Makes the words and the publisher of the figures, of content/figures.yaml and its wording."""

from collections.abc import Iterable
from functools import partial

from msgspec import structs

from uitweg.platform.content.files.reader import FIRST_LEVEL, ContentReader, WordsById
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, YamlItem
from uitweg.platform.content.kinds.team import lines_by_id
from uitweg.platform.content.values.figures import (
    NO_PUBLISHER,
    FigureBook,
    FigureDimension,
    FigurePublisher,
    FigureSource,
    FigureTable,
)
from uitweg.platform.content.values.items import Item

FILE = "figures.yaml"
PAGE, COLUMNS = "page", "columns"
PAGE_WORDS = (
    *("tab", "title", "lead", "empty_title", "empty_text"),
    *("hidden", "why_link", "why_title", "why_text", "why_threshold", "why_more", "why_sum"),
    *("total", "absent", "category", "and", "known_only", "unknown_count", "few"),
    *("edition_changed", "chart", "counted_on", "exactly", "save", "earlier"),
    *("all_title", "all_text", "all_csv", "columns_link", "licence", "other_title", "other_says"),
    *("words_title", "days_text", "columns_title", "columns_text", "on_page"),
)
"""The words of the page itself: headings, buttons, and sentences with a number in them."""

FILE_COLUMNS = (
    *("release", "released_on", "table", "title", "year", "extracted_on", "edition"),
    *("dimension_1", "category_1", "aantal"),
)
"""The columns of the file with all tables; of dimension and category only the first pair."""


def read_figures(reader: ContentReader) -> FigureBook:
    """Return the words of the figures at the reader's level; mistakes become its problems."""
    top, wording = reader.top(FILE), reader.words(FILE)
    sources = _made(reader, FigureSource, reader.items(top, "sources"), wording)
    dimensions = _made(reader, FigureDimension, reader.items(top, "dimensions"), wording)
    tables = _made(reader, FigureTable, reader.items(top, "tables"), wording)
    publisher = _read_publisher(reader, top)
    page = _flat_words(reader, wording, PAGE, PAGE_WORDS)
    columns = _flat_words(reader, wording, COLUMNS, FILE_COLUMNS)
    reader.problems += [
        Problem(words.file, words.id, "these words belong to no item.")
        for words, _ in wording.values()
    ]
    reader.refuse_leftovers(top)
    return FigureBook(
        page=page,
        columns=columns,
        publisher=publisher,
        sources=tuple(sorted(sources, key=lambda each: each.order)),
        dimensions=tuple(dimensions),
        tables=tuple(sorted(tables, key=lambda each: each.order)),
    )


def _read_publisher(reader: ContentReader, top: YamlItem) -> FigurePublisher:
    """Return who publishes the figures; what is wrong in it is a problem."""
    try:
        row = YamlItem(FILE, "publisher", top.take("publisher", dict))
    except InvalidContent as error:
        reader.problems.append(error.problem)
        return NO_PUBLISHER
    for publisher in reader.make_values([row], partial(reader.make, FigurePublisher)):
        return structs.replace(publisher, name=" ".join(publisher.name.split()))
    return NO_PUBLISHER


def _made[T: Item](
    reader: ContentReader, kind: type[T], rows: Iterable[YamlItem], wording: WordsById
) -> list[T]:
    """Make a value of each row and its words, which stand at `source.id`, `table.id` …"""

    def with_words(row: YamlItem) -> T:
        name = f"{kind.__name__.removeprefix('Figure').lower()}.{row.id}"
        if name not in wording:
            raise InvalidContent(Problem(f"words/{FIRST_LEVEL}/{FILE}", name, "has no words."))
        words, lang = wording.pop(name)
        made = {}
        if kind is FigureDimension:
            made["categories"] = lines_by_id(words, "categories", row.texts("categories"))
        return reader.make(kind, row, words, lang, made)

    things = reader.make_values(rows, with_words)
    reader.keep(kind, things)
    return things


def _flat_words(
    reader: ContentReader, wording: WordsById, name: str, keys: Iterable[str]
) -> dict[str, str]:
    """Return the texts of one item by key; none, with a problem, when one lacks or is too many."""
    if name not in wording:
        reader.problems.append(Problem(f"words/{FIRST_LEVEL}/{FILE}", name, "has no words."))
        return {}
    words, _ = wording.pop(name)
    try:
        texts = {key: words.words(key) for key in keys}
        words.refuse_leftovers()
    except InvalidContent as error:
        reader.problems.append(error.problem)
        return {}
    return texts
