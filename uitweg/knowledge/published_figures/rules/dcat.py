"""The released tables as a record for data catalogues: DCAT-AP-NL 3.0 as JSON-LD.

Plain dictionaries with their own context: a library for RDF would only write this JSON anew. The
tests expand it with rdflib and check it against the profile's own SHACL shapes.
Source: https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from uitweg.knowledge.published_figures.rules.figure_words import FigureWords
from uitweg.knowledge.published_figures.rules.machine_files import (
    ALL_CSV,
    CATALOGUE,
    COLLECTION,
    ROOT,
    newest_tables,
    require_machine_ids,
    table_path,
)
from uitweg.knowledge.published_figures.rules.released_tables import Release, ReleasedTable
from uitweg.platform.content.values.figures import Licence

_EU = "http://publications.europa.eu/resource/authority"
_IANA = "https://www.iana.org/assignments/media-types"
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_LANGUAGES = {"nl": "NLD", "en": "ENG"}
_THEMES = {"JUST": "Justice, legal system and public safety", "SOCI": "Population and society"}
_KEYWORDS = ("criminele uitbuiting", "mensenhandel", "jongeren", "slachtoffers")
type JsonObject = dict[str, Any]


@dataclass(frozen=True)
class Publisher:
    """Who publishes the figures: the city.

    `url` is of the site, without "/" at its end. `identifier` is the city's own in TOOI, such as
    https://identifier.overheid.nl/tooi/id/gemeente/gm0363, or "". `place` is its GeoNames address,
    or "". `email` and `contact`, a page, are for questions about the figures; "" for none: without
    a page it is the site.
    """

    name: str
    url: str
    email: str = ""
    contact: str = ""
    identifier: str = ""
    place: str = ""
    licence: Licence = Licence.CC_BY


@dataclass(frozen=True)
class _FileKind:
    """A way in which the same counts are written: for people, as media type, as EU file type."""

    title: str
    media_type: str
    file_type: str
    standard: str


_CSV = _FileKind("CSV", "text/csv", "CSV", "https://www.w3.org/TR/tabular-data-model/")
_JSON_STAT = _FileKind("JSON-stat", "application/json", "JSON", "https://json-stat.org/full/")


def catalogue_json(releases: Sequence[Release], words: FigureWords, publisher: Publisher) -> bytes:
    """Return the catalogue with a dataset for each table and year, one for all, and their series.

    `releases` goes from the first to the last and has at least one.
    """
    newest = newest_tables(releases)
    datasets = [_table_dataset(table, release, words, publisher) for release, table in newest]
    datasets.append(_everything(releases, words, publisher))
    graph = [
        _catalogue(releases, words, publisher, datasets),
        _series(releases, words, publisher),
        *datasets,
        *_terms(words, publisher),
    ]
    document = {"@context": _CONTEXT, "@graph": graph}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _catalogue(
    releases: Sequence[Release],
    words: FigureWords,
    publisher: Publisher,
    datasets: Iterable[JsonObject],
) -> JsonObject:
    return {
        "@id": publisher.url + CATALOGUE,
        "@type": "dcat:Catalog",
        "dct:title": _text(f"Cijfers van {publisher.name}", "nl"),
        "dct:description": _text(
            "De cijfers over criminele uitbuiting van jongeren die iedereen mag lezen.", "nl"
        ),
        "dct:publisher": _publisher(publisher),
        "dct:creator": _publisher(publisher),
        "dcat:contactPoint": _contact(publisher),
        "dct:language": _language(words),
        "dct:license": {"@id": publisher.licence},
        "foaf:homepage": {"@id": f"{publisher.url}{ROOT}/", "@type": "foaf:Document"},
        "dct:modified": _date(releases[-1].released_on.isoformat()),
        "dcat:themeTaxonomy": {"@id": f"{_EU}/data-theme"},
        "dcat:dataset": [{"@id": dataset["@id"]} for dataset in datasets],
    }


def _series(releases: Sequence[Release], words: FigureWords, publisher: Publisher) -> JsonObject:
    return {
        "@id": _series_id(publisher),
        "@type": "dcat:DatasetSeries",
        "dct:title": _text("Cijfers over criminele uitbuiting, per jaar", "nl"),
        "dct:description": _text(
            f"Elk jaar dezelfde tabellen over de aanpak van {publisher.name}. {words.protection}",
            "nl",
        ),
        **_common(releases, publisher),
    }


def _everything(
    releases: Sequence[Release], words: FigureWords, publisher: Publisher
) -> JsonObject:
    """Return the dataset with what holds several tables: the long CSV and the collection."""
    files = [
        _distribution(publisher, words, ALL_CSV, _CSV),
        _distribution(publisher, words, COLLECTION, _JSON_STAT),
    ]
    return {
        **_dataset(f"{ROOT}/alles", words, publisher, files),
        "dct:title": _text("Alle cijfers over criminele uitbuiting", "nl"),
        "dct:description": _text("Alle tabellen van alle jaren. " + words.protection, "nl"),
        **_common(releases, publisher),
    }


def _table_dataset(
    table: ReleasedTable, release: Release, words: FigureWords, publisher: Publisher
) -> JsonObject:
    require_machine_ids(table)
    files = [
        _distribution(publisher, words, table_path(table, "csv"), _CSV),
        _distribution(publisher, words, table_path(table, "json"), _JSON_STAT),
    ]
    description = f"{words.definition(table.name)} {words.protection}".strip()
    return {
        **_dataset(f"{ROOT}/{table.year}/{table.name}", words, publisher, files),
        "dct:title": _text(f"{words.title(table.name)}, {table.year}", words.language),
        "dct:description": _text(description, words.language),
        **_common([Release(release.number, release.released_on, (table,))], publisher),
    }


def _dataset(
    path: str, words: FigureWords, publisher: Publisher, files: list[JsonObject]
) -> JsonObject:
    """Return what is the same for each dataset that has files."""
    address = f"{publisher.url}{path}#dataset"
    page = {"@id": f"{publisher.url}{ROOT}/", "@type": "foaf:Document"}
    return {
        "@id": address,
        "@type": "dcat:Dataset",
        "dct:identifier": address,
        "dct:creator": _publisher(publisher),
        "dct:accessRights": {"@id": f"{_EU}/access-right/PUBLIC"},
        "dct:language": _language(words),
        "dcat:theme": [{"@id": f"{_EU}/data-theme/{code}"} for code in _THEMES],
        "dcat:keyword": [_text(keyword, "nl") for keyword in _KEYWORDS],
        "dcat:landingPage": page,
        "foaf:page": page,
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "rdfs:label": _text(words.protection, words.language),
        },
        "dcat:inSeries": {"@id": _series_id(publisher)},
        "dcat:distribution": files,
    }


def _distribution(
    publisher: Publisher, words: FigureWords, path: str, kind: _FileKind
) -> JsonObject:
    address = {"@id": publisher.url + path, "@type": "rdfs:Resource"}
    return {
        "@id": f"{publisher.url}{path}#distribution",
        "@type": "dcat:Distribution",
        "dct:title": _text(kind.title, "nl"),
        "dct:description": _text(words.protection, words.language),
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dcat:mediaType": {"@id": f"{_IANA}/{kind.media_type}", "@type": "dct:MediaType"},
        "dct:format": {"@id": f"{_EU}/file-type/{kind.file_type}"},
        "dct:conformsTo": {"@id": kind.standard, "@type": "dct:Standard"},
        "dct:license": {"@id": publisher.licence},
        "dct:language": _language(words),
    }


def _common(releases: Sequence[Release], publisher: Publisher) -> JsonObject:
    """Return what a series and a dataset both have: who, when, how often, where."""
    years = [table.year for release in releases for table in release.tables]
    found: JsonObject = {
        "dct:publisher": _publisher(publisher),
        "dcat:contactPoint": _contact(publisher),
        "dct:issued": _date(releases[0].released_on.isoformat()),
        "dct:modified": _date(releases[-1].released_on.isoformat()),
        "dct:accrualPeriodicity": {"@id": f"{_EU}/frequency/ANNUAL"},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _date(f"{min(years)}-01-01"),
            "dcat:endDate": _date(f"{max(years)}-12-31"),
        },
    }
    if publisher.place:
        found["dct:spatial"] = {"@id": publisher.place}
    return found


def _terms(words: FigureWords, publisher: Publisher) -> list[JsonObject]:
    """Return what kind of thing each address of a code list is, for who does not fetch them."""
    code = _LANGUAGES[words.language.partition("-")[0]]
    terms: list[JsonObject] = [
        {"@id": f"{_EU}/access-right/PUBLIC", "@type": "dct:RightsStatement"},
        {"@id": f"{_EU}/frequency/ANNUAL", "@type": "dct:Frequency"},
        {"@id": f"{_EU}/language/{code}", "@type": "dct:LinguisticSystem"},
        {"@id": f"{_EU}/file-type/CSV", "@type": "dct:MediaTypeOrExtent"},
        {"@id": f"{_EU}/file-type/JSON", "@type": "dct:MediaTypeOrExtent"},
        {"@id": publisher.licence, "@type": "dct:LicenseDocument"},
        {
            "@id": f"{_EU}/data-theme",
            "@type": "skos:ConceptScheme",
            "dct:title": _text("Data theme", "en"),
        },
    ]
    for theme, label in _THEMES.items():
        terms.append(
            {
                "@id": f"{_EU}/data-theme/{theme}",
                "@type": "skos:Concept",
                "skos:prefLabel": _text(label, "en"),
            }
        )
    if publisher.place:
        terms.append({"@id": publisher.place, "@type": "dct:Location"})
    return terms


def _publisher(publisher: Publisher) -> JsonObject:
    return {
        "@id": publisher.identifier or f"{publisher.url}/#publisher",
        "@type": "foaf:Agent",
        "foaf:name": _text(publisher.name, "nl"),
    }


def _contact(publisher: Publisher) -> JsonObject:
    contact: JsonObject = {
        "@id": f"{publisher.url}/#contact",
        "@type": "vcard:Kind",
        "vcard:fn": _text(publisher.name, "nl"),
        "vcard:hasURL": {"@id": publisher.contact or publisher.url},
    }
    if publisher.email:
        contact["vcard:hasEmail"] = {"@id": f"mailto:{publisher.email}"}
    return contact


def _series_id(publisher: Publisher) -> str:
    return f"{publisher.url}{ROOT}/#series"


def _language(words: FigureWords) -> JsonObject:
    return {"@id": f"{_EU}/language/{_LANGUAGES[words.language.partition('-')[0]]}"}


def _text(text: str, language: str) -> JsonObject:
    return {"@value": text, "@language": language}


def _date(day: str) -> JsonObject:
    return {"@value": day, "@type": "xsd:date"}
