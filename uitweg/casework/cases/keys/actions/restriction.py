"""Restricting a case: its key goes to members with a grant instead of to the whole team."""

from django.db import transaction

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case
from uitweg.casework.cases.case.rules.grants import GrantKind
from uitweg.casework.cases.grants.actions import opening
from uitweg.casework.cases.grants.actions.grants import (
    can_hold_key,
    give_key_copy,
    require_enough_key_holders,
)
from uitweg.casework.cases.grants.actions.named_readers import name_readers
from uitweg.casework.cases.keys.actions.reencryption import reencrypt_cases
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import KeyShare, Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.sealing import box

RESTRICT_CASE = Act("case:restrict", "Casus strikt gemaakt")
UNRESTRICT_CASE = Act("case:unrestrict", "Casus weer gewoon gemaakt")


class RestrictionRefusal(Refusal):
    NO_SHEET = "Er is geen herstelvel. Maak dat eerst; er is niets veranderd."


def restrict_case(
    *,
    case: Case,
    by: Actor,
) -> None:
    """Restrict a case: give it a new key, for members with a grant only, and re-encrypt every text.

    Emergency access to the case ends. Raises NotPossible, changing nothing, when fewer than two
    members have lasting access, or when a colleague changed the key meanwhile.
    """
    require(by, Permission.CASE_GRANT, case)
    if case.is_restricted:
        return
    old, team = case_keys.open_case_key(case, by.keyring), opening.current_team_key(by.keyring)
    with transaction.atomic():
        case_keys.lock_case(old)
        emergency_grants = case.grants.active().filter(kind=GrantKind.EMERGENCY)
        emergency_grants.update(until=by.now, ended_by=by.member.pk)
        new = CaseKey(case.pk, box.new_key(), old.round + 1)
        reencrypt_cases([(old, new)])
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
        audit_log.record(by.member, RESTRICT_CASE, case)


def lift_restriction(
    *,
    case: Case,
    by: Actor,
) -> None:
    """Lift the restriction: seal the key to the team again, and delete the copies.

    Raises NotPossible when this member has no copy of the key, and NoKey without the team key.
    """
    require(by, Permission.CASE_GRANT, case)
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
        audit_log.record(by.member, UNRESTRICT_CASE, case)


def recovery_public_key() -> bytes:
    """Return the public key of the newest recovery sheet. Raises NotPossible without a sheet."""
    share = KeyShare.objects.of_sheet().first()
    if share is None:
        raise NotPossible(RestrictionRefusal.NO_SHEET)
    return bytes(share.holder_key)
