"""Which words lead to a person, in one spelling and by how they sound. Knows no Django, no key."""

from uitweg.platform.identifiers.phones import comparable_phones
from uitweg.platform.identifiers.reading import (
    Identifier,
    IdentifierKind,
    identifiers_in_text,
    identifiers_of_person,
    identifiers_of_titles,
    in_search,
)

__all__ = [
    "Identifier",
    "IdentifierKind",
    "comparable_phones",
    "identifiers_in_text",
    "identifiers_of_person",
    "identifiers_of_titles",
    "in_search",
]
