"""The addresses of the open data, the documents there, and their OpenAPI description.

Addresses follow the API Design Rules of the Dutch government: no trailing slash, no file type,
plural nouns, the major version in the path and the full one in a header.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from uitweg.knowledge.guide.public_views.open_data import DOCUMENT_NAMES, LICENCE, VERSION, document
from uitweg.knowledge.guide.public_views.open_data_schemas import published_schema, schema

API_ROOT = "/open/v1"
JSON, SCHEMA, PROBLEM = "application/json", "application/schema+json", "application/problem+json"
HEADERS = (
    ("access-control-allow-origin", "*"),
    ("access-control-expose-headers", "API-Version, ETag, Link"),
    ("cross-origin-resource-policy", "cross-origin"),
    ("api-version", VERSION),
)
SUMMARY = (
    "Signals of criminal exploitation of young people, whom to call, and where each fact comes "
    "from, in the words of every reading level. No key, no account, no cookie. Nothing here is "
    "about a person: no reports, no cases, no visits. A signal is a reason to call, never a score. "
    "A request for what is not here, or by another method than GET, is answered with "
    "application/problem+json (RFC 9457). New fields may come within this major version."
)
JsonObject = dict[str, Any]


@dataclass(frozen=True)
class OpenDataDocument:
    """The response at one address."""

    content: bytes
    kind: str
    headers: tuple[tuple[str, str], ...]


@lru_cache(maxsize=2)
def documents(*, city: str, url: str, email: str, made_on: date) -> dict[str, OpenDataDocument]:
    """Return every document by its path. `url` is the site's; `email` is "" when there is none.

    Cached per day, so that requests for unknown paths, which also end here, stay cheap.
    """
    by_path = {}
    for name in DOCUMENT_NAMES:
        schema_path = f"{API_ROOT}/schemas/{name}"
        link = ("link", f'<{schema_path}>; rel="describedby"; type="{SCHEMA}"')
        items = document(name, city=city, made_on=made_on)
        by_path[f"{API_ROOT}/{name}"] = _document(items, JSON, link)
        json_schema = published_schema(name, address=url + schema_path)
        by_path[schema_path] = _document(json_schema, SCHEMA)
    description = openapi(city=city, url=url, email=email)
    by_path[f"{API_ROOT}/openapi.json"] = _document(description, JSON)
    return by_path


def _document(content: JsonObject, kind: str, *more_headers: tuple[str, str]) -> OpenDataDocument:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return OpenDataDocument(text.encode(), kind, (*HEADERS, *more_headers))


def problem_json(status: int, *, title: str, detail: str) -> bytes:
    """Return the body of an error response (RFC 9457)."""
    return json.dumps({"status": status, "title": title, "detail": detail}).encode()


def openapi(*, city: str, url: str, email: str) -> JsonObject:
    """Return the OpenAPI 3.1 description; without `email` its contact has only a name and url."""
    contact = {"name": f"Uitweg {city}", "url": f"{url}/open-data/"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Uitweg open data",
            "summary": "Signals, help lines and how to reach them",
            "description": SUMMARY,
            "version": VERSION,
            "contact": contact | ({"email": email} if email else {}),
            "license": {"name": LICENCE, "identifier": LICENCE},
        },
        "servers": [{"url": url + API_ROOT, "description": city}],
        "tags": [
            {"name": "data", "description": "The facts and their words."},
            {"name": "schemas", "description": "What the documents look like."},
        ],
        "paths": {
            **{f"/{name}": _path(name) for name in DOCUMENT_NAMES},
            **{f"/schemas/{name}": _schema_path(name) for name in DOCUMENT_NAMES},
        },
        "components": {
            "schemas": {name.capitalize(): schema(name) for name in DOCUMENT_NAMES},
            "headers": {
                "ApiVersion": {
                    "description": "The full version of this interface.",
                    "schema": {"type": "string"},
                    "example": VERSION,
                },
                "Etag": {
                    "description": "Send it back in If-None-Match: unchanged is a 304.",
                    "schema": {"type": "string"},
                },
            },
        },
    }


def _path(name: str) -> JsonObject:
    return _get(
        name,
        operation=f"list{name.capitalize()}",
        tag="data",
        summary=f"All {name}",
        content={JSON: {"schema": {"$ref": f"#/components/schemas/{name.capitalize()}"}}},
    )


def _schema_path(name: str) -> JsonObject:
    return _get(
        name,
        operation=f"describe{name.capitalize()}",
        tag="schemas",
        summary=f"The JSON Schema (2020-12) of {name}",
        content={SCHEMA: {"schema": {"type": "object"}}},
    )


def _get(name: str, *, operation: str, tag: str, summary: str, content: JsonObject) -> JsonObject:
    headers = {
        "API-Version": {"$ref": "#/components/headers/ApiVersion"},
        "ETag": {"$ref": "#/components/headers/Etag"},
    }
    return {
        "get": {
            "operationId": operation,
            "tags": [tag],
            "summary": summary,
            "description": f"{summary}, as one document; there are no pages and no filters.",
            "responses": {
                "200": {"description": summary, "headers": headers, "content": content},
                "304": {"description": "Unchanged since the given ETag", "headers": headers},
            },
        }
    }
