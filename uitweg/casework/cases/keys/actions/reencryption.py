"""Encrypting every text of cases anew, when a case gets another key."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, models, router

from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case, SealedTextField


@dataclass(frozen=True)
class SealedField:
    """A model field that is encrypted with the case key."""

    model: type[models.Model]
    field: str

    @property
    def column(self) -> str:
        fields = self.model._meta.local_fields
        return next(str(field.column) for field in fields if field.name == self.field)

    def rows_of(self, case: Case) -> list[Any]:
        return list(self.model._default_manager.filter(case=case).order_by("pk"))


def case_sealed_fields() -> list[SealedField]:
    """Return every model field that is encrypted with a case key, also those of other parts.

    Fields are found by their class. `tests/architecture/test_restriction.py` refuses an encrypted
    text in a field of another class, which would be unreadable after a change of key.
    """
    return [
        SealedField(relation.related_model, field.name)
        for relation in Case._meta.related_objects
        for field in relation.related_model._meta.local_fields
        if isinstance(field, SealedTextField)
    ]


def reencrypt_cases(keys: Sequence[tuple[CaseKey, CaseKey]]) -> None:
    """Encrypt every text of these cases, from the old to the new key of each pair.

    Inside the caller's transaction, which has locked the cases. A text that the old key does not
    decrypt is left alone: it was unreadable before.
    """
    pairs = {old.case_id: (old, new) for old, new in keys}
    for sealed_field in case_sealed_fields():
        model, field = sealed_field.model, sealed_field.field
        rows = model._default_manager.filter(case__in=pairs).order_by("pk")
        changed = [
            (_reencrypted(model._meta.db_table, form_key, field, sealed, *pairs[case_id]), pk)
            for pk, case_id, form_key, sealed in rows.values_list("pk", "case", "form_key", field)
        ]
        _store(sealed_field, [(sealed, pk) for sealed, pk in changed if sealed is not None])


def _reencrypted(
    table: str, form_key: bytes, field: str, sealed: bytes, old: CaseKey, new: CaseKey
) -> bytes | None:
    """Return the field under the new key; None when it is empty or was unreadable."""
    text = old.unlock(table, bytes(form_key), sealed, field=field) if sealed else None
    return None if text is None else new.lock(table, bytes(form_key), text, field=field)


def _store(sealed_field: SealedField, values: list[tuple[bytes, int]]) -> None:
    """Store (value, id) of many rows. Plain SQL: Django's bulk_update took ten times as long."""
    if not values:
        return
    connection = connections[router.db_for_write(sealed_field.model)]
    quote = connection.ops.quote_name
    table, column = quote(sealed_field.model._meta.db_table), quote(sealed_field.column)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE id = %s", values)  # noqa: S608
