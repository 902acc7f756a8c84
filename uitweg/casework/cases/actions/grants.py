"""Letting a colleague in, for how long and how far, and letting them out again."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from uitweg.casework.cases.actions import case_keys
from uitweg.casework.cases.actions.case_keys import CaseKey
from uitweg.casework.cases.models import Case, CaseGrant, CaseKeyCopy
from uitweg.casework.cases.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.rules.grants import AccessLevel, GrantKind, GrantReason
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import ActOrigin
from uitweg.platform.store.locking import lock_row

MIN_KEY_HOLDERS = 2
"""A strict case always opens to two people; with one, an illness would shut it."""


class GrantChanged(Exception):
    """A colleague changed what this member has since the page was shown; nothing is changed."""


def active_grant_ids(case: Case) -> frozenset[int]:
    """Return the grants that live now, for a form to carry: what its page showed."""
    return frozenset(case.grants.active().values_list("pk", flat=True))


def grant_access(
    *,
    case: Case,
    to: Member,
    level: AccessLevel,
    groups: Iterable[DataGroup],
    until: datetime | None,
    reason: GrantReason,
    seen: Collection[int],
    by: Actor,
) -> None:
    """Let a colleague in; what they had before ends, so a person has one grant at a time.

    Level `manage` makes them deputy, with all groups. `seen` is what `shown` said as the writer
    saw it. Raises GrantMoved, and NotPossible for who cannot hold a key, for the owner, and for
    a term that is over before it began. The same once more is once.
    """
    require(by.member, Permission.CASE_GRANT, case)
    if until is not None and until <= by.now:
        raise NotPossible("grant-over")
    key = case_keys.open_case_key(case, by.keyring) if case.is_restricted else None
    what: dict[str, Any] = {"level": level, "until": until} | (
        {"kind": GrantKind.DEPUTY, "groups": ALL_GROUPS, "reason": GrantReason.DEPUTY}
        if level is AccessLevel.MANAGE
        else {"kind": GrantKind.COLLEAGUE, "groups": groups, "reason": reason}
    )
    with transaction.atomic():
        case = lock_row(case)
        if to.pk == case.coordinator_id:
            raise NotPossible("owner-stays")
        if _changed_since(case, to, seen):
            if _already_granted(case, to, sorted(what.pop("groups")), what):
                return
            raise GrantChanged
        replace_grant(case, to, **what, by=by, key=key)
        require_enough_key_holders(case)
        audit_log.record(by.member, "case:grant", case, reason=f"{level}:{to.pk}")


def _changed_since(case: Case, member: Member, seen: Collection[int]) -> bool:
    """Say whether somebody gave or ended something since; what ended by its own day did not."""
    theirs = case.grants.filter(member=member)
    ended = theirs.filter(pk__in=seen).exclude(ended_by=None)
    return theirs.active().exclude(pk__in=seen).exists() or ended.exists()


def _already_granted(
    case: Case, member: Member, groups: list[DataGroup], what: dict[str, Any]
) -> bool:
    """Say whether this is just what they have: one form sent twice, or two who chose the same."""
    rows = case.grants.active_for(member.pk)
    return [row.groups for row in rows.filter(**what)] == [groups] and rows.count() == 1


def end_grant(
    *,
    grant: CaseGrant,
    by: Actor,
) -> None:
    """End a grant now; twice is once.

    Raises NotPossible for the owner's own (hand over instead), and GrantMoved when a colleague
    put another in its place: who ends it would think that this member is out.
    """
    require(by.member, Permission.CASE_GRANT, grant.case)
    if grant.kind == GrantKind.OWNER:
        raise NotPossible("owner-stays")
    with transaction.atomic():
        case = lock_row(grant.case)
        if _end_grants(
            case, CaseGrant.objects.active().filter(pk=grant.pk), by=by.member, now=by.now
        ):
            require_enough_key_holders(case)
            audit_log.record(
                by.member, "case:grant-end", case, reason=f"{grant.level}:{grant.member_id}"
            )
        elif case.grants.active_for(grant.member_id).filter(pk__gt=grant.pk).exists():
            raise GrantChanged


def replace_grant(
    case: Case,
    to: Member,
    *,
    kind: GrantKind,
    level: AccessLevel,
    groups: Iterable[DataGroup],
    until: datetime | None,
    reason: GrantReason,
    by: Actor,
    key: CaseKey | None,
) -> CaseGrant:
    """Make a grant in the place of what `to` had, with a copy of a strict case's key."""
    if not can_hold_key(to, now=by.now):
        raise NotPossible("grant-member")
    if case.is_restricted and key is None:
        raise NotPossible("case-rekeyed")
    revoke_grants(case, to, by=by)
    if key is not None:
        case_keys.lock_case(key)
        give_key_copy(case, key, to, now=by.now)
    return CaseGrant.objects.create(
        case=case,
        member=to,
        kind=kind,
        level=level,
        groups=sorted(groups),
        since=by.now,
        until=until,
        reason=reason,
        given_by=by.member.pk,
    )


def revoke_grants(
    case: Case,
    member: Member,
    *,
    by: Actor,
) -> None:
    """End whatever this member has on the case, the copy of its key too."""
    _end_grants(case, case.grants.active_for(member.pk), by=by.member, now=by.now)


def _end_grants(case: Case, rows: QuerySet[CaseGrant], *, by: Member | None, now: datetime) -> int:
    members = list(rows.values_list("member", flat=True))
    ended = CaseGrant.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))
    count = ended.update(until=now, ended_by=by.pk if by else None)
    still = case.grants.active().filter(member__in=members).values("member")
    case.shares.filter(member__in=members).exclude(member__in=still).delete()
    return count


def give_key_copy(
    case: Case, key: CaseKey, to: Member | None, *, now: datetime, public: bytes = b""
) -> None:
    """Seal a copy of a strict case's key to a member, or (None) to the sheet's `public` key."""
    public = public or bytes(to.public_key if to else b"")
    holder, copy = case_keys.seal_key_copy(case, key.key, public=public)
    case.shares.filter(member=to).delete()
    CaseKeyCopy.objects.create(
        case=case, member=to, holder_id=holder, sealed_key=copy, given_at=now
    )


def can_hold_key(member: Member, *, now: datetime) -> bool:
    """Say whether this member can be let in at all: joined, still here, in a role with keys."""
    here = member.has_joined and member.is_active_on(timezone.localdate(now))
    return here and member.should_hold_keys


def require_enough_key_holders(case: Case) -> None:
    """Raise NotPossible when a strict case would open to fewer than two people for good."""
    if case.is_restricted:
        lasting = case.grants.active().filter(until=None).values("member").distinct().count()
        if lasting < MIN_KEY_HOLDERS:
            raise NotPossible("restricted-two")


def revoke_grants_of_former_members(*, now: datetime) -> int:
    """End the grants of who is no member any more, and the copies of keys of whose grant ended."""
    left = CaseGrant.objects.active().filter(member__until__lt=timezone.localdate(now))
    gone = list(left.select_related("case")[:500])
    for grant in gone:
        with transaction.atomic():
            _end_grants(
                lock_row(grant.case),
                CaseGrant.objects.filter(pk=grant.pk),
                by=None,
                now=now,
            )
            audit_log.record(
                None, "case:grant-end", grant.case, origin=ActOrigin.WORKER, reason="left"
            )
    return len(gone) + _delete_orphaned_key_copies()


def _delete_orphaned_key_copies() -> int:
    mine = CaseGrant.objects.active().filter(case=OuterRef("case"), member=OuterRef("member"))
    return CaseKeyCopy.objects.exclude(member=None).filter(~Exists(mine)).delete()[0]
