"""A data catalogue, such as data.overheid.nl, finds the released figures by their record."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, XSD, Graph, Literal, URIRef
from rdflib.namespace import SH, Namespace

from tests.support.released_tables import WORDS, a_release, a_table
from uitweg.knowledge.published_figures.rules.dcat import Publisher, catalogue_json
from uitweg.platform.content.values.figures import Licence

# rdflib's own reader of JSON-LD still uses the class that rdflib advises against
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

SHAPES = Path(__file__).parents[1] / "vectors" / "dcat-ap-nl"
RECOMMENDED = "dcat-ap-nl-SHACL-aanbevolen.ttl"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SITE = "https://uitweg.example"
CITY = Publisher(
    "Gemeente Voorbeeldstad",
    SITE,
    email="cijfers@voorbeeldstad.example",
    contact="https://www.voorbeeldstad.example/contact/?over=cijfers",
    identifier="https://identifier.overheid.nl/tooi/id/gemeente/gm0000",
    place="https://www.geonames.org/2759794",
)
RELEASES = [a_release(a_table(), a_table(year=2024)), a_release(a_table(start=20), number=2)]


@cache
def required_shapes() -> Graph:
    shapes = Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        if path.name != RECOMMENDED:
            shapes.parse(path)
    return shapes


def graph_of(publisher: Publisher = CITY) -> Graph:
    return Graph().parse(data=catalogue_json(RELEASES, WORDS, publisher), format="json-ld")


def faults(graph: Graph) -> str:
    """Return what the profile's shapes find, "" for nothing."""
    conforms, _, report = validate(graph, shacl_graph=required_shapes(), allow_infos=True)
    return "" if conforms else report


@pytest.mark.parametrize(
    "publisher",
    [Publisher("Voorbeeldstad", SITE), *(replace(CITY, licence=each) for each in Licence)],
)
def test_the_record_follows_the_profile(publisher: Publisher) -> None:
    assert not faults(graph_of(publisher))


def test_a_city_is_named_by_its_own_identifier_with_its_licence_and_contact() -> None:
    graph = graph_of(replace(CITY, licence=Licence.CC_ZERO))

    assert set(graph.objects(predicate=DCTERMS.publisher)) == {URIRef(CITY.identifier)}
    assert set(graph.objects(predicate=DCTERMS.license)) == {URIRef(Licence.CC_ZERO.value)}
    assert set(graph.objects(predicate=VCARD.hasURL)) == {URIRef(CITY.contact)}
    assert set(graph.objects(predicate=VCARD.hasEmail)) == {URIRef(f"mailto:{CITY.email}")}
    assert set(graph.objects(predicate=DCTERMS.spatial)) == {URIRef(CITY.place)}


def test_who_says_nothing_is_the_site_itself() -> None:
    graph = graph_of(Publisher("Voorbeeldstad", SITE))

    assert set(graph.objects(predicate=DCTERMS.publisher)) == {URIRef(f"{SITE}/#publisher")}
    assert set(graph.objects(predicate=VCARD.hasURL)) == {URIRef(SITE)}
    assert not set(graph.objects(predicate=VCARD.hasEmail))


@pytest.mark.parametrize(
    ("kind", "property_name"),
    [
        ("dcat:Dataset", "dct:creator"),
        ("dcat:Dataset", "dcat:contactPoint"),
        ("dcat:Dataset", "dcat:theme"),
        ("dcat:Distribution", "dct:license"),
        ("dcat:DatasetSeries", "dct:title"),
        ("dcat:Catalog", "dct:publisher"),
    ],
)
def test_the_shapes_see_what_is_missing(kind: str, property_name: str) -> None:
    record: dict[str, Any] = json.loads(catalogue_json(RELEASES, WORDS, CITY))
    nodes = record["@graph"]
    nodes += [each for node in record["@graph"] for each in node.get("dcat:distribution", ())]
    for node in nodes:
        if node["@type"] == kind:
            del node[property_name]
    assert faults(Graph().parse(data=json.dumps(record), format="json-ld"))


def test_of_what_is_recommended_only_what_we_do_not_have_is_missing() -> None:
    shapes = Graph().parse(SHAPES / RECOMMENDED)
    _, report, _ = validate(graph_of(), shacl_graph=shapes)
    assert isinstance(report, Graph)
    missing = {(of_what, path) for path, of_what in _missing(report, graph_of())}
    assert missing == {
        (DCAT.Distribution, DCAT.accessService),  # there is no service, only files
        (DCAT.Dataset, DCTERMS.conformsTo),  # no standard says which tables a city publishes
    }


def _missing(report: Graph, data: Graph) -> list[tuple[Any, Any]]:
    return [
        (
            report.value(result, SH.resultPath),
            data.value(report.value(result, SH.focusNode), RDF.type),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    ]


def test_each_file_is_found_from_its_dataset() -> None:
    graph = graph_of()
    files = {str(file) for file in graph.objects(predicate=DCAT.downloadURL)}
    assert files == {
        f"{SITE}/cijfers/{path}"
        for path in (
            "2024/forms.csv",
            "2024/forms.json",
            "2025/forms.csv",
            "2025/forms.json",
            "alles.csv",
            "alles.json",
        )
    }


def test_a_dataset_says_its_year_and_when_it_was_released() -> None:
    graph = graph_of()
    dataset = URIRef(f"{SITE}/cijfers/2025/forms#dataset")
    period = graph.value(dataset, DCTERMS.temporal)
    assert graph.value(period, DCAT.startDate) == Literal("2025-01-01", datatype=XSD.date)
    assert graph.value(dataset, DCTERMS.issued) == Literal("2026-03-02", datatype=XSD.date)
    assert graph.value(dataset, URIRef(f"{DCAT}inSeries")) == URIRef(f"{SITE}/cijfers/#series")


def test_a_dataset_says_how_children_are_protected() -> None:
    graph = graph_of()
    for dataset in graph.subjects(RDF.type, DCAT.Dataset):
        assert WORDS.protection in str(graph.value(dataset, DCTERMS.description))
        assert graph.value(dataset, DCTERMS.provenance)
