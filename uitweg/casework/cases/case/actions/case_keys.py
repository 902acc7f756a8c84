"""The key of a case, and encrypting texts with it: each opens only in its own row and field.

A case key is sealed to the team. That of a restricted case is not: each member with a grant has a
copy of their own (`CaseKeyCopy`), and the recovery sheet has one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Protocol

from uitweg.casework.cases.case.models import Case
from uitweg.channel.conversation.models import TeamKey
from uitweg.platform.accounts.actions.authorization import NotPossible, Refusal
from uitweg.platform.accounts.actions.keyring import Keyring, NoKey
from uitweg.platform.sealing import box, envelope, recovery
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context
from uitweg.platform.store.locking import lock_for_update

TEXT_FIELD = "sealed_text"
CASES_PER_QUERY = 500


class CaseRefusal(Refusal):
    CASE_CLOSED = "Deze casus is gesloten. Er is niets veranderd; open die eerst weer."
    CASE_REKEYED = "De sleutel is net vernieuwd. Er is niets bewaard; stuur het nog eens."
    RESTRICTED_KEY = "Jouw sleutel opent deze casus niet. Vraag een collega met toegang om hulp."
    NOT_OUR_SHEET = "Dit herstelvel opent deze casus niet. Er is niets veranderd."


class CaseKeyOutdated(Exception):
    """These cases still have a key from before the present team key; nothing was stored.

    Somebody who left may have that key: `key_renewal.renew_cases` makes it anew first.
    """

    def __init__(self, case_ids: Collection[int]) -> None:
        super().__init__("case-key-outdated")
        self.case_ids = case_ids


class HasCase(Protocol):
    """A row of any table that belongs to a case."""

    case: Case
    case_id: int


@dataclass(frozen=True)
class CaseKey:
    """A decrypted case key (AES-256, 32 bytes).

    `round` counts how often the case got a new key; storing anything with an older key is refused.
    """

    case_id: int
    key: bytes
    round: int = 0

    def lock(self, table: str, form_key: bytes, text: str, *, field: str = TEXT_FIELD) -> bytes:
        """Encrypt a text for one field of one row, which is named by its 16-byte `form_key`."""
        return box.lock(self.key, self._context(table, form_key, field), text.encode())

    def unlock(
        self, table: str, form_key: bytes, sealed: bytes | memoryview, *, field: str = TEXT_FIELD
    ) -> str | None:
        """Decrypt a text; return None when it was encrypted for another key, case, row or field."""
        try:
            return box.unlock(
                self.key, self._context(table, form_key, field), bytes(sealed)
            ).decode()
        except (CannotOpen, Malformed):
            return None

    def _context(self, table: str, form_key: bytes, field: str) -> bytes:
        return context(table, str(self.case_id), form_key.hex(), field)


def open_case_key(case: Case, keyring: Keyring) -> CaseKey:
    """Decrypt the key of a case.

    Raises NoKey when this member does not hold the team key, and NotPossible when the case is
    restricted and no copy of its key is sealed to this member.
    """
    if case.is_restricted:
        return _open_key_copy(case, keyring.seed, to_sheet=False)
    seed = keyring.keys_for(bytes(case.key_id)).seed
    key = envelope.unseal(seed, _case_key_context(case), bytes(case.sealed_key))
    return CaseKey(case.pk, key, case.key_round)


def open_case_key_or_none(case: Case, keyring: Keyring) -> CaseKey | None:
    """Decrypt the key of a case, or return None when this member cannot open it.

    For pages with many cases, where one that cannot be opened must not stop the others.
    """
    try:
        return open_case_key(case, keyring)
    except (NoKey, NotPossible, CannotOpen):
        return None


def with_case_keys[Row: HasCase](
    rows: Iterable[Row], keyring: Keyring
) -> Iterator[tuple[Row, CaseKey | None]]:
    """Yield each row with the key of its case, or None when this member cannot open that key.

    Each key is decrypted once.
    """
    keys: dict[int, CaseKey | None] = {}
    for row in rows:
        if row.case_id not in keys:
            keys[row.case_id] = open_case_key_or_none(row.case, keyring)
        yield row, keys[row.case_id]


def open_with_recovery_sheet(case: Case, words: str) -> CaseKey:
    """Decrypt the key of a restricted case with the 24 words of the recovery sheet.

    Raises the errors of `recovery.from_words`, and NotPossible when the sheet is not the one that
    holds a copy of this key.
    """
    return _open_key_copy(case, recovery.from_words(words), to_sheet=True)


def _open_key_copy(case: Case, seed: bytes, *, to_sheet: bool) -> CaseKey:
    holder_id = envelope.key_id(envelope.public_key(seed))
    copy = case.key_copies.filter(holder_id=holder_id, member__isnull=to_sheet).first()
    if copy is None:
        if to_sheet:
            raise NotPossible(CaseRefusal.NOT_OUR_SHEET)
        raise NotPossible(CaseRefusal.RESTRICTED_KEY, ask=case.coordinator_id)
    key = envelope.unseal(seed, _key_copy_context(case, holder_id), bytes(copy.sealed_key))
    return CaseKey(case.pk, key, case.key_round)


def lock_cases(key_rounds: Mapping[int, int]) -> dict[int, Case]:
    """Return these cases as they are now, by id, locked until the transaction ends.

    `key_rounds` has by case id the round of the key that the caller used. Whoever stores something
    encrypted with a case key takes this lock first: otherwise the key could be replaced in between,
    and the text could never be decrypted again. Raises NotPossible when a case no longer exists or
    has another key by now, and CaseKeyOutdated when a key is older than the present team key.
    """
    cases = lock_cases_to_renew(key_rounds)
    retired = TeamKey.retired_ids()
    if outdated := [pk for pk, case in cases.items() if bytes(case.key_id) in retired]:
        raise CaseKeyOutdated(outdated)
    return cases


def lock_cases_to_renew(key_rounds: Mapping[int, int]) -> dict[int, Case]:
    """Return these cases as `lock_cases` does, also when their key is to be made anew."""
    cases = dict[int, Case]()
    for ids in batched(sorted(key_rounds), CASES_PER_QUERY):
        locked = lock_for_update(Case.objects.filter(pk__in=ids))
        cases |= {case.pk: case for case in locked}
    if {pk: case.key_round for pk, case in cases.items()} != dict(key_rounds):
        raise NotPossible(CaseRefusal.CASE_REKEYED)
    return cases


def lock_case(key: CaseKey) -> Case:
    """Return the case of this key as it is now, locked. Raises NotPossible as `lock_cases` does."""
    return lock_cases({key.case_id: key.round})[key.case_id]


def seal_case_key(case: Case, key: bytes, *, team_public: bytes) -> bytes:
    """Return the case key sealed to the team's public key."""
    return envelope.seal(team_public, _case_key_context(case), key)


def seal_key_copy(case: Case, key: bytes, *, public: bytes) -> tuple[bytes, bytes]:
    """Return the id of this public key, and the case key sealed to it."""
    holder_id = envelope.key_id(public)
    return holder_id, envelope.seal(public, _key_copy_context(case, holder_id), key)


def _case_key_context(case: Case) -> bytes:
    return context("cases_case", str(case.pk), "sealed_key")


def _key_copy_context(case: Case, holder_id: bytes) -> bytes:
    return context("cases_casekeycopy", str(case.pk), holder_id.hex(), "sealed_key")
