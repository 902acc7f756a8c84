"""The sealed addresses of the public door as an OpenAPI description, for tools of others.

`python -m endurance.fuzz.openapi` prints it. These addresses are for the pages' own script and may
change with it; that is why the site does not publish this.
"""

import json
import sys
from typing import Any

JsonObject = dict[str, Any]
BASE64 = {"type": "string", "pattern": "^[A-Za-z0-9+/]+={0,2}$"}
ANSWER = {
    "type": "object",
    "required": ["ok"],
    "properties": {"ok": {"type": "boolean"}, "error": {"type": "string"}},
}
JSON, BYTES = "application/json", "application/octet-stream"
MAILBOX_ID = {"type": "string", "pattern": "^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$"}
"""32 bytes."""
FORM_KEY = {"type": "string", "pattern": "^[A-Za-z0-9+/]{21}[AQgw]==$"}
"""16 bytes."""
MESSAGE = {
    "key": FORM_KEY,
    "mailbox_id": MAILBOX_ID,
    "for_team": BASE64,
    "for_reporter": BASE64,
    "danger": {"type": "boolean"},
    "key_id": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    "files": {"type": "string"},
}
REPORT = MESSAGE | {"reporter_public": BASE64}
PAGE = {"mailbox_id": MAILBOX_ID, "page": {"type": "integer", "minimum": 0, "maximum": 10_000}}
FILE = {
    "mailbox_id": MAILBOX_ID,
    "file": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
    "from": {"type": "integer", "minimum": 0, "maximum": 2**30},
}
PATHS: dict[str, tuple[JsonObject | None, str, tuple[int, ...]]] = {
    "/schrijven/verzegeld/": (REPORT, JSON, (200, 400, 409, 413, 429, 503)),
    "/postvak/verzegeld/bericht/": (MESSAGE, JSON, (200, 400, 409, 413, 429, 503)),
    "/postvak/verzegeld/": (PAGE, BYTES, (200, 400, 413)),
    "/postvak/verzegeld/stand/": ({"mailbox_id": MAILBOX_ID}, BYTES, (200, 400, 413)),
    "/postvak/verzegeld/wissen/": ({"mailbox_id": MAILBOX_ID}, JSON, (200, 400, 413, 503)),
    "/postvak/bestand/": (FILE, BYTES, (200, 400, 404, 413)),
    "/bestand/stuk/": (None, JSON, (200, 400, 409, 413, 503)),
    "/bestand/stand/": (None, JSON, (200, 400, 413)),
}
"""Each address: the fields of its JSON body (None: bytes), what a 200 holds, and its statuses."""


def openapi(url: str) -> JsonObject:
    """Return the description of the sealed addresses at this site."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Uitweg, sealed addresses", "version": "1.0.0"},
        "servers": [{"url": url}],
        "paths": {path: {"post": _operation(*what)} for path, what in PATHS.items()},
    }


def _operation(fields: JsonObject | None, kind: str, statuses: tuple[int, ...]) -> JsonObject:
    body: JsonObject = {BYTES: {"schema": {"type": "string", "format": "binary"}}}
    if fields is not None:
        required = [name for name in fields if name not in ("files", "page", "from", "danger")]
        schema = {"type": "object", "required": required, "properties": fields}
        body = {JSON: {"schema": schema | {"additionalProperties": "for_team" not in fields}}}
    answer: JsonObject = {JSON: {"schema": ANSWER}}
    answers = {str(status): {"description": "no", "content": answer} for status in statuses}
    if kind == BYTES:
        answers["200"] = {"description": "yes", "content": {BYTES: {}}}
    # a body that is too large never reaches the address: the door answers with a page
    answers["413"] = {"description": "too large", "content": {"text/html": {}}}
    return {"requestBody": {"required": True, "content": body}, "responses": answers}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(openapi(*sys.argv[1:] or ["http://127.0.0.1:8000"]), indent=1))
