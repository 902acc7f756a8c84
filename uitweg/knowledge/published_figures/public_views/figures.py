"""The page of figures, at every whole level."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import dateformat, translation
from django.views.decorators.http import require_safe

from uitweg.knowledge.published_figures.public_views.documents import (
    COLLECTIONS,
    csv_path,
    json_path,
)
from uitweg.knowledge.published_figures.public_views.releases import public_releases
from uitweg.knowledge.published_figures.rules.captions import caption_of, dimensions_in_words
from uitweg.knowledge.published_figures.rules.charts import Chart, chart_of
from uitweg.knowledge.published_figures.rules.figures import Figure, FigureYear, figures_of
from uitweg.knowledge.published_figures.rules.machine_files import ALL_CSV
from uitweg.knowledge.published_figures.rules.page_tables import PageTable, page_tables
from uitweg.knowledge.published_figures.rules.released_tables import BASE, THRESHOLD, UNKNOWN
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.content import levels, load
from uitweg.platform.content.collection import Content
from uitweg.platform.content.files.levels import split_address
from uitweg.platform.content.values.figures import FIGURES_PATH, FigureBook, FigureSource

TEMPLATE = "published_figures/figures.html"


@dataclass(frozen=True)
class SavedTable:
    """Where the files of one table are in one format, by year."""

    words: str
    paths: dict[int, str]


@dataclass(frozen=True)
class ShownFigure:
    """A figure with all its words; of the tables the first is the newest."""

    id: str
    title: str
    says: str
    caption: str
    source: FigureSource | None
    chart: Chart | None
    chart_notes: tuple[str, ...]
    tables: tuple[PageTable, ...]
    notes: tuple[str, ...]
    saved: tuple[SavedTable, ...]


@dataclass(frozen=True)
class CountedSource:
    """What is counted, and a sentence for each year that says when."""

    source: FigureSource
    years: tuple[str, ...]


def page_addresses() -> dict[str, str]:
    """Return the level of each page by its address."""
    return {level.address(FIGURES_PATH): level.id for level in levels() if level.whole}


@open_to_everyone
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the page, equal to the published one."""
    level, _ = split_address(request.path, levels())
    response = render(request, TEMPLATE, page_words(load(level=level.id)))
    response["Cache-Control"] = "no-cache"
    return response


def page_words(content: Content) -> dict[str, Any]:
    """Return the template context of the page at the level of this content."""
    book = content.figures
    found = sorted(figures_of(public_releases()), key=lambda figure: _place(figure, book))
    return {
        "book": book,
        "figures": [_shown_figure(figure, content) for figure in found],
        "counted": list(_counted(found, content)),
        "all_csv": ALL_CSV,
        "collections": {path: name for path, name in COLLECTIONS.items() if path != ALL_CSV},
        "threshold": THRESHOLD,
        "base": BASE,
    }


def _place(figure: Figure, book: FigureBook) -> tuple[int, str]:
    """Tables that have no words come last, by name."""
    known = book.table_by_id.get(figure.name)
    return (known.order if known else len(book.tables) + 1, figure.name)


def _shown_figure(figure: Figure, content: Content) -> ShownFigure:
    book, table = content.figures, figure.newest
    known = book.table_by_id.get(figure.name)
    chart = chart_of(figure, book)
    return ShownFigure(
        id=figure.name,
        title=known.title if known else dimensions_in_words(table, book),
        says=known.says if known else book.page["other_says"],
        caption=caption_of(table, book),
        source=book.source_by_id.get(table.source),
        chart=chart,
        chart_notes=tuple(_chart_notes(figure, book)) if chart else (),
        tables=tuple(page_tables(figure, book)),
        notes=tuple(_notes(figure, content)),
        saved=tuple(
            SavedTable(
                book.page["save"].format(format=name),
                {each.year: path_of(each.table) for each in figure.years},
            )
            for name, path_of in (("CSV", csv_path), ("JSON-stat", json_path))
        ),
    )


def _chart_notes(figure: Figure, book: FigureBook) -> Iterator[str]:
    """Yield of whom the bars are, computed from released numbers only."""
    table = figure.with_numbers[0].table
    if not any(UNKNOWN in categories for categories in table.dimensions.values()):
        return
    yield book.page["known_only"]
    unknown = table.counts.get((UNKNOWN,))
    if unknown is not None:
        yield book.page["unknown_count"].format(n=unknown)


def _notes(figure: Figure, content: Content) -> Iterator[str]:
    words = content.figures.page
    for year in figure.years:
        if not year.has_numbers:
            yield words["few"].format(year=year.year)
    for newer, older in pairwise(figure.years):
        if newer.table.edition != older.table.edition:
            yield words["edition_changed"].format(year=newer.year)
    yield _when(figure.years[0], content)


def _when(year: FigureYear, content: Content) -> str:
    """Return when a year was counted, in which edition, and since when everybody may see it."""
    return content.figures.page["counted_on"].format(
        year=year.year,
        day=_day(year.table.extracted_on, content),
        edition=year.table.edition,
        released=_day(year.released_on, content),
    )


def _day(day: date, content: Content) -> str:
    with translation.override(content.level.lang):
        return dateformat.format(day, "j F Y")


def _counted(found: list[Figure], content: Content) -> Iterator[CountedSource]:
    """Yield what is counted, with each sentence about a year once, the newest first."""
    for source in content.figures.sources:
        years = [
            year for figure in found for year in figure.years if year.table.source == source.id
        ]
        years.sort(key=lambda year: (year.year, year.released_on), reverse=True)
        if years:
            told = dict.fromkeys(_when(year, content) for year in years)
            yield CountedSource(source, tuple(told))
