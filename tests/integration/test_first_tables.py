"""The first migrations make the same tables as Django would, and do not make them again."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.schema import FILES, MIGRATES, ROOT

AS_DJANGO_DOES = """
from django.db.migrations import Migration
from uitweg.platform.store.first_tables import FirstTables
FirstTables.apply = Migration.apply
"""


def tables(folder: Path, program: str) -> list[tuple[str, ...]]:
    """Return each table, index and trigger of both stores as SQL, and which migrations ran."""
    folder.mkdir()
    told = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "uitweg.site.config.settings",
        "UITWEG_DATA": str(folder),
        "UITWEG_DATABASE_URL": "",
    }
    subprocess.run([sys.executable, "-c", program], env=told, check=True)
    found = []
    for file in FILES.values():
        with closing(sqlite3.connect(folder / file)) as store:
            found += store.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2")
            found += store.execute("SELECT app, name FROM django_migrations ORDER BY id")
    return found


@pytest.mark.long
def test_the_tables_are_those_that_django_makes(tmp_path: Path) -> None:
    ours, djangos = (
        tables(tmp_path / name, program)
        for name, program in (("ours", MIGRATES), ("djangos", AS_DJANGO_DOES + MIGRATES))
    )

    assert len(ours) > 400
    assert ours == djangos
