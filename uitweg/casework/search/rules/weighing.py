"""Whether the identifiers a search found in a case make that case worth showing."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain

from uitweg.platform.identifiers import Identifier, IdentifierKind

MIN_WEIGHT = 2
"""A case is shown from this weight."""
RARE_UP_TO_CASES = 5
"""In more cases than this a name weighs less, and a street or school nothing."""
DECISIVE_KINDS = frozenset(
    {IdentifierKind.NUMBER, IdentifierKind.PHONE, IdentifierKind.PLATE, IdentifierKind.PAIR}
)
NAME_KINDS = frozenset({IdentifierKind.NAME, IdentifierKind.SOUND})


def cases_per_identifier(
    identifiers_by_case: Mapping[int, Iterable[Identifier]],
) -> dict[Identifier, int]:
    """Count in how many of these cases each identifier is."""
    return dict(Counter(chain.from_iterable(identifiers_by_case.values())))


def weight(
    identifiers: Iterable[Identifier],
    typed: Mapping[Identifier, str],
    case_counts: Mapping[Identifier, int],
) -> int:
    """Return the total weight of the identifiers that were found in one case.

    `typed` gives the word an identifier was read from. A word that gave several identifiers (a
    name and its sound) counts once, by the heaviest.
    """
    heaviest: dict[str, int] = defaultdict(int)
    for identifier in identifiers:
        word = typed[identifier].casefold()
        weighs = _identifier_weight(identifier, case_counts.get(identifier, 0))
        heaviest[word] = max(heaviest[word], weighs)
    return sum(heaviest.values())


def _identifier_weight(identifier: Identifier, case_count: int) -> int:
    kind, word = identifier
    is_rare = case_count <= RARE_UP_TO_CASES
    if kind in DECISIVE_KINDS:
        return MIN_WEIGHT
    if kind in NAME_KINDS:
        # very short ones, such as a sound of one consonant, fit too many people
        return MIN_WEIGHT if is_rare and len(word) > 2 else 1
    return 1 if kind is IdentifierKind.AROUND and is_rare else 0


def is_name(identifier: Identifier) -> bool:
    return identifier[0] in NAME_KINDS
