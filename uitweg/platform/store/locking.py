"""Locking rows before they change: the one way for every part."""

from collections.abc import Iterable

from django.db.models import Model, QuerySet


def lock_for_update[Row: Model](
    rows: QuerySet[Row], *, may_be_named: bool = False
) -> QuerySet[Row]:
    """Return a query that reads these rows anew and locks them until the transaction ends.

    A second transaction waits, and then reads what the first wrote. Rows are locked in the order
    of their ids, so that two transactions never deadlock on the same rows. Of a query with joins
    only the rows of its own model are locked. With `may_be_named` others may meanwhile add rows
    that point at these: almost every row points at a member, also the audit entry of a transaction
    that this one then waits for.
    """
    return rows.select_for_update(of=("self",), no_key=may_be_named).order_by("pk")


def lock_row[Row: Model](row: Row, *, may_be_named: bool = False) -> Row:
    """Return this row as it is now, locked until the transaction ends. Raises DoesNotExist."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    return lock_for_update(rows, may_be_named=may_be_named).get()


def lock_rows[Row: Model](rows: Iterable[Row]) -> list[Row]:
    """Return these rows (of one model) as they are now, locked, in the order of their ids."""
    unlocked = list(rows)
    if not unlocked:
        return []
    model, ids = type(unlocked[0]), [row.pk for row in unlocked]
    return list(lock_for_update(model._default_manager.filter(pk__in=ids)))


def lock_first_free[Row: Model](rows: QuerySet[Row]) -> Row | None:
    """Return the first of these rows, in their order, that no other transaction holds, locked.

    On SQLite a transaction holds the whole store, so every row is free.
    """
    return rows.select_for_update(of=("self",), skip_locked=True).first()
