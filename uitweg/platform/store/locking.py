"""How a row is locked before it changes: in one way, for every part."""

from collections.abc import Iterable

from django.db.models import Model, QuerySet


def lock_for_update[Row: Model](rows: QuerySet[Row]) -> QuerySet[Row]:
    """Return these rows, to be read again and locked until the transaction ends.

    Whoever comes second waits, and then reads what the first left. Several rows are locked in
    the order of their ids, so that two who lock the same rows never wait for each other. Only
    rows of this model are locked, also where the query joins others.
    """
    return rows.select_for_update(of=("self",)).order_by("pk")


def lock_row[Row: Model](row: Row) -> Row:
    """Return this row as it is now, locked until the transaction ends. Raises DoesNotExist."""
    return lock_for_update(type(row)._default_manager.filter(pk=row.pk)).get()


def lock_rows[Row: Model](rows: Iterable[Row]) -> list[Row]:
    """Return these rows (of one model) as they are now, locked, in the order of their ids."""
    found = list(rows)
    if not found:
        return []
    model = type(found[0])
    return list(lock_for_update(model._default_manager.filter(pk__in=[row.pk for row in found])))
