"""Rows made ready before the transaction that stores them, so that nobody waits while we seal.

Thousands of rows take seconds to seal and to turn into what a database takes, and a fraction of
one to insert. So the first is done here, without a lock; only the second keeps others waiting.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.models import Field, Model

RowValues = tuple[Any, ...]


@dataclass(frozen=True)
class PreparedRows:
    """Rows of one table, worked out to the last value."""

    into: str
    rows: list[RowValues]

    def store(self) -> None:
        """Insert them; inside the caller's transaction."""
        if self.rows:
            with connection.cursor() as cursor:
                cursor.executemany(self.into, self.rows)


def prepare_rows(rows: Sequence[Model]) -> PreparedRows:
    """Make rows of one table ready: all with a number of their own (`reserved`), or all without."""
    if not rows:
        return PreparedRows("", [])
    numbered = rows[0].pk is not None
    fields = [f for f in rows[0]._meta.local_concrete_fields if numbered or not f.primary_key]
    columns = [_column_values(field, rows) for field in fields]
    names = [str(field.column) for field in fields]
    return PreparedRows(
        _insert_sql(rows[0]._meta.db_table, names), list(zip(*columns, strict=True))
    )


def _column_values(field: "Field[Any, Any]", rows: Sequence[Model]) -> list[Any]:
    """Turn one field of all rows into what the database takes; the same value only once."""
    store, known, found = connections[DEFAULT_DB_ALIAS], dict[Any, Any](), []
    for row in rows:
        value = field.pre_save(row, add=True)
        if not isinstance(value, str | int | date | None):
            found.append(field.get_db_prep_save(value, store))
            continue
        if value not in known:
            known[value] = field.get_db_prep_save(value, store)
        found.append(known[value])
    return found


def prepare_pairs(
    table: type[Model], columns: tuple[str, str], rows: Iterable[RowValues]
) -> PreparedRows:
    """Make rows of two columns ready; what is there already stays as it is."""
    return PreparedRows(
        _insert_sql(table._meta.db_table, columns) + " ON CONFLICT DO NOTHING", list(rows)
    )


def _insert_sql(table: str, columns: Sequence[str]) -> str:
    named, places = ", ".join(f'"{name}"' for name in columns), ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{table}" ({named}) VALUES ({places})'  # noqa: S608  our own names


def reserve_ids(table: type[Model], count: int) -> list[int]:
    """Take so many row numbers that nobody else gets, also when they are never used.

    What is sealed says in which row it lies, so the number must be there first. Both stores hand
    out numbers from a counter of their own; a number that was taken and not used is skipped.
    """
    if not count:
        return []
    name = table._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            counter = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(counter, [name, count])
            return [number for (number,) in cursor.fetchall()]
        # SQLite counts in a table (AUTOINCREMENT); this transaction holds the store's one lock
        cursor.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{name}"')  # noqa: S608  our own name
        highest = cursor.fetchone()[0]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [name])
        counted = cursor.fetchone()
        last = max(highest, counted[0] if counted else 0)
        put = "UPDATE sqlite_sequence SET seq = %s WHERE name = %s"
        if counted is None:
            put = "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)"
        cursor.execute(put, [last + count, name])
    return list(range(last + 1, last + count + 1))
