"""A strict case: its key goes to named members and the recovery sheet instead of the team."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from uitweg.access import trail
from uitweg.access.gate import NotPossible, require
from uitweg.access.keyring import Keyring
from uitweg.access.models import KeyShare, Member
from uitweg.access.rules import Permission
from uitweg.cases import actions, disclosing, insight, plan, sealed, sheets
from uitweg.cases.granting import can_hold, enough_holders, share
from uitweg.cases.models import Case
from uitweg.cases.sealed import CaseKey
from uitweg.cases.sight import GrantKind
from uitweg.sealing import box

TEXT = "sealed_text"


@dataclass(frozen=True)
class Lies:
    """One field under a case's key: the case's rows, the name of their place, the field."""

    rows: str
    table: str
    field: str = TEXT


SEALED = (
    Lies("entries", actions.TABLE),
    Lies("entries", actions.TABLE, actions.FACTS),
    Lies("sheets", sheets.TABLE),
    Lies("goals", plan.GOALS),
    Lies("actions", plan.ACTIONS),
    Lies("actions", plan.ACTIONS, plan.REASON),
    Lies("disclosures", disclosing.TABLE),
    Lies("insights", insight.TABLE, insight.WORK),
    Lies("insights", insight.TABLE, insight.PACKAGE),
)
"""Everything under a case's key: a field that is not here stays shut after the change.

`tests/house/test_strict.py` refuses a sealed field of a case's rows that is not named.
"""


def make_strict(*, case: Case, by: Member, keyring: Keyring, now: datetime) -> None:
    """Give the case a new key, for those with a grant only, and close every text anew.

    All or nothing. Emergencies end. Raises NotPossible when fewer than two people would hold it
    for good, or when somebody changed the key meanwhile.
    """
    require(by, Permission.CASE_GRANT, case)
    if case.is_strict:
        return
    old = sealed.opened(case, keyring)
    with transaction.atomic():
        sealed.hold(old)
        broken = case.grants.living().filter(kind=GrantKind.BREAK_GLASS)
        broken.update(until=now, ended_by=by.pk)
        new = CaseKey(case.pk, box.new_key(), old.round + 1)
        close_anew(case, old, new)
        for member in Member.objects.filter(pk__in=case.grants.living().values("member")):
            if can_hold(member, now=now):
                share(case, new, member, now=now)
        share(case, new, None, now=now, public=_sheet())
        Case.objects.filter(pk=case.pk).update(
            is_strict=True, key_round=new.round, sealed_key=b"", key_id=b""
        )
        case.refresh_from_db()
        enough_holders(case)
        trail.record(by, "case:strict", case)


def make_normal(*, case: Case, by: Member, keyring: Keyring) -> None:
    """Seal the key to the team again; the copies go. Raises NotPossible, NoKey."""
    require(by, Permission.CASE_GRANT, case)
    if not case.is_strict:
        return
    key, team = sealed.opened(case, keyring), actions.current_team_key(keyring)
    with transaction.atomic():
        sealed.hold(key)
        case.shares.all().delete()
        Case.objects.filter(pk=case.pk).update(
            is_strict=False,
            sealed_key=sealed.close(case, key.key, team_public=bytes(team.public_key)),
            key_id=team.key_id,
        )
        trail.record(by, "case:normal", case)


def close_anew(case: Case, old: CaseKey, new: CaseKey) -> None:
    """Move every text from one key to the next, inside the caller's transaction.

    What does not open under the old key stays as it is: it was lost before, and shows as such.
    """
    for lies in SEALED:
        rows = list(getattr(case, lies.rows).all())
        for row in rows:
            _move(row, lies, old, new)
        if rows:
            type(rows[0])._default_manager.bulk_update(rows, [lies.field], batch_size=100)


def _move(row: Any, lies: Lies, old: CaseKey, new: CaseKey) -> None:
    place, closed = bytes(row.form_key), bytes(getattr(row, lies.field))
    text = old.unlock(lies.table, place, closed, field=lies.field) if closed else None
    if text is not None:
        setattr(row, lies.field, new.lock(lies.table, place, text, field=lies.field))


def _sheet() -> bytes:
    """Return the recovery sheet's public key."""
    kept = KeyShare.objects.filter(member=None).order_by("-given_at", "-id").first()
    if kept is None:
        raise NotPossible("no-sheet")
    return bytes(kept.holder_key)
