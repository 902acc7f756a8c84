"""The files of the figures, for who computes with them: addresses, content and type.

They are the same at every level, with Dutch words.
"""

from collections.abc import Iterator

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from uitweg.knowledge.published_figures.public_views.releases import public_releases
from uitweg.knowledge.published_figures.rules.csv_file import all_tables_csv, table_csv
from uitweg.knowledge.published_figures.rules.dcat import Publisher, catalogue_json
from uitweg.knowledge.published_figures.rules.figure_words import file_words
from uitweg.knowledge.published_figures.rules.json_stat import collection_json, table_json
from uitweg.knowledge.published_figures.rules.machine_files import (
    ALL_CSV,
    CATALOGUE,
    COLLECTION,
    newest_tables,
    table_path,
)
from uitweg.knowledge.published_figures.rules.released_tables import Release, ReleasedTable
from uitweg.platform.accounts.rules import open_to_everyone
from uitweg.platform.content import load
from uitweg.platform.content.values.figures import FigurePublisher

Documents = dict[str, tuple[bytes, str, list[tuple[str, str]]]]
CSV_TYPE = "text/csv; charset=utf-8"
JSON_STAT_TYPE = "application/json"
CATALOGUE_TYPE = "application/ld+json"
COLLECTIONS = {
    ALL_CSV: "CSV",
    COLLECTION: "JSON-stat",
    CATALOGUE: "DCAT-AP-NL",
}
"""The files with or about every table, by address, and the name of the format."""


def csv_path(table: ReleasedTable) -> str:
    return table_path(table, "csv")


def json_path(table: ReleasedTable) -> str:
    return table_path(table, "json")


def figure_documents() -> Documents:
    """Return by address what is released now: content, type, and how a browser saves it."""
    return dict(_documents(public_releases()))


def _documents(
    releases: list[Release],
) -> Iterator[tuple[str, tuple[bytes, str, list[tuple[str, str]]]]]:
    newest = [table for _, table in newest_tables(releases)]
    if not newest:
        return
    book = load().figures
    words, publisher = file_words(book, newest), _publisher(book.publisher)
    everything = all_tables_csv(releases, words)
    yield ALL_CSV, (everything, CSV_TYPE, _saved_as("cijfers.csv"))
    collection = collection_json(releases, words, url=settings.PUBLIC_URL)
    yield COLLECTION, (collection, JSON_STAT_TYPE, _saved_as("cijfers.json"))
    catalogue = catalogue_json(releases, words, publisher)
    yield CATALOGUE, (catalogue, CATALOGUE_TYPE, _saved_as("cijfers.jsonld"))
    for table in newest:
        name = f"{table.name}-{table.year}"
        yield csv_path(table), (table_csv(table, words), CSV_TYPE, _saved_as(f"{name}.csv"))
        as_json = table_json(table, words)
        yield json_path(table), (as_json, JSON_STAT_TYPE, _saved_as(f"{name}.json"))


def _publisher(found: FigurePublisher) -> Publisher:
    """Return what the city says of itself, with what the settings say where it says nothing."""
    return Publisher(
        name=found.name or settings.CITY,
        url=settings.PUBLIC_URL,
        email=found.email,
        contact=found.contact,
        identifier=found.identifier,
        place=found.place,
        licence=found.licence,
    )


def _saved_as(file_name: str) -> list[tuple[str, str]]:
    """Names are ids, which need no quotes."""
    return [("content-disposition", f"attachment; filename={file_name}")]


@open_to_everyone
@require_safe
def figure_document(request: HttpRequest, **_: object) -> HttpResponse:
    """Send one of these files, equal to the published one."""
    found = figure_documents().get(request.path)
    if found is None:
        raise Http404
    content, media_type, headers = found
    response = HttpResponse(content, content_type=media_type, headers=dict(headers))
    response["Cache-Control"] = "no-cache"
    return response
