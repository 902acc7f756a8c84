"""A store whose migrations have the right names and whose tables are others: nothing starts on it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.support.installation import Installation

MISSING = "the column calls_callnote.danger_now is missing"


def test_doctor_door_worker_and_migrate_say_what_is_missing(tmp_path: Path) -> None:
    city = Installation(tmp_path / "data").make()
    assert "The stores are of this version." in city.run("doctor").stdout
    with closing(sqlite3.connect(city.folder / "staff.sqlite")) as store, store:
        store.execute("DROP INDEX IF EXISTS callnote_danger")
        store.execute("ALTER TABLE calls_callnote RENAME COLUMN danger_now TO danger")

    doctor = city.run("doctor")
    assert doctor.returncode == 1
    assert MISSING in " ".join(doctor.stdout.split())
    for command in (
        ["serve", "--door", "staff"],
        ["worker"],
        ["migrate", "--plan"],
        ["migrate"],
    ):
        refused = city.run(*command)
        assert refused.returncode == 2, command
        assert MISSING in refused.stderr, command
        assert refused.stderr.count("\n") == 1, refused.stderr
