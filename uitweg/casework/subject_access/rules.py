"""Insight: what is chosen for a youngster to see, the steps, and how words go black."""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from uitweg.casework.cases.rules.third_parties import Out
from uitweg.casework.cases.rules.visibility import DataGroup

BLACK = "█████"
MOST_WORDS = 200
WHOLE_WORD = 3
"""Words up to so many letters are blacked out only where they stand alone."""


class Step(StrEnum):
    """Where the making of one package is."""

    MAKING = "making"
    LOOKING = "looking"
    READY = "ready"
    GIVEN = "given"


INSIGHT_TRANSITIONS: dict[Step, frozenset[Step]] = {
    Step.MAKING: frozenset({Step.LOOKING}),
    Step.LOOKING: frozenset({Step.MAKING, Step.READY}),
    Step.READY: frozenset({Step.MAKING, Step.GIVEN}),
    Step.GIVEN: frozenset(),
}
UNDER_WAY = (Step.MAKING, Step.LOOKING, Step.READY)


OUT_WORDS = {
    Out.SOURCE: "woorden van een melder; die is beschermd",
    Out.SECRET: "beroepsgeheim",
    Out.ORGANISATION: "van een andere organisatie",
    Out.OTHERS: "gaat vooral over anderen",
    Out.REPLACED: "later rechtgezet",
    Out.UNSEEN: "bekijk eerst wie en wat erop staat",
}


@dataclass(frozen=True)
class Item:
    """One thing that is known: `id` names it as long as the case is there.

    A `file` is entry and number within it, its text how it is called here, its size in bytes.
    """

    id: str
    section: str
    title: str
    text: str
    group: DataGroup
    out: Out | None = None
    file: tuple[int, int] | None = None
    size: int = 0


@dataclass(frozen=True)
class Work:
    """What a person chose: by id in or out, by id which words go black, and which everywhere."""

    chosen: dict[str, bool] = field(default_factory=dict)
    black: dict[str, str] = field(default_factory=dict)
    everywhere: str = ""

    def takes(self, item: Item) -> bool:
        return self.chosen.get(item.id, item.out is None)

    def shown(self, item: Item) -> str:
        """Return the text as it leaves."""
        words = [*words_in(self.everywhere), *words_in(self.black.get(item.id, ""))]
        return blacked(item.text, words)

    def as_text(self) -> str:
        said = {"chosen": self.chosen, "black": self.black, "everywhere": self.everywhere}
        return json.dumps(said, ensure_ascii=False)


def work_of(text: str) -> Work:
    """Read what `as_text` wrote."""
    said = json.loads(text)
    return Work(said["chosen"], said["black"], said["everywhere"])


def blacked(text: str, words: Iterable[str]) -> str:
    """Black out these words, however they are written: every stripe is equally long.

    Short words go only where they stand alone; of longer ones also what is part of a longer word,
    for too much black can be mended and too little cannot.
    """
    whole = unicodedata.normalize("NFC", text)
    for word in sorted({_plain(one) for one in words} - {""}, key=len, reverse=True):
        said = r"\s+".join(re.escape(part) for part in word.split())
        edged = rf"(?<!\w){said}(?!\w)" if len(word) <= WHOLE_WORD else said
        whole = re.sub(edged, BLACK, whole, flags=re.IGNORECASE)
    return whole


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).strip()


def words_in(text: str) -> list[str]:
    return re.split(r"[\n,;]", text)
