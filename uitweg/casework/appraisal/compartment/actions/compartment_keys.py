"""The key of a compartment, and encrypting with it: each text opens only in its row and field."""

from dataclasses import dataclass
from datetime import datetime

from uitweg.casework.appraisal.compartment.models import Compartment, CompartmentKeyCopy
from uitweg.casework.cases.case.actions.case_keys import CaseRefusal
from uitweg.platform.accounts.actions.authorization import NotPossible, Refusal
from uitweg.platform.accounts.actions.keyring import Keyring
from uitweg.platform.accounts.models import Member
from uitweg.platform.sealing import box, envelope, recovery
from uitweg.platform.sealing.envelope import CannotOpen, Malformed, context


class CompartmentKeyRefusal(Refusal):
    COMPARTMENT_KEY = "Jouw sleutel opent dit deel niet. Vraag opnieuw om toegang."


@dataclass(frozen=True)
class CompartmentKey:
    """A decrypted compartment key (AES-256, 32 bytes)."""

    compartment_id: int
    key: bytes

    def lock(self, table: str, form_key: bytes, text: str, *, field: str) -> bytes:
        """Encrypt a text for one field of one row, which is named by its 16-byte `form_key`."""
        return self.lock_file(table, form_key, text.encode(), field=field)

    def unlock(
        self, table: str, form_key: bytes, sealed: bytes | memoryview, *, field: str
    ) -> str | None:
        """Decrypt; return None when it was encrypted for another key, row or field."""
        data = self.unlock_file(table, form_key, sealed, field=field)
        return None if data is None else data.decode()

    def lock_file(self, table: str, form_key: bytes, data: bytes, *, field: str) -> bytes:
        """Encrypt bytes as `lock` does a text."""
        return box.lock(self.key, self._context(table, form_key, field), data)

    def unlock_file(
        self, table: str, form_key: bytes, sealed: bytes | memoryview, *, field: str
    ) -> bytes | None:
        """Decrypt bytes as `unlock` does a text."""
        try:
            return box.unlock(self.key, self._context(table, form_key, field), bytes(sealed))
        except (CannotOpen, Malformed):
            return None

    def _context(self, table: str, form_key: bytes, field: str) -> bytes:
        return context(table, str(self.compartment_id), form_key.hex(), field)


def new_key(compartment: Compartment) -> CompartmentKey:
    return CompartmentKey(compartment.pk, box.new_key())


def open_key(compartment: Compartment, keyring: Keyring) -> CompartmentKey:
    """Decrypt the key of a compartment. Raises NotPossible without a copy for this member."""
    holder_id = envelope.key_id(envelope.public_key(keyring.seed))
    copy = compartment.key_copies.filter(holder_id=holder_id, member__isnull=False).first()
    if copy is None:
        raise NotPossible(CompartmentKeyRefusal.COMPARTMENT_KEY, ask=compartment.made_by_id)
    return _open_copy(compartment, copy, keyring.seed)


def has_copy(compartment: Compartment, member: Member) -> bool:
    """Return whether the key is sealed to this member's present key."""
    public = bytes(member.public_key)
    copies = compartment.key_copies.filter(member=member)
    return bool(public) and copies.filter(holder_id=envelope.key_id(public)).exists()


def open_key_with_sheet(compartment: Compartment, words: str) -> CompartmentKey:
    """Decrypt the key with the 24 words of the recovery sheet.

    Raises the errors of `recovery.from_words`, and NotPossible for a sheet without a copy.
    """
    seed = recovery.from_words(words)
    holder_id = envelope.key_id(envelope.public_key(seed))
    copy = compartment.key_copies.filter(holder_id=holder_id, member=None).first()
    if copy is None:
        raise NotPossible(CaseRefusal.NOT_OUR_SHEET)
    return _open_copy(compartment, copy, seed)


def _open_copy(compartment: Compartment, copy: CompartmentKeyCopy, seed: bytes) -> CompartmentKey:
    copy_context = _copy_context(compartment, bytes(copy.holder_id))
    key = envelope.unseal(seed, copy_context, bytes(copy.sealed_key))
    return CompartmentKey(compartment.pk, key)


def give_copy(
    compartment: Compartment,
    key: CompartmentKey,
    to: Member | None,
    *,
    public: bytes = b"",
    now: datetime,
) -> None:
    """Seal a copy of the key to a member, in place of an earlier one.

    When `to` is None the copy is for the recovery sheet, whose public key is `public`.
    """
    public = public or bytes(to.public_key if to else b"")
    holder_id = envelope.key_id(public)
    compartment.key_copies.filter(member=to).delete()
    CompartmentKeyCopy.objects.create(
        compartment=compartment,
        member=to,
        holder_id=holder_id,
        sealed_key=envelope.seal(public, _copy_context(compartment, holder_id), key.key),
        given_at=now,
    )


def _copy_context(compartment: Compartment, holder_id: bytes) -> bytes:
    return context(
        "appraisal_compartmentkeycopy", str(compartment.pk), holder_id.hex(), "sealed_key"
    )
