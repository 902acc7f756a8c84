"""A strict case: its key goes to named members and the recovery sheet instead of the team."""

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
    """One field under a case's key, and the rows that have it."""

    model: type[models.Model]
    field: str

    def rows_of(self, case: Case) -> list[Any]:
        return list(self.model._default_manager.filter(case=case).order_by("pk"))


def case_sealed_fields() -> list[SealedField]:
    """Return everything that lies under a case's key, of parts above this one too.

    Found by the kind of its column: a text that is not `UnderCaseKey` stays shut after the change,
    and `tests/architecture/test_restriction.py` refuses it.
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
    """Give the case a new key, for those with a grant only, and close every text anew.

    All or nothing. Emergencies end. Raises NotPossible when fewer than two people would hold it
    for good, or when somebody changed the key meanwhile.
    """
    require(by.member, Permission.CASE_GRANT, case)
    if case.is_restricted:
        return
    old = case_keys.open_case_key(case, by.keyring)
    with transaction.atomic():
        case_keys.lock_case(old)
        broken = case.grants.active().filter(kind=GrantKind.EMERGENCY)
        broken.update(until=by.now, ended_by=by.member.pk)
        new = CaseKey(case.pk, box.new_key(), old.round + 1)
        reencrypt_case(case, old, new)
        for member in Member.objects.filter(pk__in=case.grants.active().values("member")):
            if can_hold_key(member, now=by.now):
                give_key_copy(case, new, member, now=by.now)
        give_key_copy(case, new, None, now=by.now, public=_recovery_public_key())
        Case.objects.filter(pk=case.pk).update(
            is_restricted=True, key_round=new.round, sealed_key=b"", key_id=b""
        )
        case.refresh_from_db()
        require_enough_key_holders(case)
        audit_log.record(by.member, "case:restrict", case)


def lift_restriction(
    *,
    case: Case,
    by: Actor,
) -> None:
    """Seal the key to the team again; the copies go. Raises NotPossible, NoKey."""
    require(by.member, Permission.CASE_GRANT, case)
    if not case.is_restricted:
        return
    key, team = case_keys.open_case_key(case, by.keyring), opening.current_team_key(by.keyring)
    with transaction.atomic():
        case_keys.lock_case(key)
        case.shares.all().delete()
        Case.objects.filter(pk=case.pk).update(
            is_restricted=False,
            sealed_key=case_keys.seal_case_key(case, key.key, team_public=bytes(team.public_key)),
            key_id=team.key_id,
        )
        audit_log.record(by.member, "case:unrestrict", case)


def reencrypt_case(case: Case, old: CaseKey, new: CaseKey) -> None:
    """Move every text from one key to the next, inside the caller's transaction.

    What does not open under the old key stays as it is: it was lost before, and shows as such.
    """
    for lies in case_sealed_fields():
        rows = lies.rows_of(case)
        for row in rows:
            _reencrypt_row(row, lies, old, new)
        lies.model._default_manager.bulk_update(rows, [lies.field], batch_size=100)


def _reencrypt_row(row: Any, lies: SealedField, old: CaseKey, new: CaseKey) -> None:
    table, place = lies.model._meta.db_table, bytes(row.form_key)
    closed = bytes(getattr(row, lies.field))
    text = old.unlock(table, place, closed, field=lies.field) if closed else None
    if text is not None:
        setattr(row, lies.field, new.lock(table, place, text, field=lies.field))


def _recovery_public_key() -> bytes:
    """Return the recovery sheet's public key."""
    kept = KeyShare.objects.filter(member=None).order_by("-given_at", "-id").first()
    if kept is None:
        raise NotPossible("no-sheet")
    return bytes(kept.holder_key)
