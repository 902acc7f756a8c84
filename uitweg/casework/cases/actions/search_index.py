"""Keeping the blind index: what leads to a case is written with what it comes from."""

from collections.abc import Iterable, Sequence
from itertools import batched

from django.db.models import QuerySet

from uitweg.casework.cases.models import Case, SearchToken
from uitweg.channel.models import TeamKey
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.identifiers import Identifier
from uitweg.platform.sealing.blind_index import BlindIndex, free_token

TOKENS_PER_BATCH = 8000


def set_identifiers(case: Case, clues: Iterable[Identifier], keyring: Keyring) -> None:
    """Make these what leads to a case, and nothing else; inside the caller's transaction.

    What stays keeps its token, so a copy before and after shows how many words changed, not which.
    """
    there = _token_set(case.words.all())
    kept = _add_tokens(case, clues, there, _current_index(keyring))
    case.words.filter(token__in=there - kept).delete()


def add_identifiers(case: Case, clues: Iterable[Identifier], keyring: Keyring) -> None:
    """Let these lead to a case too; inside the caller's transaction."""
    _add_tokens(case, clues, _token_set(case.words.all()), _current_index(keyring))


def draw_tokens(
    rows: Sequence[set[Identifier]], keyring: Keyring, *, there: Sequence[set[bytes]] | None = None
) -> list[set[bytes]]:
    """Draw tokens for many cases at once, as `add_clues` would for each.

    `there`: what leads to each already; without it they are new. What is taken is asked once for
    each word that occurs; inside the list no token comes twice as long as there is one. Before
    the transaction: two who draw at once may draw the same, as when all sixteen are taken.
    """
    index = _current_index(keyring)
    free = {clue: index.tokens(*clue) for clue in set().union(*rows)}
    taken = set[bytes]()
    for some in batched((token for each in free.values() for token in each), TOKENS_PER_BATCH):
        taken |= _token_set(SearchToken.objects.filter(token__in=some))
    drawn = []
    for clues, has in zip(rows, there or [set[bytes]()] * len(rows), strict=True):
        mine = {free_token(free[clue], taken) for clue in clues if has.isdisjoint(free[clue])}
        taken |= mine
        drawn.append(mine)
    return drawn


def unaccounted_tokens(
    there: set[bytes], clues: Iterable[Identifier], keyring: Keyring
) -> set[bytes]:
    """Return the tokens of a case that none of these clues accounts for."""
    index = _current_index(keyring)
    return there.difference(*(index.tokens(*clue) for clue in clues))


def blind_indexes(keyring: Keyring) -> list[BlindIndex]:
    """Return an index for each team key this member holds, a retired one too."""
    return [BlindIndex.under(keys.seed) for keys in keyring.team.values()]


def _current_index(keyring: Keyring) -> BlindIndex:
    team = TeamKey.current()
    if team is None:
        raise NoKey
    return BlindIndex.under(keyring.keys_for(bytes(team.key_id)).seed)


def _add_tokens(
    case: Case, clues: Iterable[Identifier], there: set[bytes], index: BlindIndex
) -> set[bytes]:
    """Write what is not there yet; return the tokens that were there and still count."""
    tokens = [index.tokens(kind, word) for kind, word in sorted(clues)]
    kept = {token for each in tokens for token in each if token in there}
    new = [each for each in tokens if not kept.intersection(each)]
    asked = [token for each in new for token in each]
    taken = _token_set(SearchToken.objects.filter(token__in=asked))
    rows = {free_token(each, taken) for each in new}
    SearchToken.objects.bulk_create(
        [SearchToken(case=case, token=token) for token in sorted(rows)], ignore_conflicts=True
    )
    return kept


def _token_set(rows: QuerySet[SearchToken]) -> set[bytes]:
    return {bytes(token) for token in rows.values_list("token", flat=True)}
