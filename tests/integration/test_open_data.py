"""What other sites and machines take: open data, schemas, sitemap, robots, the preview of a link."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from html import unescape
from typing import Any
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from tests.support import people
from uitweg.knowledge.guide.public_views.open_data import DOCUMENT_NAMES, VERSION, document
from uitweg.knowledge.guide.public_views.open_data_schemas import schema
from uitweg.knowledge.guide.public_views.page_words import guide_pages
from uitweg.platform.content import levels, load
from uitweg.site.web.published import PublishedAnswer, Shelf

DAY = date(2026, 11, 24)
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
TWIN = "{http://www.w3.org/1999/xhtml}link"


@pytest.fixture
def shelf(team: people.Team, settings: Any, made_once: Callable[[], Shelf]) -> Shelf:
    settings.PUBLIC_URL = "https://uitweg.example"
    return made_once()


def taken(shelf: Shelf, path: str, **asked: str) -> PublishedAnswer:
    answer = shelf.answer("GET", path, asked.get("encoding", ""), asked.get("tag", ""))
    assert answer is not None, path
    return answer


def told(shelf: Shelf, path: str) -> dict[str, Any]:
    return dict(json.loads(taken(shelf, path).body))


def faults(kind: str, told: dict[str, Any]) -> list[str]:
    check = Draft202012Validator(schema(kind), format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [error.json_path for error in check.iter_errors(told)]


@pytest.mark.parametrize("kind", DOCUMENT_NAMES)
def test_a_published_document_is_as_its_published_schema_says(shelf: Shelf, kind: str) -> None:
    shape = told(shelf, f"/open/v1/schemas/{kind}")
    Draft202012Validator.check_schema(shape)

    assert shape["$id"] == f"https://uitweg.example/open/v1/schemas/{kind}"
    found = told(shelf, f"/open/v1/{kind}")
    assert [e.json_path for e in Draft202012Validator(shape).iter_errors(found)] == []


SPOILED = {
    "a missing date": lambda told: told["items"][0].pop("checkedOn"),
    "no source": lambda told: told["items"][0].update(sources=[]),
    "no words": lambda told: told["items"][0].update(words={}),
    "half the words": lambda told: told["items"][0]["words"]["nl"].pop("see"),
    "a level that is none": lambda told: told["items"][0]["words"].update(Dutch={}),
    "an unknown kind": lambda told: told["items"][0].update(kind="score"),
    "a maybe": lambda told: told["items"][0].update(acute="perhaps"),
    "no day": lambda told: told.update(madeOn="vandaag"),
    "no such day": lambda told: told.update(madeOn="2026-13-41"),
    "another licence": lambda told: told.update(licence="secret"),
    "another major version": lambda told: told.update(version="2.0.0"),
    "nothing": lambda told: told.update(items=[]),
}


@pytest.mark.parametrize("wrong", SPOILED)
def test_a_wrong_document_is_refused(wrong: str) -> None:
    spoiled = document("signals", city="Voorbeeldstad", made_on=DAY)
    SPOILED[wrong](spoiled)

    assert faults("signals", spoiled)


def test_a_number_that_cannot_be_dialled_is_refused() -> None:
    spoiled = document("contacts", city="Voorbeeldstad", made_on=DAY)
    spoiled["items"][0]["tel"] = "tel:06-bel-mij"

    assert faults("contacts", spoiled) == ["$.items[0].tel"]


@pytest.mark.parametrize("kind", DOCUMENT_NAMES)
def test_every_field_of_a_document_is_named_in_its_schema(kind: str) -> None:
    assert list(unnamed(document(kind, city="Stad", made_on=DAY), schema(kind), "")) == []


def unnamed(value: Any, shape: dict[str, Any], where: str) -> Iterator[str]:
    """Yield the fields that no schema speaks of."""
    if isinstance(value, list):
        for each in value:
            yield from unnamed(each, shape.get("items", {}), where)
    if isinstance(value, dict):
        for key, each in value.items():
            named = shape.get("properties", {}).get(key) or shape.get("additionalProperties")
            if named is None:
                yield f"{where}.{key}"
            else:
                yield from unnamed(each, named, f"{where}.{key}")


@pytest.mark.parametrize("kind", ["signals", "contacts", "routes", "phases", "forms"])
def test_every_item_has_its_words_at_every_level(kind: str) -> None:
    for item in document(kind, city="Stad", made_on=DAY)["items"]:
        assert list(item["words"]) == [level.id for level in levels()], item["id"]


def test_a_signal_says_what_the_page_says() -> None:
    items = {each["id"]: each for each in document("signals", city="Stad", made_on=DAY)["items"]}
    signal, english = load().signal("sudden-debts"), load(level="en").signal("sudden-debts")
    found = items["sudden-debts"]

    assert (found["ref"], found["kind"], found["acute"]) == (signal.ref, signal.kind, signal.acute)
    assert found["checkedOn"] == str(signal.checked_on)
    assert [source["id"] for source in found["sources"]] == [each.id for each in signal.sources]
    assert found["words"]["nl"]["see"] == signal.see
    assert found["words"]["en"]["see"] == english.see


def test_what_is_unverified_or_not_offered_is_in_no_document(shelf: Shelf) -> None:
    hidden = {fact.id for fact in load().unverified}
    everything = {kind: told(shelf, f"/open/v1/{kind}")["items"] for kind in DOCUMENT_NAMES}

    assert hidden
    for kind, items in everything.items():
        assert not hidden & {item["id"] for item in items}, kind
        assert all(item["checkedOn"] for item in items)
    shown = {signal["id"] for signal in everything["signals"]}
    assert all(set(phase["signals"]) <= shown for phase in everything["phases"])
    lines = {contact["id"] for contact in everything["contacts"]}
    assert all({route["to"], *route["also"]} <= lines for route in everything["routes"])


def test_what_is_not_known_is_null_and_never_no() -> None:
    contacts = document("contacts", city="Stad", made_on=DAY)["items"]

    assert {contact["free"] for contact in contacts} == {True, None}
    assert None in {contact["alwaysOpen"] for contact in contacts}


@pytest.mark.parametrize("kind", [*DOCUMENT_NAMES, "openapi.json"])
def test_any_site_may_read_and_a_browser_asks_again_cheaply(shelf: Shelf, kind: str) -> None:
    answer = taken(shelf, f"/open/v1/{kind}", encoding="br")
    headers = dict(answer.headers)
    again = taken(shelf, f"/open/v1/{kind}", encoding="br", tag=headers["etag"])

    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["api-version"] == VERSION
    assert headers["cache-control"] == "no-cache"
    assert headers["content-type"] == "application/json"
    assert headers["content-encoding"] == "br"
    assert "set-cookie" not in headers
    assert (again.status, again.body) == (304, b"")
    assert dict(again.headers)["api-version"] == VERSION


def test_a_document_names_its_schema(shelf: Shelf) -> None:
    link = dict(taken(shelf, "/open/v1/routes").headers)["link"]

    assert link.startswith('</open/v1/schemas/routes>; rel="describedby"')


def test_the_description_names_every_address_and_no_other(shelf: Shelf) -> None:
    api = told(shelf, "/open/v1/openapi.json")
    described = {f"/open/v1{path}" for path in api["paths"]}

    assert api["servers"][0]["url"] == "https://uitweg.example/open/v1"
    assert described | {"/open/v1/openapi.json"} == {
        path for path in shelf.published if path.startswith("/open/")
    }


def test_behind_the_shelf_stands_the_same(shelf: Shelf, public: people.PublicClient) -> None:
    answer = public.get("/open/v1/forms")

    assert json.loads(answer.content) == told(shelf, "/open/v1/forms")
    assert answer["API-Version"] == VERSION
    assert not answer.cookies


@pytest.mark.parametrize("path", ["signals/", "signals.json", "signal", "schemas", "../v2/signals"])
def test_another_address_is_a_problem_and_no_redirect(
    public: people.PublicClient, path: str
) -> None:
    answer = public.get(f"/open/v1/{path}")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert {"status", "title", "detail"} <= set(answer.json())


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_open_data_can_only_be_read(public: people.PublicClient, method: str) -> None:
    answer = getattr(public, method)("/open/v1/signals")

    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer["Content-Type"] == "application/problem+json"


def test_a_browser_may_ask_beforehand(public: people.PublicClient) -> None:
    answer = public.options("/open/v1/signals")

    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Headers"] == "If-None-Match"


def test_open_data_asks_no_store_anything(  # type: ignore[no-untyped-def]
    public: people.PublicClient, django_assert_num_queries
) -> None:
    with django_assert_num_queries(0), django_assert_num_queries(0, using="channel"):
        public.get("/open/v1/signals")


@pytest.mark.parametrize("level", [level.id for level in levels()])
def test_the_page_about_open_data_names_addresses_that_exist(shelf: Shelf, level: str) -> None:
    path = next(each.address("/open-data/") for each in levels() if each.id == level)
    html = taken(shelf, path).body.decode()
    named = set(re.findall(r"/open/v1/[a-z./]*", html)) - {"/open/v1/schemas/"}

    assert {f"/open/v1/{kind}" for kind in DOCUMENT_NAMES} | {"/open/v1/openapi.json"} <= named
    assert named <= set(shelf.published)


def sitemap(shelf: Shelf) -> dict[str, ElementTree.Element]:
    root = ElementTree.fromstring(taken(shelf, "/sitemap.xml").body)
    return {str(url.findtext(f"{SITE}loc")): url for url in root}


def test_the_sitemap_names_every_page_but_the_channel(shelf: Shelf) -> None:
    found = {address.removeprefix("https://uitweg.example") for address in sitemap(shelf)}

    assert set(guide_pages()) <= found
    assert "/check/" in found
    assert all(path in shelf.published for path in found)
    assert not [path for path in found if "melden" in path or "postvak" in path]


def test_the_sitemap_says_when_a_page_was_checked(shelf: Shelf) -> None:
    page = load().page("privacy")
    found = sitemap(shelf)[f"https://uitweg.example{page.path}"]

    assert found.findtext(f"{SITE}lastmod") == str(page.checked_on)


def test_the_sitemap_names_the_twins_of_a_page_and_itself(shelf: Shelf) -> None:
    found = sitemap(shelf)["https://uitweg.example/en/wat-is-het/"]
    twins = {link.attrib["hreflang"]: link.attrib["href"] for link in found.iter(TWIN)}

    assert twins == {
        "nl": "https://uitweg.example/wat-is-het/",
        "nl-simple": "https://uitweg.example/makkelijk/wat-is-het/",
        "en": "https://uitweg.example/en/wat-is-het/",
    }


def test_robots_may_come_but_not_to_the_mailbox(shelf: Shelf) -> None:
    lines = taken(shelf, "/robots.txt").body.decode().splitlines()

    assert lines[:3] == ["User-agent: *", "Allow: /", "Disallow: /postvak/"]
    assert lines[-1] == "Sitemap: https://uitweg.example/sitemap.xml"


def previews(shelf: Shelf) -> Iterator[tuple[str, dict[str, str], str]]:
    for path in guide_pages():
        html = taken(shelf, path).body.decode()
        meta = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', html)
        yield path, {name: unescape(said) for name, said in meta if name != "viewport"}, html


def test_the_preview_of_a_link_is_words_only_and_asks_nothing_of_us(shelf: Shelf) -> None:
    for path, meta, _ in previews(shelf):
        assert set(meta) in (set(), {"description", "og:title", "og:description"}), path
        assert not [said for said in meta.values() if "http" in said or "<" in said], path


def test_the_preview_says_what_the_page_says(shelf: Shelf) -> None:
    shown = [(path, meta, html) for path, meta, html in previews(shelf) if meta]

    assert shown
    for path, meta, html in shown:
        words = unescape(re.sub(r"<[^>]+>", "", html))
        assert meta["og:title"] in words, path
        assert meta["og:description"] in words, path
        assert meta["description"] == meta["og:description"]
