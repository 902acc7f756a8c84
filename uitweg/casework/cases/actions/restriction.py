"""Restricting a case: its key goes to members with a grant instead of to the whole team."""

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction

from uitweg.casework.cases.actions import case_keys, opening
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.actions.grants import (
    can_hold_key,
    give_key_copy,
    require_enough_key_holders,
)
from uitweg.casework.cases.actions.named_readers import name_readers
from uitweg.casework.cases.models import Case
from uitweg.casework.cases.models.sealed_text import SealedTextField
from uitweg.casework.cases.rules.grants import GrantKind
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.models import KeyShare, Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.sealing import box


@dataclass(frozen=True)
class SealedField:
    """A model field that is encrypted with the case key."""

    model: type[models.Model]
    field: str

    def rows_of(self, case: Case) -> list[Any]:
        return list(self.model._default_manager.filter(case=case).order_by("pk"))


def case_sealed_fields() -> list[SealedField]:
    """Return every model field that is encrypted with a case key, also those of other parts.

    Fields are found by their class. `tests/architecture/test_restriction.py` refuses an encrypted
    text in a field of another class, which would be unreadable after a change of key.
    """
    return [
        SealedField(relation.related_model, field.name)
        for relation in Case._meta.related_objects
        for field in relation.related_model._meta.local_fields
        if isinstance(field, SealedTextField)
    ]


def restrict_case(
    *,
    case: Case,
    by: Actor,
) -> None:
    """Restrict a case: give it a new key, for members with a grant only, and re-encrypt every text.

    Emergency access to the case ends. Raises NotPossible, changing nothing, when fewer than two
    members have lasting access, or when a colleague changed the key meanwhile.
    """
    require(by.member, Permission.CASE_GRANT, case)
    if case.is_restricted:
        return
    old, team = case_keys.open_case_key(case, by.keyring), opening.current_team_key(by.keyring)
    with transaction.atomic():
        case_keys.lock_case(old)
        emergency_grants = case.grants.active().filter(kind=GrantKind.EMERGENCY)
        emergency_grants.update(until=by.now, ended_by=by.member.pk)
        new = CaseKey(case.pk, box.new_key(), old.round + 1)
        reencrypt_case(case, old, new)
        for member in Member.objects.filter(pk__in=case.grants.active().values("member")):
            if can_hold_key(member, now=by.now):
                give_key_copy(case, new, member, now=by.now)
        give_key_copy(case, new, None, now=by.now, public=recovery_public_key())
        Case.objects.filter(pk=case.pk).update(
            is_restricted=True, key_round=new.round, sealed_key=b"", key_id=team.key_id
        )
        case.refresh_from_db()
        require_enough_key_holders(case)
        name_readers(case)
        audit_log.record(by.member, "case:restrict", case)


def lift_restriction(
    *,
    case: Case,
    by: Actor,
) -> None:
    """Lift the restriction: seal the key to the team again, and delete the copies.

    Raises NotPossible when this member has no copy of the key, and NoKey without the team key.
    """
    require(by.member, Permission.CASE_GRANT, case)
    if not case.is_restricted:
        return
    key, team = case_keys.open_case_key(case, by.keyring), opening.current_team_key(by.keyring)
    with transaction.atomic():
        case_keys.lock_case(key)
        case.key_copies.all().delete()
        Case.objects.filter(pk=case.pk).update(
            is_restricted=False,
            sealed_key=case_keys.seal_case_key(case, key.key, team_public=bytes(team.public_key)),
            key_id=team.key_id,
        )
        name_readers(case)
        audit_log.record(by.member, "case:unrestrict", case)


def reencrypt_case(case: Case, old: CaseKey, new: CaseKey) -> None:
    """Encrypt every text of the case with another key, inside the caller's transaction.

    A text that the old key does not decrypt is left alone: it was unreadable before.
    """
    for sealed_field in case_sealed_fields():
        rows = sealed_field.rows_of(case)
        for row in rows:
            _reencrypt_row(row, sealed_field, old, new)
        manager = sealed_field.model._default_manager
        manager.bulk_update(rows, [sealed_field.field], batch_size=100)


def _reencrypt_row(row: Any, sealed_field: SealedField, old: CaseKey, new: CaseKey) -> None:
    table, field = sealed_field.model._meta.db_table, sealed_field.field
    form_key, sealed = bytes(row.form_key), bytes(getattr(row, field))
    text = old.unlock(table, form_key, sealed, field=field) if sealed else None
    if text is not None:
        setattr(row, field, new.lock(table, form_key, text, field=field))


def recovery_public_key() -> bytes:
    """Return the public key of the newest recovery sheet. Raises NotPossible without a sheet."""
    share = KeyShare.objects.of_sheet().first()
    if share is None:
        raise NotPossible("no-sheet")
    return bytes(share.holder_key)
