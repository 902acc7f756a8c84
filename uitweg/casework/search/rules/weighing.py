"""When words that were found make a case worth showing: decided from plain values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from uitweg.platform.identifiers import Identifier, IdentifierKind

MIN_WEIGHT = 2
RARE_UP_TO_CASES = 5
"""A name in more cases than this says little by itself; a street or a school nothing at all."""
DECISIVE_KINDS = frozenset(
    {IdentifierKind.NUMBER, IdentifierKind.PHONE, IdentifierKind.PLATE, IdentifierKind.PAIR}
)
NAME_KINDS = frozenset({IdentifierKind.NAME, IdentifierKind.SOUND})


def cases_per_clue(found: Mapping[int, Iterable[Identifier]]) -> dict[Identifier, int]:
    """Count in how many of these cases each clue is."""
    count: dict[Identifier, int] = defaultdict(int)
    for clues in found.values():
        for clue in clues:
            count[clue] += 1
    return count


def weight(
    clues: Iterable[Identifier], typed: Mapping[Identifier, str], count: Mapping[Identifier, int]
) -> int:
    """Return what the clues of one case weigh together, each typed word once; a hit from ENOUGH."""
    best: dict[str, int] = defaultdict(int)
    for clue in clues:
        said = typed[clue].casefold()
        best[said] = max(best[said], _clue_weight(clue, count.get(clue, 0)))
    return sum(best.values())


def _clue_weight(clue: Identifier, cases: int) -> int:
    kind, word = clue
    if kind in DECISIVE_KINDS:
        return MIN_WEIGHT
    if kind in NAME_KINDS:
        # a code of one consonant fits half the town
        return MIN_WEIGHT if cases <= RARE_UP_TO_CASES and len(word) > 2 else 1
    return 1 if kind is IdentifierKind.AROUND and cases <= RARE_UP_TO_CASES else 0


def is_name(clue: Identifier) -> bool:
    return clue[0] in NAME_KINDS
