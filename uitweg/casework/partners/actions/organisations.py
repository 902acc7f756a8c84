"""The names of organisations, for lists that show many, and whom an account may belong to."""

from uitweg.casework.partners.models import Organisation


def organisation_names() -> dict[int, str]:
    """Return the name of each organisation by its number, also of those that ended."""
    return dict(Organisation.objects.order_by("pk").values_list("pk", "name"))
