"""The words of released figures in one language, for the files that other programs read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from uitweg.knowledge.published_figures.rules.captions import caption_of
from uitweg.knowledge.published_figures.rules.released_tables import TOTAL, ReleasedTable
from uitweg.platform.content.values.figures import FigureBook


@dataclass(frozen=True)
class FigureWords:
    """Words by id; what has none is called by its id.

    `language` is a BCP 47 tag. `titles` and `definitions` go by the id of a table, `dimensions`
    by that of a dimension, `categories` by those of a dimension and a category of it.
    """

    language: str = "nl"
    titles: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[tuple[str, str], str] = field(default_factory=dict)
    total: str = "Totaal"
    year: str = "Jaar"
    count: str = "Aantal"
    not_shown: str = "niet getoond"
    protection: str = (
        "Aantallen zijn afgerond op 5. Kleine aantallen, nullen en wat zulke aantallen zou "
        "verraden, staan er niet bij. Totalen zijn apart afgerond: de delen tellen er niet "
        "precies bij op."
    )

    def title(self, table: str) -> str:
        return self.titles.get(table, table)

    def definition(self, table: str) -> str:
        """Return what is counted in this table, "" when nobody wrote it down."""
        return self.definitions.get(table, "")

    def dimension(self, dimension: str) -> str:
        return self.dimensions.get(dimension, dimension)

    def category(self, dimension: str, category: str) -> str:
        if category == TOTAL:
            return self.total
        return self.categories.get((dimension, category), category)


def file_words(book: FigureBook, tables: Iterable[ReleasedTable]) -> FigureWords:
    """Return the words of these tables for the files."""
    titles, definitions = dict[str, str](), dict[str, str]()
    for table in tables:
        titles[table.name] = caption_of(table, book)
        if source := book.source_by_id.get(table.source):
            definitions[table.name] = f"{source.unit} {source.definition} {source.limits}"
    return FigureWords(
        titles=titles,
        definitions=definitions,
        dimensions={each.id: each.title for each in book.dimensions},
        categories={
            (each.id, category): words
            for each in book.dimensions
            for category, words in each.categories.items()
        },
    )
