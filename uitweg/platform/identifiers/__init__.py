"""Which words lead to a person, in one spelling and by how they sound. Knows no Django, no key."""

from uitweg.platform.identifiers.reading import (
    Identifier,
    IdentifierKind,
    identifiers_in_text,
    identifiers_of_person,
    identifiers_of_titles,
    in_search,
    phone_numbers,
)

__all__ = [
    "Identifier",
    "IdentifierKind",
    "identifiers_in_text",
    "identifiers_of_person",
    "identifiers_of_titles",
    "in_search",
    "phone_numbers",
]
