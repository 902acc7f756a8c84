"""What every thing of content/ has, and the kinds of text that an editor writes in its fields."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

WORDING = Meta(extra={"wording": True})
"""A field that stands in the file of wording of a reading level, not in the file of facts."""

Text = Annotated[str, Meta(pattern=r"\S")]
"""A text that is not empty."""
Words = Annotated[str, Meta(pattern=r"\S"), WORDING]
MaybeWords = Annotated[str, WORDING]
Lines = Annotated[tuple[Text, ...], WORDING]
SomeLines = Annotated[tuple[Text, ...], Meta(min_length=1), WORDING]


@dataclass(frozen=True)
class IdOf:
    """Beside `str` in a field: the id of a thing of this class, which must be there."""

    kind: type["Item"]


class WrittenEntry(Struct, frozen=True, forbid_unknown_fields=True):
    """What a file says in keys and values. Its fields are the keys of its row, and of its wording.

    A field that is a thing of another file, or that has `IdOf`, is an id in the row.
    """

    def problem(self) -> str:
        """Return what is wrong with it as an editor wrote it, in one sentence, or ""."""
        return ""


class Item(WrittenEntry, frozen=True):
    """An entry with an id, so that others can link to it."""

    missing: ClassVar[str] = "{} does not exist."
    """What an editor reads who wrote an id that is not there."""

    id: str

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def shown(self) -> bool:
        """Whether visitors may see it."""
        return True

    @property
    def linkable(self) -> bool:
        """Whether something that is shown may link to it."""
        return self.shown
