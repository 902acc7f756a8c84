"""The stores' tables for tests: made by the migrations once, then copied.

What was made is kept under a hash of every migration, so that a changed one makes tables anew.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "tests"
"""What the tests make once; may be deleted at any time."""
FILES = {"default": "staff.sqlite", "channel": "channel.sqlite"}
MIGRATES = """
import django
from django.core.management import call_command
from django.db import connections
django.setup()
for alias in connections:
    call_command("migrate", database=alias, verbosity=0, interactive=False)
    if connections[alias].vendor == "sqlite":
        connections[alias].cursor().execute("PRAGMA journal_mode=DELETE")
"""


def hash_of(*patterns: str) -> str:
    """Return 16 letters that differ when a file of these patterns in the tree differs."""
    told = sha256()
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        if path.is_file() and "__pycache__" not in path.parts:
            told.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return told.hexdigest()[:16]


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Let one process in; the others of this checkout wait."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@contextmanager
def test_databases_are_copies() -> Iterator[None]:
    """Let Django's next test databases begin with all tables, and run no migration for them."""
    from django.db import connections

    filled = []
    name = f"uitweg_schema_{hash_of('uitweg/**/migrations/*.py', 'uitweg/platform/store/*.py')}"
    for alias, file in FILES.items():
        connection: Any = connections[alias]
        connection.settings_dict["TEST"]["MIGRATE"] = False
        if connection.vendor == "sqlite":
            filled.append(_in_memory(connection, _sqlite_tables(name) / file))
        else:
            _make_postgres_tables(connection, name)
            suffix = "" if alias == "default" else "_channel"
            connection.settings_dict["TEST"]["TEMPLATE"] = f"{name}{suffix}"
    try:
        yield
    finally:
        for each in filled:
            each.close()


def _in_memory(connection: Any, template: Path) -> sqlite3.Connection:
    """Fill the test database in memory; it exists for as long as a connection to it is open."""
    filled = sqlite3.connect(connection.creation._get_test_db_name(), uri=True)
    with closing(sqlite3.connect(template)) as source:
        source.backup(filled)
    return filled


def _sqlite_tables(name: str) -> Path:
    folder = KEPT / name
    with one_at_a_time("schema"):
        if not folder.exists():
            for older in KEPT.glob("uitweg_schema_*"):
                shutil.rmtree(older)
            making = KEPT / "schema-in-the-making"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            _migrate(UITWEG_DATA=str(making), UITWEG_DATABASE_URL="")
            making.rename(folder)
    return folder


def _make_postgres_tables(connection: Any, name: str) -> None:
    """Make both databases with all tables on this server, unless they are there."""
    with one_at_a_time("schema"), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone():
            return
        making = f"{name}_making"
        for suffix in ("", "_channel"):
            cursor.execute(f'DROP DATABASE IF EXISTS "{making}{suffix}"')
            cursor.execute(f'CREATE DATABASE "{making}{suffix}"')
        address = urlsplit(os.environ["UITWEG_DATABASE_URL"])._replace(path=f"/{making}")
        _migrate(UITWEG_DATABASE_URL=address.geturl())
        for suffix in ("_channel", ""):
            cursor.execute(f'ALTER DATABASE "{making}{suffix}" RENAME TO "{name}{suffix}"')


def _migrate(**environment: str) -> None:
    told = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "uitweg.site.config.settings",
        **environment,
    }
    subprocess.run([sys.executable, "-c", MIGRATES], env=told, check=True)
