"""Enumerations whose members each have Dutch words for on a page: choices, and refusals."""

from collections.abc import Iterable
from enum import Enum, StrEnum
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
    def sentences(cls, members: Iterable[Self] | None = None) -> list[tuple[str, str]]:
        """Return what `choices` does, each with a capital."""
        return [(value, words[:1].upper() + words[1:]) for value, words in cls.choices(members)]

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


class Refusal(Enum):
    """Why something is not done, with the sentence that a person then reads.

    class SwapRefusal(Refusal):
        SWAP_ASKED = "Over deze dienst loopt al een vraag. Trek die eerst in."

    Declared beside the action that raises `NotPossible(SwapRefusal.SWAP_ASKED)`. The code of a
    member ("swap-asked") is its name, so a name stands in one class only. `{ask}` in a sentence is
    the colleague whom NotPossible names. `beforehand` is what a page says while nobody has tried
    yet, where that is another sentence.
    """

    def __init__(self, sentence: str, beforehand: str = "") -> None:
        self.sentence = sentence
        self.beforehand = beforehand or sentence

    @property
    def code(self) -> str:
        """Return the name as scripts and tests know it."""
        return self.name.lower().replace("_", "-")
