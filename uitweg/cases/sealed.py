"""The case's own key, and what lies under it: each text closed in its own place only."""

from dataclasses import dataclass

from uitweg.access.keyring import Keyring
from uitweg.cases.models import Case
from uitweg.sealing import box, envelope
from uitweg.sealing.envelope import CannotOpen, Malformed, context

TEXT = "sealed_text"


@dataclass(frozen=True)
class CaseKey:
    """An opened case key (AES-256, 32 bytes). `row` names a row by 16 random bytes of its own."""

    case_id: int
    key: bytes

    def lock(self, table: str, row: bytes, text: str, *, field: str = TEXT) -> bytes:
        return box.lock(self.key, self._place(table, row, field), text.encode())

    def unlock(
        self, table: str, row: bytes, closed: bytes | memoryview, *, field: str = TEXT
    ) -> str | None:
        """Return the text, or None when it does not open: another case, row, field or key."""
        try:
            return box.unlock(self.key, self._place(table, row, field), bytes(closed)).decode()
        except (CannotOpen, Malformed):
            return None

    def _place(self, table: str, row: bytes, field: str) -> bytes:
        return context(table, str(self.case_id), row.hex(), field)


def opened(case: Case, keyring: Keyring) -> CaseKey:
    """Open the case's key. Raises NoKey when this member does not hold the team's."""
    seed = keyring.keys_for(bytes(case.key_id)).seed
    return CaseKey(case.pk, envelope.unseal(seed, _place_of_key(case), bytes(case.sealed_key)))


def close(case: Case, key: bytes, *, team_public: bytes) -> bytes:
    """Seal a case's key to the team."""
    return envelope.seal(team_public, _place_of_key(case), key)


def _place_of_key(case: Case) -> bytes:
    return context("cases_case", str(case.pk), "sealed_key")
