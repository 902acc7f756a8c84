"""What stands above a table."""

from uitweg.knowledge.published_figures.rules.released_tables import ReleasedTable
from uitweg.platform.content.values.figures import FigureBook


def caption_of(table: ReleasedTable, book: FigureBook) -> str:
    """Return what stands above a table; one without words of its own is named by its dimensions."""
    known = book.table_by_id.get(table.name)
    return known.caption if known else dimensions_in_words(table, book)


def dimensions_in_words(table: ReleasedTable, book: FigureBook) -> str:
    """Return "Vorm van uitbuiting en nationaliteit", from the words of its dimensions."""
    words = [book.dimension_words(name) for name in table.dimensions]
    if not words:
        return book.page["other_title"]
    lower = [each[:1].lower() + each[1:] for each in words]
    *before, last = lower
    sentence = f"{', '.join(before)} {book.page['and']} {last}" if before else last
    return sentence[:1].upper() + sentence[1:]
