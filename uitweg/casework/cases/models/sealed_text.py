"""The column type of text encrypted with a case key."""

from typing import Any

from django.db import models


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text encrypted by `CaseKey.lock`, bound to this table, the row's `form_key` and this field.

    A type of its own, so that replacing a case's key finds every column to encrypt again. A model
    with such a field has a foreign key `case`. In the database it is a plain column of bytes.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _, args, kwargs = super().deconstruct()
        return str(name), "django.db.models.BinaryField", list(args), dict(kwargs)
