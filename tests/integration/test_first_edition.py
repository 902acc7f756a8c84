"""Data of the first edition is refused with one sentence, and nothing in it is changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.support.installation import Installation


def test_a_data_folder_of_the_first_edition_is_refused_and_left_alone(tmp_path: Path) -> None:
    city = Installation(tmp_path / "data", {"UITWEG_DATABASE_URL": "", "UITWEG_DEMO": "no"})
    city.folder.mkdir()
    with closing(sqlite3.connect(city.folder / "channel.sqlite")) as store:
        store.execute("CREATE TABLE reports_report (id INTEGER PRIMARY KEY)")

    done = city.run("migrate")

    assert done.returncode == 2
    assert "an earlier edition of Uitweg" in done.stderr
    assert "Traceback" not in done.stderr
    with closing(sqlite3.connect(city.folder / "channel.sqlite")) as store:
        assert store.execute("SELECT name FROM sqlite_master").fetchall() == [("reports_report",)]
