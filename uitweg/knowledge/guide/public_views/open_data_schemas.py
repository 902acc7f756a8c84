"""The JSON Schema (2020-12) of each published document.

New fields may be added within a major version, so the schemas allow additional properties.
"""

from typing import Any

from uitweg.knowledge.guide.public_views.open_data import DOCUMENT_NAMES, LICENCE
from uitweg.platform.content.values.opening import Days, OnHolidays
from uitweg.platform.content.values.values import (
    COUNTRY_PARTS,
    ROUTE_ASKERS,
    ROUTE_WANTS,
    Anonymity,
    CallTarget,
    HowChecked,
    SignalKind,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
WHOLE_NUMBER: Schema = {"type": "integer", "minimum": 0}
DAY: Schema = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
ID: Schema = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"}


def one_of(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def list_of(schema: Schema, *, least: int = 0) -> Schema:
    return {"type": "array", "items": schema, "minItems": least}


def object_of(description: str, required: Schema, optional: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": {**required, **(optional or {})},
        "required": list(required),
    }


def words_schema(required: Schema, optional: Schema | None = None) -> Schema:
    """Return the schema of an item's words: an object from level id to texts."""
    return {
        "type": "object",
        "description": "The words, by the id of the level they are in.",
        "minProperties": 1,
        "propertyNames": {"pattern": "^[a-z]{2,3}(-[a-z0-9]+)*$"},
        "additionalProperties": object_of("The words at one level.", required, optional),
    }


SOURCE = object_of(
    "Where a fact comes from.",
    {"id": ID, "title": TEXT, "publisher": TEXT, "where": TEXT, "checkedOn": DAY},
)
FACT_FIELDS: Schema = {
    "sources": list_of(SOURCE, least=1),
    "checkedOn": DAY | {"description": "The day it was last checked; see checkedBeside."},
    "checkedBeside": one_of(*HowChecked)
    | {"description": "notes: our own notes; copy: a stored copy; page: the source's live page."},
    "reviewMonths": WHOLE_NUMBER
    | {"description": "After so many months it should be checked again."},
}
LEVEL = object_of(
    "A language or reading level.",
    {"id": ID, "lang": TEXT, "dir": one_of("ltr", "rtl"), "name": TEXT},
)
SIGNAL = object_of(
    "Something a person can see. A reason to call, never a score and never a verdict.",
    {
        "id": ID,
        "ref": TEXT,
        "group": ID,
        "kind": one_of(*SignalKind),
        "acute": {"type": "boolean", "description": "This alone is a reason to call at once."},
        "call": or_null(one_of(*CallTarget)),
        "suddenMatters": {"type": "boolean"},
        "seenAt": list_of(TEXT),
        **FACT_FIELDS,
        "words": words_schema({"see": TEXT, "group": TEXT}, {"ask": TEXT, "own": TEXT}),
    },
)
CLOCK: Schema = {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}
OPEN_PERIOD = object_of(
    "Hours in Europe/Amsterdam; a `to` that is not later than `from` is the next morning.",
    {"days": one_of(*Days), "from": CLOCK, "to": CLOCK},
)
CONTACT = object_of(
    "A help line. Numbers change: fetch this more often than the rest.",
    {
        "id": ID,
        "order": WHOLE_NUMBER,
        "number": or_null(TEXT),
        "tel": or_null({"type": "string", "pattern": r"^tel:\+?\d+$"}),
        "url": or_null({"type": "string", "format": "uri"}),
        "chat": {"type": "boolean", "description": "Whether the url is a chat."},
        "alwaysOpen": or_null({"type": "boolean", "description": "null: not known."}),
        "open": list_of(OPEN_PERIOD) | {"description": "Empty: always open, or not known."},
        "onHolidays": one_of(*OnHolidays)
        | {"description": "usual: as on that weekday; sunday: as on a Sunday; unknown: not known."},
        "anonymous": one_of(*Anonymity)
        | {"description": "Whether a name is needed; advice: not while asking for advice."},
        "free": or_null({"type": "boolean", "description": "null: not known."}),
        **FACT_FIELDS,
        "words": words_schema(
            {
                "name": TEXT,
                "short": TEXT,
                "when": TEXT,
                "anonymity": TEXT,
                "does": list_of(TEXT, least=1),
                "calling": TEXT,
            },
            {"hours": TEXT, "speaks": TEXT, "doesNot": list_of(TEXT, least=1)},
        ),
    },
)
REGION = object_of(
    "Who coordinates care for victims of human trafficking in a region of the Netherlands.",
    {
        "id": ID,
        "order": WHOLE_NUMBER,
        "part": one_of(*COUNTRY_PARTS),
        "organisation": TEXT,
        "number": or_null(TEXT),
        "tel": or_null({"type": "string", "pattern": r"^tel:\+?\d+$"}),
        "mail": or_null({"type": "string", "format": "email"}),
        "url": or_null({"type": "string", "format": "uri"}),
        "sourceYear": or_null(WHOLE_NUMBER | {"description": "null: the source has no year."}),
        **FACT_FIELDS,
        "words": words_schema({"title": TEXT}, {"text": TEXT}),
    },
)
ROUTE = object_of(
    "From a question to a help line: the first one that fits, in order, gives the line.",
    {
        "id": ID,
        "order": WHOLE_NUMBER,
        "danger": or_null({"type": "boolean", "description": "null: it makes no difference."}),
        "who": list_of(one_of(*ROUTE_ASKERS)) | {"description": "Empty: everybody."},
        "wants": list_of(one_of(*ROUTE_WANTS)) | {"description": "Empty: whatever is asked."},
        "to": ID | {"description": "The id of a contact."},
        "also": list_of(ID) | {"description": "Ids of contacts that fit as well."},
        **FACT_FIELDS,
        "words": words_schema({"ask": TEXT, "why": TEXT}),
    },
)
PHASE = object_of(
    "A phase of recruitment: a dated observation, never a label on a child.",
    {
        "id": ID,
        "order": WHOLE_NUMBER,
        "signals": list_of(ID),
        **FACT_FIELDS,
        "words": words_schema({"title": TEXT, "text": TEXT}),
    },
)
EXPLANATION = object_of(
    "A form of criminal exploitation.",
    {
        "id": ID,
        "order": WHOLE_NUMBER,
        **FACT_FIELDS,
        "words": words_schema({"title": TEXT, "text": TEXT}, {"more": TEXT}),
    },
)
LISTED_SOURCE = object_of(
    "A source of the facts; derived: not read on a page, but our own derivation.",
    {**SOURCE["properties"], "derived": {"type": "boolean"}},
)
ITEMS: dict[str, Schema] = dict(
    zip(
        DOCUMENT_NAMES,
        (SIGNAL, CONTACT, REGION, ROUTE, PHASE, EXPLANATION, LISTED_SOURCE),
        strict=True,
    )
)


def schema(kind: str) -> Schema:
    """Return the schema of the document of this kind. Raises KeyError."""
    return object_of(
        f"All {kind} that a visitor of this site may see.",
        {
            "version": {"type": "string", "pattern": r"^1\.\d+\.\d+$"},
            "city": TEXT,
            "licence": {"type": "string", "const": LICENCE},
            "madeOn": DAY,
            "levels": list_of(LEVEL, least=1),
            "items": list_of(ITEMS[kind], least=1),
        },
    )


def published_schema(kind: str, *, address: str) -> Schema:
    """Return the schema as a document of its own, published at `address`."""
    return {"$schema": DIALECT, "$id": address, "title": kind.capitalize(), **schema(kind)}
