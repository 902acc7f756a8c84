"""Consistent copies of both stores for `./run backup`, made while the doors are in use.

SQLite: VACUUM INTO copies one moment of the database without blocking writers, and leaves out
deleted content. PostgreSQL: pg_dump, on the same snapshot in which the rows were counted; it is
read while it works, so nothing of it is on the disk.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.db import connections, transaction

from uitweg.site.operations.backup.postgres_tools import reading_from

STORES = {"channel": "channel", "default": "staff"}
SESSION_TABLE = "accounts_session"
"""Left out of a backup: after a restore everybody logs in again."""


@dataclass(frozen=True)
class StoreCopy:
    """One moment of a store: part name, row counts by table, migrations (app, name), a reader."""

    name: str
    tables: dict[str, int]
    migrations: list[tuple[str, str]]
    opened: Callable[[], AbstractContextManager[BinaryIO]]


@contextmanager
def held_store(alias: str, work: Path) -> Iterator[StoreCopy]:
    """Hold one moment of a store while the block runs; SQLite's copy is in the folder `work`.

    Raises Misconfigured, OSError, DatabaseError.
    """
    if connections[alias].vendor == "sqlite":
        with _held_sqlite(alias, work / f"{STORES[alias]}.sqlite") as copy:
            yield copy
    else:
        with _held_postgres(alias) as copy:
            yield copy


@contextmanager
def _held_sqlite(alias: str, to: Path) -> Iterator[StoreCopy]:
    with connections[alias].cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(to)])
    with closing(sqlite3.connect(to)) as rows, rows:
        if SESSION_TABLE in tables_of(rows):
            rows.execute("PRAGMA secure_delete=ON")
            rows.execute(f"DELETE FROM {SESSION_TABLE}")  # noqa: S608
    with closing(sqlite3.connect(to)) as rows:
        tables, migrations = count_rows(rows), migrations_of(rows)
    yield StoreCopy(to.name, tables, migrations, lambda: to.open("rb"))
    to.unlink()


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


@contextmanager
def _held_postgres(alias: str) -> Iterator[StoreCopy]:
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        tables = count_rows_on_postgres(alias)
        tables |= {SESSION_TABLE: 0} if SESSION_TABLE in tables else {}
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migrations = [(app, name) for app, name in cursor.fetchall()]
        dump = partial(_dumped, alias, snapshot)
        yield StoreCopy(f"{STORES[alias]}.dump", tables, migrations, dump)


def _dumped(alias: str, snapshot: str) -> AbstractContextManager[BinaryIO]:
    return reading_from(
        "pg_dump",
        alias,
        "--format=custom",
        "--compress=0",  # we pack it ourselves, whatever pg_dump was built with
        "--no-owner",
        "--no-large-objects",  # we have none; somebody else's would make it fail
        f"--snapshot={snapshot}",
        f"--exclude-table-data={SESSION_TABLE}",
    )


def count_rows_on_postgres(alias: str) -> dict[str, int]:
    """Return the number of rows in each table, as the current transaction sees them."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        counts = {}
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608
            (counts[table],) = cursor.fetchone()
    return counts


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
