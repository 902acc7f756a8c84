"""Data made before the first migrations as they are now is refused with one sentence, and nothing in it is changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.installation import Installation


@pytest.mark.parametrize("table", ["reports_report", "channel_message"])
def test_a_data_folder_made_before_is_refused_and_left_alone(tmp_path: Path, table: str) -> None:
    city = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": "", "UITWEG_DEMO": "no"})
    city.folder.mkdir()
    with closing(sqlite3.connect(city.folder / "channel.sqlite")) as store:
        store.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY)")

    done = city.run("migrate")

    assert done.returncode == 2
    assert "an earlier edition of Uitweg" in done.stderr
    assert "Traceback" not in done.stderr
    with closing(sqlite3.connect(city.folder / "channel.sqlite")) as store:
        assert store.execute("SELECT name FROM sqlite_master").fetchall() == [(table,)]
