"""Whether a store has the tables of its migrations: silent when it has, and each difference named."""

import pytest
from django.apps import apps
from django.db import connections, transaction

from uitweg.site.config import store_schema
from uitweg.site.config.store_schema import differences_with, schema_problem


@pytest.mark.postgres
def test_a_store_that_was_just_made_differs_in_nothing(db_both: None) -> None:
    for alias in connections:
        assert list(differences_with(alias, apps.get_models())) == []


def test_a_column_that_went_is_named(db_both: None) -> None:
    model = next(m for m in apps.get_models() if m._meta.db_table == "calls_callnote")
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("ALTER TABLE calls_callnote RENAME COLUMN danger_now TO danger")
        found = list(differences_with("default", [model]))
        transaction.set_rollback(True)

    assert "the column calls_callnote.danger_now is missing" in found


def test_a_table_that_went_is_named_and_the_rest_counted(
    db_both: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = store_schema.read_schema("default")
    left = {key: value for key, value in read.columns.items() if key[0] != "calls_callnote"}
    monkeypatch.setattr(store_schema, "read_schema", lambda alias: store_schema.Schema(left, {}))
    problem = schema_problem("default", apps.get_models())

    assert problem.startswith("The staff store is not as these migrations make it: ")
    assert " more). Use the code that made it" in problem


@pytest.mark.postgres
def test_another_type_another_emptiness_and_another_rule_are_named(
    db_both: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = next(m for m in apps.get_models() if m._meta.db_table == "cases_case")
    read = store_schema.read_schema("default")
    columns = read.columns | {
        ("cases_case", "state"): ("text", False),
        ("cases_case", "risk_since"): (read.columns["cases_case", "risk_since"][0], False),
    }
    rules = read.rules | {"case_risk_known": read.rules["case_risk_known"] - {"acute"}}
    rules.pop("case_by_state")
    monkeypatch.setattr(
        store_schema, "read_schema", lambda alias: store_schema.Schema(columns, rules)
    )
    said = "\n".join(differences_with("default", [model]))

    assert "the column cases_case.state is text and is never empty, and should be " in said
    assert "the column cases_case.risk_since is " in said
    assert "the rule case_risk_known of cases_case differs: acute" in said
    assert "the index case_by_state of cases_case is missing" in said


def test_a_moment_is_the_same_moment_however_its_zone_is_written() -> None:
    both = "'2000-01-01 00:00:00+00:00' '2000-01-01 00:00:00+00'"

    assert len(set(store_schema.WORDS.findall(both))) == 1
