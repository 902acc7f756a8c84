"""Insight: what is chosen for a youngster to see, the steps, and how words go black."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from uitweg.casework.cases.rules.data_groups import DataGroup
from uitweg.casework.cases.rules.third_parties import ProposedOmission
from uitweg.platform.choices import Choices

REDACTION_BAR = "█████"
MAX_REDACTED_WORDS = 200
WHOLE_WORD_UP_TO_LETTERS = 3
"""Words up to so many letters are blacked out only where they stand alone."""


class PackageStep(Choices):
    """Where the making of one package is."""

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
    """One thing that is known: `id` names it as long as the case is there.

    A `file` is entry and number within it, its text how it is called here, its size in bytes.
    """

    id: str
    section: str
    title: str
    text: str
    group: DataGroup
    out: ProposedOmission | None = None
    file: tuple[int, int] | None = None
    size: int = 0


@dataclass(frozen=True)
class PackageChoices:
    """What a person chose: by id in or out, by id which words go black, and which everywhere."""

    chosen: dict[str, bool] = field(default_factory=dict)
    black: dict[str, str] = field(default_factory=dict)
    everywhere: str = ""

    def takes(self, item: PackageItem) -> bool:
        return self.chosen.get(item.id, item.out is None)

    def shown(self, item: PackageItem) -> str:
        """Return the text as it leaves."""
        words = [*split_words(self.everywhere), *split_words(self.black.get(item.id, ""))]
        return redacted(item.text, words)

    def as_text(self) -> str:
        said = {"chosen": self.chosen, "black": self.black, "everywhere": self.everywhere}
        return json.dumps(said, ensure_ascii=False)


def choices_from_text(text: str) -> PackageChoices:
    """Read what `as_text` wrote."""
    said = json.loads(text)
    return PackageChoices(said["chosen"], said["black"], said["everywhere"])


def redacted(text: str, words: Iterable[str]) -> str:
    """Black out these words, however they are written: every stripe is equally long.

    Short words go only where they stand alone; of longer ones also what is part of a longer word,
    for too much black can be mended and too little cannot.
    """
    whole = unicodedata.normalize("NFC", text)
    for word in sorted({_plain(one) for one in words} - {""}, key=len, reverse=True):
        said = r"\s+".join(re.escape(part) for part in word.split())
        edged = rf"(?<!\w){said}(?!\w)" if len(word) <= WHOLE_WORD_UP_TO_LETTERS else said
        whole = re.sub(edged, REDACTION_BAR, whole, flags=re.IGNORECASE)
    return whole


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).strip()


def split_words(text: str) -> list[str]:
    return re.split(r"[\n,;]", text)
