"""The bill of materials fits the schema of CycloneDX and names every library that is pinned."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

from tests import sbom

SCHEMA = json.loads(Path(__file__).with_name("cyclonedx-1.5.schema.json").read_text("utf-8"))
"""Of https://github.com/CycloneDX/specification (Apache-2.0), release 1.5."""
ELSEWHERE = ("spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json")
"""Licences and signatures: our list has neither."""


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    base = SCHEMA["$id"].rpartition("/")[0]
    empty = [(f"{base}/{name}", DRAFT7.create_resource({})) for name in ELSEWHERE]
    return Draft7Validator(SCHEMA, registry=Registry().with_resources(empty))


def test_it_fits_the_schema_and_is_the_same_each_time(validator: Draft7Validator) -> None:
    line = [sys.executable, "-m", "tests.sbom"]
    printed = [subprocess.run(line, capture_output=True, check=True).stdout for _ in range(2)]

    assert printed[0] == printed[1]
    assert list(validator.iter_errors(json.loads(printed[0]))) == []


def test_a_list_that_is_none_does_not_fit(validator: Draft7Validator) -> None:
    wrong = sbom.bill_of_materials() | {"components": [{"name": "zonder soort"}]}

    assert list(validator.iter_errors(wrong))


def test_every_pinned_library_is_in_it_with_its_version() -> None:
    lock = (sbom.ROOT / "requirements.lock").read_text("utf-8")
    listed = {(c["name"], c["version"]) for c in sbom.bill_of_materials()["components"]}

    assert len(re.findall("^[a-z].*==", lock, re.MULTILINE)) == len(sbom.python_libraries())
    assert {"django", "hpke", "@noble/hashes"} <= {name for name, _ in listed}
    assert "esbuild" not in {name for name, _ in listed}, "it only builds"
