"""Check constraints for columns that hold one value of a fixed set."""

from enum import StrEnum

from django.db.models import CheckConstraint, Q


def known_values_constraint(
    field: str, choices: type[StrEnum], *, name: str, allow_empty: bool = False
) -> CheckConstraint:
    """Let the database refuse any value of `field` that is not one of `choices`."""
    values = [*(choice.value for choice in choices), *([""] if allow_empty else [])]
    return CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)
