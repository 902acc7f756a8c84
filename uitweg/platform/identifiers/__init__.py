"""Which words lead to a person, in one spelling and by how they sound. Knows no Django, no key."""

from uitweg.platform.identifiers.reading import (
    Clue,
    Kind,
    in_question,
    in_text,
    of_person,
    of_titles,
    phones,
)

__all__ = ["Clue", "Kind", "in_question", "in_text", "of_person", "of_titles", "phones"]
