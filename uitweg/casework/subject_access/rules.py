"""Subject access: which items go into a package, its steps, and how words are blacked out."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from msgspec import Struct

from uitweg.casework.cases.case.rules.data_groups import DataGroup
from uitweg.casework.cases.sheets.rules import ProposedOmission
from uitweg.platform.choices import Choices

REDACTION_BAR = "█████"
MAX_REDACTED_WORDS = 200
WHOLE_WORD_UP_TO_LETTERS = 3
"""Words of at most so many letters are blacked out only where they stand alone."""


class PackageStep(Choices):
    """How far a package is: a member chooses, a colleague reviews, agreed, handed out."""

    MAKING = "making"
    LOOKING = "looking"
    READY = "ready"
    GIVEN = "given"


PACKAGE_TRANSITIONS: dict[PackageStep, frozenset[PackageStep]] = {
    PackageStep.MAKING: frozenset({PackageStep.LOOKING}),
    PackageStep.LOOKING: frozenset({PackageStep.MAKING, PackageStep.READY}),
    PackageStep.READY: frozenset({PackageStep.MAKING, PackageStep.GIVEN}),
    PackageStep.GIVEN: frozenset(),
}
OPEN_STEPS = (PackageStep.MAKING, PackageStep.LOOKING, PackageStep.READY)


@dataclass(frozen=True)
class PackageItem:
    """One piece of the case that can be included; its `id` stays the same as long as the case is.

    `omission` is why it is proposed to be left out. For a file, `file` is (entry id, number within
    the entry), `text` its name and `size` its bytes. `also_about` are data groups beside `group`.
    """

    id: str
    section: str
    title: str
    text: str
    group: DataGroup
    omission: ProposedOmission | None = None
    file: tuple[int, int] | None = None
    size: int = 0
    also_about: frozenset[DataGroup] = frozenset()


class PackageChoices(
    Struct,
    frozen=True,
    rename={"included": "chosen", "redactions": "black", "redacted_everywhere": "everywhere"},
):
    """What a member decided.

    `included` says by item id whether the item goes in, `redactions` which words are blacked out
    in that item, and `redacted_everywhere` which words in all items; one word or phrase a line.
    """

    included: dict[str, bool] = {}
    redactions: dict[str, str] = {}
    redacted_everywhere: str = ""

    def includes(self, item: PackageItem) -> bool:
        """Tell whether the item goes in: as decided, or else as proposed."""
        return self.included.get(item.id, item.omission is None)

    def redacted_text(self, item: PackageItem) -> str:
        """Return the text of the item as it stands in the package."""
        everywhere = split_words(self.redacted_everywhere)
        return redacted(item.text, [*everywhere, *split_words(self.redactions.get(item.id, ""))])


def redacted(text: str, words: Iterable[str]) -> str:
    """Black out these words, in any case and with any spacing; every bar is equally long.

    Short words are blacked out only where they stand alone; longer ones also inside a longer word:
    too much black can still be corrected, a name that was handed out cannot.
    """
    text = unicodedata.normalize("NFC", text)
    for word in sorted({_normalized(word) for word in words} - {""}, key=len, reverse=True):
        pattern = r"\s+".join(re.escape(part) for part in word.split())
        if len(word) <= WHOLE_WORD_UP_TO_LETTERS:
            pattern = rf"(?<!\w){pattern}(?!\w)"
        text = re.sub(pattern, REDACTION_BAR, text, flags=re.IGNORECASE)
    return text


def _normalized(word: str) -> str:
    return unicodedata.normalize("NFC", word).strip()


def split_words(text: str) -> list[str]:
    return re.split(r"[\n,;]", text)
