"""Statistical software reads released figures as JSON-stat."""

import json
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from jsonstat_validator import validate_jsonstat
from jsonstat_validator.utils import JSONStatValidationError

from tests.support.released_tables import WORDS, a_release, a_table, any_tables
from uitweg.knowledge.published_figures.rules.figure_words import FigureWords
from uitweg.knowledge.published_figures.rules.json_stat import collection_json, table_json
from uitweg.knowledge.published_figures.rules.released_tables import ReleasedTable


def counts_in(dataset: dict[str, Any]) -> dict[tuple[str, ...], int | None]:
    """Read a dataset by its specification: the values stand in row-major order of `id`."""
    index = [dataset["dimension"][name]["category"]["index"] for name in dataset["id"]]
    assert [len(found) for found in index] == dataset["size"]
    keys = product(*index)
    return {
        tuple("*" if part == "total" else part for part in key[:-1]): value
        for key, value in zip(keys, dataset["value"], strict=True)
    }


def status_by_value(dataset: dict[str, Any]) -> set[tuple[bool, str | None]]:
    """Return which status stands beside a missing value, and which beside a shown one."""
    return {
        (value is None, dataset["status"].get(str(at))) for at, value in enumerate(dataset["value"])
    }


@settings(max_examples=25, deadline=None)
@given(any_tables())
def test_a_dataset_is_valid_and_holds_what_was_released(table: ReleasedTable) -> None:
    dataset = json.loads(table_json(table, FigureWords()))
    assert validate_jsonstat(dataset)
    assert counts_in(dataset) == table.counts
    assert status_by_value(dataset) <= {(True, "Q"), (False, None)}
    assert dataset["dimension"]["year"]["category"]["index"] == [str(table.year)]


def test_a_hidden_count_has_a_status_and_a_shown_one_has_none() -> None:
    dataset = json.loads(table_json(a_table(), WORDS))
    assert status_by_value(dataset) == {(True, "Q"), (False, None)}
    assert dataset["extension"]["status"]["label"]["Q"] == "niet getoond"


def test_a_dataset_says_what_is_counted_and_what_was_done_to_it() -> None:
    dataset = json.loads(table_json(a_table(), WORDS))
    assert dataset["label"] == "Vormen van uitbuiting"
    assert dataset["note"] == [WORDS.definitions["forms"], WORDS.protection]
    assert dataset["dimension"]["sex"]["category"]["label"]["girl"] == "Meisje"
    assert dataset["extension"]["extracted_on"] == "2026-02-01"


def test_a_total_is_the_parent_of_its_categories() -> None:
    category = json.loads(table_json(a_table(), WORDS))["dimension"]["form"]["category"]
    assert category["child"] == {"total": ["drugs", "explosives", "unknown"]}
    assert category["label"]["total"] == "Totaal"


def test_the_collection_leads_to_the_newest_of_each_table() -> None:
    releases = [a_release(a_table(), a_table(year=2024)), a_release(a_table(start=20), number=2)]
    collection = json.loads(collection_json(releases, WORDS, url="https://stad.example"))
    assert validate_jsonstat(collection)
    items = {item["href"]: item["updated"] for item in collection["link"]["item"]}
    assert items == {
        "https://stad.example/cijfers/2024/forms.json": "2026-03-01",
        "https://stad.example/cijfers/2025/forms.json": "2026-03-02",
    }


def test_before_the_first_release_the_collection_is_empty() -> None:
    collection = json.loads(collection_json([], WORDS, url="https://stad.example"))
    assert validate_jsonstat(collection)
    assert collection["link"]["item"] == []


def test_a_dimension_without_categories_has_a_total_only() -> None:
    table = replace(a_table(), dimensions={"form": ()}, counts={("*",): 40})
    dataset = json.loads(table_json(table, WORDS))
    assert validate_jsonstat(dataset)
    assert dataset["dimension"]["form"]["category"]["index"] == ["total"]


def test_the_validator_sees_a_dataset_with_a_count_too_few() -> None:
    dataset = json.loads(table_json(a_table(), WORDS))
    dataset["size"][0] += 1
    with pytest.raises(JSONStatValidationError):
        validate_jsonstat(dataset)
