"""The case's own key, and what lies under it: each text closed in its own place only.

A case's key is sealed to the team. A strict case's is not: each named member has a copy of their
own (`CaseShare`), and the recovery sheet has one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Protocol

from uitweg.casework.cases.models import Case
from uitweg.platform.accounts.actions.authorization import NotPossible
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.sealing import box, envelope, recovery
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context
from uitweg.platform.store.locking import lock_for_update

TEXT_FIELD = "sealed_text"
CASES_PER_QUERY = 500


class HasCase(Protocol):
    """A row of some table that hangs on a case."""

    case: Case
    case_id: int


@dataclass(frozen=True)
class CaseKey:
    """An opened case key (AES-256, 32 bytes). `row` names a row by 16 random bytes of its own.

    `round` counts how often the case got a new key; what was opened before that is refused.
    """

    case_id: int
    key: bytes
    round: int = 0

    def lock(self, table: str, row: bytes, text: str, *, field: str = TEXT_FIELD) -> bytes:
        return box.lock(self.key, self._place(table, row, field), text.encode())

    def unlock(
        self, table: str, row: bytes, closed: bytes | memoryview, *, field: str = TEXT_FIELD
    ) -> str | None:
        """Return the text, or None when it does not open: another case, row, field or key."""
        try:
            return box.unlock(self.key, self._place(table, row, field), bytes(closed)).decode()
        except (CannotOpen, Malformed):
            return None

    def _place(self, table: str, row: bytes, field: str) -> bytes:
        return context(table, str(self.case_id), row.hex(), field)


def open_case_key(case: Case, keyring: Keyring) -> CaseKey:
    """Open the case's key. Raises NoKey when this member does not hold the team's.

    NotPossible when the case is strict and no copy of its key is sealed to this member.
    """
    if case.is_restricted:
        return _open_key_copy(case, keyring.seed, to_sheet=False)
    seed = keyring.keys_for(bytes(case.key_id)).seed
    raw = envelope.unseal(seed, _case_key_context(case), bytes(case.sealed_key))
    return CaseKey(case.pk, raw, case.key_round)


def open_case_key_or_none(case: Case, keyring: Keyring) -> CaseKey | None:
    """Open the key for a page of many cases, where one that stays shut does not stop the rest."""
    try:
        return open_case_key(case, keyring)
    except (NoKey, NotPossible, CannotOpen):
        return None


def with_case_keys[Row: HasCase](
    rows: Iterable[Row], keyring: Keyring
) -> Iterator[tuple[Row, CaseKey | None]]:
    """Give each row the key of its case, or None where that stays shut; each key is opened once."""
    keys: dict[int, CaseKey | None] = {}
    for row in rows:
        if row.case_id not in keys:
            keys[row.case_id] = open_case_key_or_none(row.case, keyring)
        yield row, keys[row.case_id]


def open_with_recovery_sheet(case: Case, words: str) -> CaseKey:
    """Open a strict case with the recovery sheet. Raises recovery's WrongWords, NotPossible."""
    return _open_key_copy(case, recovery.from_words(words), to_sheet=True)


def _open_key_copy(case: Case, seed: bytes, *, to_sheet: bool) -> CaseKey:
    holder = envelope.key_id(envelope.public_key(seed))
    copies = case.shares.filter(holder_id=holder, member__isnull=to_sheet)
    copy = copies.first()
    if copy is None:
        raise NotPossible("not-our-sheet" if to_sheet else "restricted-key")
    raw = envelope.unseal(seed, _key_copy_context(case, holder), bytes(copy.sealed_key))
    return CaseKey(case.pk, raw, case.key_round)


def lock_cases(key_rounds: Mapping[int, int]) -> dict[int, Case]:
    """Return these cases as they are now, locked until the transaction ends.

    `key_rounds`: by case id the round of the key that the caller sealed or read with. Everything
    that is stored under a case's key is stored under this lock: otherwise a text could land under
    a key that was replaced a moment ago, and never open again. Raises NotPossible when a case is
    gone or has another key by now.
    """
    cases = dict[int, Case]()
    for ids in batched(sorted(key_rounds), CASES_PER_QUERY):
        locked = lock_for_update(Case.objects.filter(pk__in=ids))
        cases |= {case.pk: case for case in locked}
    if {pk: case.key_round for pk, case in cases.items()} != dict(key_rounds):
        raise NotPossible("case-rekeyed")
    return cases


def lock_case(key: CaseKey) -> Case:
    """Return the case of this key as it is now, locked. Raises NotPossible as `lock_cases`."""
    return lock_cases({key.case_id: key.round})[key.case_id]


def seal_case_key(case: Case, key: bytes, *, team_public: bytes) -> bytes:
    """Seal a case's key to the team."""
    return envelope.seal(team_public, _case_key_context(case), key)


def seal_key_copy(case: Case, key: bytes, *, public: bytes) -> tuple[bytes, bytes]:
    """Seal a strict case's key to one holder: the name of their public key, and the copy."""
    holder = envelope.key_id(public)
    return holder, envelope.seal(public, _key_copy_context(case, holder), key)


def _case_key_context(case: Case) -> bytes:
    return context("cases_case", str(case.pk), "sealed_key")


def _key_copy_context(case: Case, holder: bytes) -> bytes:
    return context("cases_casekeycopy", str(case.pk), holder.hex(), "sealed_key")
