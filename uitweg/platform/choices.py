"""Enumerations whose values each have Dutch words for on a page."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Self


class Choices(StrEnum):
    """Like Django's TextChoices, but rules may use it: this module knows no Django.

    class Risk(Choices):
        LOW = "low", "Nu veilig genoeg"

    A member equals its stored value, and `words` is what a page shows. A member without words has
    "" and is not meant to be shown.
    """

    words: str

    def __new__(cls, value: str, words: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.words = words
        return member

    @classmethod
    def choices(cls, members: Iterable[Self] | None = None) -> list[tuple[str, str]]:
        """Return (value, words) of these members (all by default), for a form field."""
        return [(member.value, member.words) for member in (cls if members is None else members)]

    @classmethod
    def words_of(cls, value: str) -> str:
        """Return the words of a stored value; "" for a value that is no member."""
        return cls(value).words if value in cls else ""

    @classmethod
    def model_choices(cls) -> list[tuple[str, str]]:
        """Return (value, name) of all members, as a model field wants them.

        The words stay out of the model, so that better words need no migration.
        """
        return [(member.value, member.name) for member in cls]
