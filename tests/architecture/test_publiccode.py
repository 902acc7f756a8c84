"""The papers of the house: publiccode.yml and the licence say what is so."""

import copy
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((Path(__file__).parent / "publiccode.schema.json").read_text("utf-8"))


def publiccode() -> dict[str, Any]:
    """Read publiccode.yml afresh, so that a test may change its copy."""
    return dict(yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8")))


def faults(paper: dict[str, Any]) -> list[str]:
    """Name each place where `paper` departs from the standard."""
    return [error.json_path for error in Draft202012Validator(SCHEMA).iter_errors(paper)]


def test_the_schema_is_itself_valid() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_publiccode_keeps_to_the_standard() -> None:
    assert faults(publiccode()) == []


@pytest.mark.parametrize(
    ("section", "key", "wrong"),
    [
        ("maintenance", "type", "community"),
        ("maintenance", "type", "internal"),
        ("maintenance", "type", "contract"),
        ("maintenance", "type", "sometimes"),
        ("localisation", "localisationReady", "yes"),
        ("localisation", "availableLanguages", []),
        ("legal", "license", ""),
        ("intendedAudience", "scope", ["children"]),
    ],
)
def test_the_schema_refuses_what_the_standard_refuses(section: str, key: str, wrong: Any) -> None:
    paper = copy.deepcopy(publiccode())
    paper[section][key] = wrong

    assert [fault for fault in faults(paper) if fault.startswith(f"$.{section}")]


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_each_mandatory_key_is_missed_when_it_is_gone(key: str) -> None:
    paper = publiccode()
    del paper[key]

    assert faults(paper) == ["$"]


def test_a_description_that_is_too_long_is_refused() -> None:
    paper = publiccode()
    paper["description"]["nl"]["shortDescription"] = "x" * 151

    assert faults(paper) == ["$.description.nl.shortDescription"]


def test_all_papers_name_one_licence() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    assert publiccode()["legal"]["license"] == project["license"] == "EUPL-1.2"


def test_the_licence_is_complete() -> None:
    licence = (ROOT / "LICENSE").read_text("utf-8")

    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2\n")
    assert re.findall(r"^(\d+)\.\S", licence, re.MULTILINE) == [str(n) for n in range(1, 16)]
    assert licence.rstrip().endswith("require the production of a new EUPL version.")


def test_the_python_that_publiccode_asks_for_is_the_projects_own() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    python = next(d for d in publiccode()["dependsOn"]["open"] if d["name"] == "Python")

    assert project["requires-python"] == f">={python['versionMin']}"
