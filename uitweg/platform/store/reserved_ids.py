"""Ids taken before the rows exist, for rows that are sealed before they are stored."""

from django.db import connection, transaction
from django.db.models import Model


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
