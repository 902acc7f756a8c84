"""Which tests run on PostgreSQL: together they ask of the store all that every test asks."""

import json
from pathlib import Path

import pytest
from django.db import connection

from tests.support import asked
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.models import AuditEntry

ASKED = {
    "a": {"count", "one", "save"},
    "b": {"count", "one"},
    "c": {"count", "rare"},
    "d": set[str](),
}


def test_few_tests_ask_all_that_is_asked() -> None:
    run = asked.needed(ASKED, ASKED)

    assert run == {"a", "c"}


def test_of_two_that_ask_as_much_anew_the_smaller_runs() -> None:
    assert asked.needed(["big", "small"], {"big": {"x", "y"}, "small": {"x", "y"}}) == {"big"}
    both = {"first": {"x", "y", "z"}, "big": {"x", "y", "new"}, "small": {"new"}}
    assert asked.needed(both, both) == {"first", "small"}


def test_a_test_that_was_not_written_down_runs() -> None:
    assert asked.needed([*ASKED, "new"], ASKED) == {"a", "c", "new"}


def test_a_question_is_asked_anew_only_when_it_has_another_shape(
    db_both: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(asked.FOLDER, str(tmp_path))
    monkeypatch.setattr(asked, "_now_asked", set())
    monkeypatch.setattr(asked, "_product_asks", lambda: True)
    with connection.execute_wrapper(asked._note), connection.cursor() as cursor:
        for numbers in ([1], [1, 2], [3, 4, 5]):
            places = ", ".join(["%s"] * len(numbers))
            cursor.execute(f"SELECT 1 WHERE 1 IN ({places})", numbers)
        cursor.execute("SELECT 1 WHERE 1 IN (%s)", ["a word"])
    asked.write_down("this one")

    (file,) = tmp_path.iterdir()
    test, shapes = json.loads(file.read_text())
    assert (test, len(shapes)) == ("this one", 2)
    assert asked.all_written_down(tmp_path) == {"this one": set(shapes)}


def test_only_what_the_product_asks_counts(db_both: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "_now_asked", set())
    with connection.execute_wrapper(asked._note):
        AuditEntry.objects.filter(act="case:read").count()
        assert asked._now_asked == set()
        audit_log.things_with_act("case:read", ["case:1"])

    assert len(asked._now_asked) == 1
