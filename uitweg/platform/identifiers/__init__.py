"""Identifiers of a person in texts, in a normalized spelling and by their sound. No Django."""

from uitweg.platform.identifiers.phones import comparable_phones
from uitweg.platform.identifiers.reading import (
    Identifier,
    IdentifierKind,
    identifiers_in_text,
    identifiers_of_texts,
    identifiers_of_titles,
    in_search,
)

__all__ = [
    "Identifier",
    "IdentifierKind",
    "comparable_phones",
    "identifiers_in_text",
    "identifiers_of_texts",
    "identifiers_of_titles",
    "in_search",
]
