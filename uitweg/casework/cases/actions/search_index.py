"""Keeping the blind index: what leads to a case is written with what it comes from."""

from collections.abc import Iterable, Sequence
from itertools import batched

from django.db.models import QuerySet

from uitweg.casework.cases.models import Case, Word
from uitweg.channel.models import TeamKey
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.identifiers import Clue
from uitweg.platform.sealing.blind_index import BlindIndex, free_one

A_TURN = 8000


def set_clues(case: Case, clues: Iterable[Clue], keyring: Keyring) -> None:
    """Make these what leads to a case, and nothing else; inside the caller's transaction.

    What stays keeps its token, so a copy before and after shows how many words changed, not which.
    """
    there = _tokens(case.words.all())
    kept = _add(case, clues, there, _current(keyring))
    case.words.filter(token__in=there - kept).delete()


def add_clues(case: Case, clues: Iterable[Clue], keyring: Keyring) -> None:
    """Let these lead to a case too; inside the caller's transaction."""
    _add(case, clues, _tokens(case.words.all()), _current(keyring))


def tokens_of_many(
    rows: Sequence[set[Clue]], keyring: Keyring, *, there: Sequence[set[bytes]] | None = None
) -> list[set[bytes]]:
    """Draw tokens for many cases at once, as `add_clues` would for each.

    `there`: what leads to each already; without it they are new. What is taken is asked once for
    each word that occurs; inside the list no token comes twice as long as there is one. Before
    the transaction: two who draw at once may draw the same, as when all sixteen are taken.
    """
    index = _current(keyring)
    free = {clue: index.tokens(*clue) for clue in set().union(*rows)}
    taken = set[bytes]()
    for some in batched((token for each in free.values() for token in each), A_TURN):
        taken |= _tokens(Word.objects.filter(token__in=some))
    drawn = []
    for clues, has in zip(rows, there or [set[bytes]()] * len(rows), strict=True):
        mine = {free_one(free[clue], taken) for clue in clues if has.isdisjoint(free[clue])}
        taken |= mine
        drawn.append(mine)
    return drawn


def left_over(there: set[bytes], clues: Iterable[Clue], keyring: Keyring) -> set[bytes]:
    """Return the tokens of a case that none of these clues accounts for."""
    index = _current(keyring)
    return there.difference(*(index.tokens(*clue) for clue in clues))


def indexes(keyring: Keyring) -> list[BlindIndex]:
    """Return an index for each team key this member holds, a retired one too."""
    return [BlindIndex.under(keys.seed) for keys in keyring.team.values()]


def _current(keyring: Keyring) -> BlindIndex:
    team = TeamKey.current()
    if team is None:
        raise NoKey
    return BlindIndex.under(keyring.keys_for(bytes(team.key_id)).seed)


def _add(case: Case, clues: Iterable[Clue], there: set[bytes], index: BlindIndex) -> set[bytes]:
    """Write what is not there yet; return the tokens that were there and still count."""
    tokens = [index.tokens(kind, word) for kind, word in sorted(clues)]
    kept = {token for each in tokens for token in each if token in there}
    new = [each for each in tokens if not kept.intersection(each)]
    asked = [token for each in new for token in each]
    taken = _tokens(Word.objects.filter(token__in=asked))
    rows = {free_one(each, taken) for each in new}
    Word.objects.bulk_create(
        [Word(case=case, token=token) for token in sorted(rows)], ignore_conflicts=True
    )
    return kept


def _tokens(rows: QuerySet[Word]) -> set[bytes]:
    return {bytes(token) for token in rows.values_list("token", flat=True)}
