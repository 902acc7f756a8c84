"""Tables and refusals as the staff pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from uitweg.figures.rules.verdicts import Attacker, Leak, ReleaseVerdict
from uitweg.knowledge.published_figures.rules.captions import caption_of
from uitweg.knowledge.published_figures.rules.figures import Figure, FigureYear
from uitweg.knowledge.published_figures.rules.page_tables import PageTable, page_tables
from uitweg.knowledge.published_figures.rules.released_tables import TOTAL, ReleasedTable
from uitweg.platform.content import load
from uitweg.platform.content.values.figures import FigureBook


@dataclass(frozen=True)
class ShownTable:
    """A table as it would stand on the public page; `table` is None when no number is left."""

    caption: str
    table: PageTable | None


def shown_tables(tables: Iterable[ReleasedTable], today: date) -> list[ShownTable]:
    book = load().figures
    return [
        ShownTable(
            caption_of(table, book),
            next(iter(page_tables(Figure((FigureYear(table, today),)), book)), None),
        )
        for table in tables
    ]


def refusal_sentences(verdict: ReleaseVerdict) -> list[str]:
    """Return why nothing of this may be released: a sentence for each cell that says too much."""
    if verdict.problem:
        return [
            "Dit is te groot om na te rekenen terwijl je wacht, of de tabellen spreken elkaar "
            "tegen. Kies minder tegelijk."
        ]
    book = load().figures
    return [_sentence(leak, book) for leak in verdict.leaks]


def _sentence(leak: Leak, book: FigureBook) -> str:
    cell = ", ".join(
        book.page["total"] if category == TOTAL else book.category_words(dimension, category)
        for dimension, category in zip(leak.dimensions, leak.key, strict=True)
    )
    releases = ", ".join(f"uitgave {each}" if each else "deze tabel" for each in leak.releases)
    if leak.attacker == Attacker.ALL_BUT_ONE or leak.interval is None:
        said = "in welk vakje de jongere zit die diegene niet kent"
    elif leak.interval.least == leak.interval.most:
        said = f"dat het er precies {leak.interval.least} {_be(leak.interval.least)}"
    else:
        said = f"dat het er {leak.interval.least} tot {leak.interval.most:.0f} zijn"
    return f"“{cell}”: {leak.attacker.words} kan uitrekenen {said}. Dat komt door: {releases}."


def _be(count: int) -> str:
    return "is" if count == 1 else "zijn"
