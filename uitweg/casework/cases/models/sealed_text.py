"""A column of text under a case's key, so that whoever changes the key finds it by its kind."""

from typing import Any

from django.db import models


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text that `CaseKey.lock` closed in the place of this table, the row's `form_key`, this field.

    A model that has one points at its case with `case`. To the store it is a column of bytes.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, given, named = super().deconstruct()
        return str(name), "django.db.models.BinaryField", list(given), dict(named)
