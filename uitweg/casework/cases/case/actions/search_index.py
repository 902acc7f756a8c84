"""The blind index of cases: storing a token for each identifier by which a case can be found."""

from collections.abc import Iterable, Sequence
from itertools import batched

from django.db.models import QuerySet

from uitweg.casework.cases.case.models import Case, SearchToken
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.identifiers import Identifier
from uitweg.platform.sealing.blind_index import BlindIndex, free_token

TOKENS_PER_BATCH = 8000


def set_identifiers(case: Case, identifiers: Iterable[Identifier], keyring: Keyring) -> None:
    """Make these the only identifiers by which a case is found; inside the caller's transaction.

    Identifiers that stay keep their token: two copies of the database then show how many changed,
    and not which.
    """
    stored = _token_set(case.search_tokens.all())
    kept = _add_tokens(case, identifiers, stored, _current_index(keyring))
    case.search_tokens.filter(token__in=stored - kept).delete()


def add_identifiers(case: Case, identifiers: Iterable[Identifier], keyring: Keyring) -> None:
    """Let a case be found by these identifiers too; inside the caller's transaction."""
    _add_tokens(case, identifiers, _token_set(case.search_tokens.all()), _current_index(keyring))


def draw_tokens(
    rows: Sequence[set[Identifier]],
    keyring: Keyring,
    *,
    existing: Sequence[set[bytes]] | None = None,
) -> list[set[bytes]]:
    """Choose the tokens to add for the identifiers of many cases; the result is in their order.

    `existing` has the tokens that each case already has; without it the cases are new. No token is
    chosen twice as long as a word has a free one. This reads which tokens are taken outside the
    transaction that stores them, so two simultaneous imports may choose the same; that is allowed,
    as when all sixteen tokens of a word are taken.
    """
    index = _current_index(keyring)
    tokens_of = {identifier: index.tokens(*identifier) for identifier in set().union(*rows)}
    taken = set[bytes]()
    candidates = (token for tokens in tokens_of.values() for token in tokens)
    for batch in batched(candidates, TOKENS_PER_BATCH):
        taken |= SearchToken.objects.present(batch)
    drawn = []
    for identifiers, present in zip(rows, existing or [set[bytes]()] * len(rows), strict=True):
        added = {
            free_token(tokens_of[identifier], taken)
            for identifier in identifiers
            if present.isdisjoint(tokens_of[identifier])
        }
        taken |= added
        drawn.append(added)
    return drawn


def unaccounted_tokens(
    tokens: set[bytes], identifiers: Iterable[Identifier], keyring: Keyring
) -> set[bytes]:
    """Return the tokens of a case that belong to none of these identifiers, under any team key."""
    indexes, words = blind_indexes(keyring), list(identifiers)
    return tokens.difference(*(index.tokens(*word) for index in indexes for word in words))


def blind_indexes(keyring: Keyring) -> list[BlindIndex]:
    """Return an index for each team key this member holds, retired ones included."""
    return [BlindIndex.from_seed(keys.seed) for keys in keyring.team.values()]


def _current_index(keyring: Keyring) -> BlindIndex:
    team = TeamKey.current()
    if team is None:
        raise NoKey
    return BlindIndex.from_seed(keyring.keys_for(bytes(team.key_id)).seed)


def _add_tokens(
    case: Case, identifiers: Iterable[Identifier], stored: set[bytes], index: BlindIndex
) -> set[bytes]:
    """Store a token for each identifier that has none in `stored`.

    Returns the stored tokens that belong to one of these identifiers.
    """
    tokens_by_word = [index.tokens(kind, word) for kind, word in sorted(identifiers)]
    kept = {token for tokens in tokens_by_word for token in tokens if token in stored}
    missing = [tokens for tokens in tokens_by_word if kept.isdisjoint(tokens)]
    candidates = [token for tokens in missing for token in tokens]
    taken = SearchToken.objects.present(candidates)
    added = {free_token(tokens, taken) for tokens in missing}
    SearchToken.objects.bulk_create(
        [SearchToken(case=case, token=token) for token in sorted(added)], ignore_conflicts=True
    )
    return kept


def _token_set(rows: QuerySet[SearchToken]) -> set[bytes]:
    return {bytes(token) for token in rows.values_list("token", flat=True)}
