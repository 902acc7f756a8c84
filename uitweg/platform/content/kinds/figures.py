"""Makes the words and the publisher of the figures, of content/figures.yaml and its wording."""

import re
from collections.abc import Callable, Iterable

from uitweg.platform.content.files.reader import FIRST_LEVEL, ContentReader, WordsById
from uitweg.platform.content.files.strict_yaml import InvalidContent, Problem, YamlItem
from uitweg.platform.content.values.figures import (
    FigureBook,
    FigureDimension,
    FigurePublisher,
    FigureSource,
    FigureTable,
    Licence,
)

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

_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}"
_HTTPS = re.compile(rf"https://{_HOST}(?:[/?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*)?")
_EMAIL = re.compile(rf"[A-Za-z0-9._-]+@{_HOST}", re.IGNORECASE)
"""What can stand in a record without another character in its place."""

FILE_COLUMNS = (
    *("release", "released_on", "table", "title", "year", "extracted_on", "edition"),
    *("dimension_1", "category_1", "aantal"),
)
"""The columns of the file with all tables; of dimension and category only the first pair."""


def read_figures(reader: ContentReader) -> FigureBook:
    """Return the words of the figures at the reader's level; mistakes become its problems."""
    top, wording = reader.top(FILE), reader.words(FILE)
    sources = _made(reader, "source", reader.items(top, "sources"), wording, _make_source)
    dimensions = _made(
        reader, "dimension", reader.items(top, "dimensions"), wording, _make_dimension
    )
    known = {each.id for each in sources}, {each.id for each in dimensions}

    def make_table(row: YamlItem, words: YamlItem) -> FigureTable:
        return _make_table(row, words, *known)

    tables = _made(reader, "table", reader.items(top, "tables"), wording, make_table)
    publisher = _read_publisher(reader, top)
    page = _flat_words(reader, wording, PAGE, PAGE_WORDS)
    columns = _flat_words(reader, wording, COLUMNS, FILE_COLUMNS)
    reader.problems += [
        Problem(words.file, words.id, "these words belong to no item.")
        for words, _ in wording.values()
    ]
    try:
        top.refuse_leftovers()
    except InvalidContent as error:
        reader.problems.append(error.problem)
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
        return FigurePublisher()
    return next(iter(reader.make_values([row], _make_publisher)), FigurePublisher())


def _make_publisher(row: YamlItem) -> FigurePublisher:
    """Return a publisher. Raises InvalidContent for what no catalogue could read."""
    return FigurePublisher(
        name=" ".join(row.text("name").split()),
        identifier=_address(row, "identifier"),
        place=_address(row, "place"),
        email=_email(row),
        contact=_address(row, "contact"),
        licence=row.choice("licence", Licence),
    )


def _address(row: YamlItem, key: str) -> str:
    if (address := row.text(key)) and not _HTTPS.fullmatch(address):
        raise row.refused(
            f'{key} should be an address such as https://city.example/page, or "": it is {address}.'
        )
    return address


def _email(row: YamlItem) -> str:
    if (email := row.text("email")) and not _EMAIL.fullmatch(email):
        raise row.refused(
            f'email should be an address such as figures@city.example, or "": it is {email}.'
        )
    return email


def _made[T](
    reader: ContentReader,
    kind: str,
    rows: Iterable[YamlItem],
    wording: WordsById,
    make: Callable[[YamlItem, YamlItem], T],
) -> list[T]:
    """Make a value of each row and its words, which stand at `kind.id`."""

    def with_words(row: YamlItem) -> T:
        name = f"{kind}.{row.id}"
        if name not in wording:
            raise InvalidContent(Problem(f"words/{FIRST_LEVEL}/{FILE}", name, "has no words."))
        words, _ = wording.pop(name)
        value = make(row, words)
        words.refuse_leftovers()
        return value

    return reader.make_values(rows, with_words)


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


def _make_source(row: YamlItem, words: YamlItem) -> FigureSource:
    return FigureSource(
        id=row.id,
        order=row.take("order", int),
        title=words.words("title"),
        unit=words.words("unit"),
        definition=words.words("definition"),
        limits=words.words("limits"),
    )


def _make_dimension(row: YamlItem, words: YamlItem) -> FigureDimension:
    """Return a dimension. Raises InvalidContent when a category has no words."""
    title, categories = words.words("title"), row.texts("categories")
    found = YamlItem(words.file, words.id, words.take("categories", dict))
    in_words = {category: found.words(category) for category in categories}
    found.refuse_leftovers()
    return FigureDimension(row.id, title, in_words)


def _make_table(
    row: YamlItem, words: YamlItem, sources: set[str], dimensions: set[str]
) -> FigureTable:
    """Return a table. Raises InvalidContent for a source or a dimension that does not exist."""
    table = FigureTable(
        id=row.id,
        order=row.take("order", int),
        source=row.words("source"),
        dimensions=row.texts("dimensions"),
        title=words.words("title"),
        says=words.words("says"),
        caption=words.words("caption"),
    )
    unknown = [each for each in table.dimensions if each not in dimensions]
    if table.source not in sources:
        unknown.append(table.source)
    if unknown:
        raise row.refused(f"{unknown[0]} does not exist.")
    return table
