"""Inserting thousands of rows with a short lock: everything is prepared before the transaction.

Encrypting and converting thousands of rows takes seconds, inserting them a fraction of one. So
the first is done without a lock, and others only wait for the second.
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
    """Rows of one table as an INSERT statement (`into`) with its values."""

    into: str
    rows: list[RowValues]

    def store(self) -> None:
        """Insert the rows, within the caller's transaction."""
        if self.rows:
            with connection.cursor() as cursor:
                cursor.executemany(self.into, self.rows)


def prepare_rows(rows: Sequence[Model]) -> PreparedRows:
    """Prepare rows of one model: either all have an id (from `reserve_ids`) or none has."""
    if not rows:
        return PreparedRows("", [])
    meta, has_ids = rows[0]._meta, rows[0].pk is not None
    fields = [field for field in meta.local_concrete_fields if has_ids or not field.primary_key]
    columns = [_column_values(field, rows) for field in fields]
    names = [str(field.column) for field in fields]
    return PreparedRows(_insert_sql(meta.db_table, names), list(zip(*columns, strict=True)))


def _column_values(field: "Field[Any, Any]", rows: Sequence[Model]) -> list[Any]:
    """Convert one field of all rows to database values; equal values are converted only once."""
    store, converted, values = connections[DEFAULT_DB_ALIAS], dict[Any, Any](), []
    for row in rows:
        value = field.pre_save(row, add=True)
        if not isinstance(value, str | int | date | None):
            values.append(field.get_db_prep_save(value, store))
            continue
        if value not in converted:
            converted[value] = field.get_db_prep_save(value, store)
        values.append(converted[value])
    return values


def prepare_pairs(
    table: type[Model], columns: tuple[str, str], rows: Iterable[RowValues]
) -> PreparedRows:
    """Prepare rows of two columns; rows that exist already are skipped."""
    return PreparedRows(
        _insert_sql(table._meta.db_table, columns) + " ON CONFLICT DO NOTHING", list(rows)
    )


def _insert_sql(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    placeholders = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{table}" ({names}) VALUES ({placeholders})'  # noqa: S608  our own names


def reserve_ids(table: type[Model], count: int) -> list[int]:
    """Reserve `count` ids that no other row will get; unused ones are skipped.

    Ciphertext is bound to the id of its row, so the id must be known before encrypting. Both
    databases take ids from a counter, which this advances.
    """
    if not count:
        return []
    name = table._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            advance = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(advance, [name, count])
            return [row_id for (row_id,) in cursor.fetchall()]
        # SQLite has the counter in a table (AUTOINCREMENT); this transaction has the write lock
        cursor.execute(f'SELECT COALESCE(MAX(id), 0) FROM "{name}"')  # noqa: S608  our own name
        highest = cursor.fetchone()[0]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [name])
        counter = cursor.fetchone()
        last = max(highest, counter[0] if counter else 0)
        advance = "UPDATE sqlite_sequence SET seq = %s WHERE name = %s"
        if counter is None:
            advance = "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)"
        cursor.execute(advance, [last + count, name])
    return list(range(last + 1, last + count + 1))
