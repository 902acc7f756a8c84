"""Consistent copies of both stores for `./run backup`, made while the doors are in use.

SQLite: VACUUM INTO copies one moment of the database without blocking writers, and leaves out
deleted content. PostgreSQL: pg_dump, on the same snapshot in which the rows were counted.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections, transaction

from uitweg.site.config.environment import Misconfigured

STORES = {"channel": "channel", "default": "staff"}
SESSION_TABLE = "accounts_session"
"""Left out of a backup: after a restore everybody logs in again."""


@dataclass(frozen=True)
class StoreCopy:
    """The copy of a store: its file, row counts by table, and applied migrations (app, name)."""

    path: Path
    tables: dict[str, int]
    migrations: list[tuple[str, str]]


def copy_store(alias: str, folder: Path) -> StoreCopy:
    """Copy one store into `folder`. Raises Misconfigured, OSError, DatabaseError."""
    if connections[alias].vendor == "sqlite":
        return _copy_sqlite(alias, folder / f"{STORES[alias]}.sqlite")
    return _copy_postgres(alias, folder / f"{STORES[alias]}.dump")


def _copy_sqlite(alias: str, to: Path) -> StoreCopy:
    with connections[alias].cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(to)])
    with closing(sqlite3.connect(to)) as rows, rows:
        if SESSION_TABLE in tables_of(rows):
            rows.execute("PRAGMA secure_delete=ON")
            rows.execute(f"DELETE FROM {SESSION_TABLE}")  # noqa: S608
    with closing(sqlite3.connect(to)) as rows:
        return StoreCopy(to, count_rows(rows), migrations_of(rows))


def tables_of(rows: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%'"
    return sorted(name for (name,) in rows.execute(query))


def count_rows(rows: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows in each table of a SQLite database."""
    return {
        table: rows.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
        for table in tables_of(rows)
    }


def migrations_of(rows: sqlite3.Connection) -> list[tuple[str, str]]:
    return sorted(rows.execute("SELECT app, name FROM django_migrations"))


def _copy_postgres(alias: str, to: Path) -> StoreCopy:
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        tables = count_rows_on_postgres(alias)
        tables |= {SESSION_TABLE: 0} if SESSION_TABLE in tables else {}
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migrations = [(app, name) for app, name in cursor.fetchall()]
        run_postgres_tool(
            "pg_dump",
            alias,
            "--format=custom",
            "--no-owner",
            "--no-large-objects",  # we have none; somebody else's would make it fail
            f"--snapshot={snapshot}",
            f"--exclude-table-data={SESSION_TABLE}",
            f"--file={to}",
        )
    return StoreCopy(to, tables, migrations)


def count_rows_on_postgres(alias: str) -> dict[str, int]:
    """Return the number of rows in each table, as the current transaction sees them."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
            (counts[table],) = cursor.fetchone()
    return counts


def run_postgres_tool(tool: str, alias: str, *arguments: str) -> None:
    """Run pg_dump or pg_restore on a store, by the same road (hosts, TLS) as the doors take.

    The password goes by environment, not command line. Raises Misconfigured, with the first
    line of the tool's error output.
    """
    if shutil.which(tool) is None:
        raise Misconfigured(
            f"{tool} is not on PATH; install PostgreSQL's client tools, of the server's version "
            "or newer."
        )
    database: dict[str, Any] = connections[alias].settings_dict
    names = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER"}
    road = {name: str(database[key]) for name, key in names.items() if database[key]}
    password = {"PGPASSWORD": database["PASSWORD"]} if database["PASSWORD"] else {}
    done = subprocess.run(  # noqa: S603
        [tool, f"--dbname={_conninfo(database['OPTIONS'] | road)}", "--no-password", *arguments],
        env={**os.environ, **password},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        reason = next(iter(done.stderr.strip().splitlines()), "no reason given")
        raise Misconfigured(f"{tool} did not finish: {reason.removeprefix(f'{tool}: ')}")


def _conninfo(parts: dict[str, str]) -> str:
    from psycopg.conninfo import make_conninfo  # on SQLite it is never loaded

    return make_conninfo("", **parts)


def next_numbers() -> dict[str, int]:
    """Return, for each table of the channel store, the highest id it ever gave out."""
    connection = connections["channel"]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return dict(cursor.fetchall())
        highest = {}
        for table, sequence in sequences(cursor).items():
            cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608
            row = cursor.fetchone()
            highest[table] = row[0] if row else 0
    return highest


def sequences(cursor: Any) -> dict[str, str]:
    """Return, by table, the PostgreSQL sequence that its ids come from."""
    cursor.execute(
        "SELECT table_name, pg_get_serial_sequence(quote_ident(table_name), 'id')"
        " FROM information_schema.columns WHERE table_schema='public' AND column_name='id'"
    )
    return {table: sequence for table, sequence in cursor.fetchall() if sequence}
