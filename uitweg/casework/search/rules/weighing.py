"""When words that were found make a case worth showing: decided from plain values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from uitweg.platform.identifiers import Clue, Kind

ENOUGH = 2
RARE = 5
"""A name in more cases than this says little by itself; a street or a school nothing at all."""
SURE = frozenset({Kind.NUMBER, Kind.PHONE, Kind.PLATE, Kind.PAIR})
NAMES = frozenset({Kind.NAME, Kind.SOUND})


def how_many(found: Mapping[int, Iterable[Clue]]) -> dict[Clue, int]:
    """Count in how many of these cases each clue is."""
    count: dict[Clue, int] = defaultdict(int)
    for clues in found.values():
        for clue in clues:
            count[clue] += 1
    return count


def weight(clues: Iterable[Clue], typed: Mapping[Clue, str], count: Mapping[Clue, int]) -> int:
    """Return what the clues of one case weigh together, each typed word once; a hit from ENOUGH."""
    best: dict[str, int] = defaultdict(int)
    for clue in clues:
        said = typed[clue].casefold()
        best[said] = max(best[said], _weight(clue, count.get(clue, 0)))
    return sum(best.values())


def _weight(clue: Clue, cases: int) -> int:
    kind, word = clue
    if kind in SURE:
        return ENOUGH
    if kind in NAMES:
        # a code of one consonant fits half the town
        return ENOUGH if cases <= RARE and len(word) > 2 else 1
    return 1 if kind is Kind.AROUND and cases <= RARE else 0


def is_name(clue: Clue) -> bool:
    return clue[0] in NAMES
