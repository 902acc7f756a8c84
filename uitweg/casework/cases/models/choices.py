"""Fixed words in a column: the database refuses any other."""

from enum import StrEnum

from django.db.models import CheckConstraint, Q


def known_values_constraint(
    field: str, kinds: type[StrEnum], *, name: str, empty: bool = False
) -> CheckConstraint:
    """Refuse at the database what is none of the fixed words."""
    words = [*(kind.value for kind in kinds), *([""] if empty else [])]
    return CheckConstraint(condition=Q(**{f"{field}__in": words}), name=name)
