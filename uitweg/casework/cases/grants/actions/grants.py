"""Giving members access to a case, ending it, and the copies of a restricted case's key."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from uitweg.casework.cases.case.actions import case_keys
from uitweg.casework.cases.case.actions.case_keys import CaseKey
from uitweg.casework.cases.case.models import Case, CaseGrant, CaseKeyCopy
from uitweg.casework.cases.case.rules.data_groups import ALL_GROUPS, DataGroup
from uitweg.casework.cases.case.rules.grants import (
    MANAGE_LEVELS,
    AccessLevel,
    GrantKind,
    GrantReason,
)
from uitweg.casework.cases.grants.actions.named_readers import name_readers
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.actions.mail import MemberMail, mail_member
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission, person_behind
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act, ActOrigin
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.store.locking import lock_row

GRANT_CASE = Act("case:grant", "Toegang tot een casus")
END_CASE_GRANT = Act("case:grant-end", "Toegang tot een casus beëindigd")

MIN_KEY_HOLDERS = 2
"""At least two members can always open a restricted case, also when one of them falls ill."""


class GrantRefusal(Refusal):
    GRANT_MEMBER = "Deze collega kan geen toegang krijgen. Er is niets veranderd."
    GRANT_OVER = "Die dag is al voorbij. Er is niets veranderd."
    OWNER_STAYS = "De eigenaar houdt toegang. Draag de casus eerst over."
    RESTRICTED_TWO = "Een strikte casus opent altijd voor minstens twee mensen, zonder einddatum."


class GrantChanged(Exception):
    """A colleague changed this member's access after the page was shown; nothing was changed."""


def active_grant_ids(case: Case) -> frozenset[int]:
    """Return the ids of the active grants, for a form to send back as what its page showed."""
    return frozenset(case.grants.active().values_list("pk", flat=True))


def grant_access(
    *,
    case: Case,
    to: Member,
    level: AccessLevel,
    groups: Iterable[DataGroup],
    until: datetime | None,
    reason: GrantReason,
    shown_grants: Collection[int],
    by: Actor,
) -> None:
    """Give a member access to a case; any access they already had ends.

    Level `manage` makes them deputy, with all data groups. `shown_grants` are the ids that the
    page showed (`active_grant_ids`). Raises GrantChanged when a colleague changed this member's
    access after that, and NotPossible for a member who cannot hold keys, for the owner, or when
    `until` is in the past. The same request twice changes nothing the second time.
    """
    require(by, Permission.CASE_GRANT, case)
    if until is not None and until <= by.now:
        raise NotPossible(GrantRefusal.GRANT_OVER)
    key = case_keys.open_case_key(case, by.keyring) if case.is_restricted else None
    kind = GrantKind.COLLEAGUE
    if level is AccessLevel.MANAGE:
        kind, groups, reason = GrantKind.DEPUTY, ALL_GROUPS, GrantReason.DEPUTY
    terms: dict[str, Any] = {"kind": kind, "level": level, "until": until, "reason": reason}
    with transaction.atomic():
        case = lock_row(case)
        if to.pk == case.coordinator_id:
            raise NotPossible(GrantRefusal.OWNER_STAYS)
        if _changed_since(case, to, shown_grants):
            if _already_granted(case, to, sorted(groups), terms):
                return
            raise GrantChanged
        replace_grant(case, to, **terms, groups=groups, by=by, key=key)
        require_enough_key_holders(case)
        audit_log.record(by.member, GRANT_CASE, case, reason=f"{level}:{to.pk}")


def _changed_since(case: Case, member: Member, shown_grants: Collection[int]) -> bool:
    """Return whether somebody gave or ended a grant since; one that expired does not count."""
    grants = case.grants.filter(member=member)
    ended = grants.filter(pk__in=shown_grants).exclude(ended_by=None)
    return grants.active().exclude(pk__in=shown_grants).exists() or ended.exists()


def _already_granted(
    case: Case, member: Member, groups: list[DataGroup], terms: dict[str, Any]
) -> bool:
    """Return whether the member's only active grant already has exactly these terms.

    So it is when one form is sent twice, or two colleagues choose the same.
    """
    grants = case.grants.active_for(member.pk)
    return [grant.groups for grant in grants.filter(**terms)] == [groups] and grants.count() == 1


def end_grant(
    *,
    grant: CaseGrant,
    by: Actor,
) -> None:
    """End a grant now; ending it twice changes nothing the second time.

    Raises NotPossible for the owner's grant (hand the case over instead), and GrantChanged when a
    colleague replaced the grant: the member would keep access without `by` knowing it.
    """
    require(by, Permission.CASE_GRANT, grant.case)
    if grant.kind == GrantKind.OWNER:
        raise NotPossible(GrantRefusal.OWNER_STAYS)
    with transaction.atomic():
        case = lock_row(grant.case)
        active = CaseGrant.objects.active().filter(pk=grant.pk)
        if _end_grants(case, active, by=by.member, now=by.now):
            require_enough_key_holders(case)
            reason = f"{grant.level}:{grant.member_id}"
            audit_log.record(by.member, END_CASE_GRANT, case, reason=reason)
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
    """Give a member access to a case in place of any access they had; inside a transaction.

    `key` is the case key of a restricted case, of which they get a copy. Raises NotPossible when
    they cannot hold keys, or when the case became restricted meanwhile.
    """
    if not can_hold_key(to, now=by.now):
        raise NotPossible(GrantRefusal.GRANT_MEMBER)
    if case.is_restricted and key is None:
        raise NotPossible(case_keys.CaseRefusal.CASE_REKEYED)
    revoke_grants(case, to, by=by)
    if key is not None:
        case_keys.lock_case(key)
        give_key_copy(case, key, to, now=by.now)
    grant = CaseGrant.objects.create(
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
    name_readers(case)
    return grant


def revoke_grants(
    case: Case,
    member: Member,
    *,
    by: Actor,
) -> None:
    """End this member's access to the case and delete their copy of a restricted case's key."""
    _end_grants(case, case.grants.active_for(member.pk), by=by.member, now=by.now)


def _end_grants(
    case: Case, grants: QuerySet[CaseGrant], *, by: Member | None, now: datetime
) -> int:
    """End these grants of one case; return how many. `by` is None when the worker does it.

    Members who have no other active grant lose their copy of a restricted case's key.
    """
    # Read first: after the update `grants` may no longer match the rows it ended.
    ids = list(grants.values_list("pk", flat=True))
    members = list(grants.values_list("member", flat=True))
    count = CaseGrant.objects.filter(pk__in=ids).update(until=now, ended_by=by.pk if by else None)
    with_access = case.grants.active().filter(member__in=members).values("member")
    case.key_copies.filter(member__in=members).exclude(member__in=with_access).delete()
    name_readers(case)
    return count


def give_key_copy(
    case: Case, key: CaseKey, to: Member | None, *, now: datetime, public: bytes = b""
) -> None:
    """Seal a copy of a restricted case's key to a member, in place of an earlier copy.

    When `to` is None the copy is for the recovery sheet, whose public key is `public`.
    """
    public = public or bytes(to.public_key if to else b"")
    holder_id, sealed_key = case_keys.seal_key_copy(case, key.key, public=public)
    case.key_copies.filter(member=to).delete()
    CaseKeyCopy.objects.create(
        case=case, member=to, holder_id=holder_id, sealed_key=sealed_key, given_at=now
    )


def can_hold_key(member: Member, *, now: datetime) -> bool:
    """Return whether this member can get access to cases: admitted, active, in a role with keys."""
    is_active = member.is_admitted and member.is_active_on(timezone.localdate(now))
    return is_active and member.should_hold_keys


def require_enough_key_holders(case: Case) -> None:
    """Raise NotPossible when fewer than two people have lasting access to a restricted case."""
    if case.is_restricted:
        lasting = case.grants.active().filter(until=None).values("member")
        members = Member.objects.filter(pk__in=lasting).order_by("pk")
        brought_in_by = Member.objects.brought_in_by()
        people = {person_behind(member.pk, brought_in_by) for member in members}
        if len(people) < MIN_KEY_HOLDERS:
            raise NotPossible(GrantRefusal.RESTRICTED_TWO)


@job("grants", every=timedelta(seconds=30))
def revoke_grants_of_former_members(*, now: datetime) -> int:
    """End the grants of former members, and delete key copies of members without a grant.

    At most 500 grants in one run. Returns how many grants ended and copies were deleted.
    """
    of_former = CaseGrant.objects.active().filter(member__until__lt=timezone.localdate(now))
    grants = list(of_former.select_related("case")[:500])
    for grant in grants:
        with transaction.atomic():
            _end_grants(
                lock_row(grant.case),
                CaseGrant.objects.filter(pk=grant.pk),
                by=None,
                now=now,
            )
            audit_log.record(
                None, END_CASE_GRANT, grant.case, origin=ActOrigin.WORKER, reason="left"
            )
    return len(grants) + _delete_orphaned_key_copies()


def _delete_orphaned_key_copies() -> int:
    """Delete the copies of members without an active grant, for instance one that expired."""
    grants = CaseGrant.objects.active().filter(case=OuterRef("case"), member=OuterRef("member"))
    return CaseKeyCopy.objects.exclude(member=None).filter(~Exists(grants)).delete()[0]


def mail_managers(
    case: Case, mail: MemberMail, *, key: str, except_for: Member, now: datetime
) -> None:
    """Queue this mail for each member who manages the case now.

    A second call with the same `key` queues nothing.
    """
    grants = case.grants.active().filter(level__in=MANAGE_LEVELS).exclude(member=except_for)
    for member in Member.objects.filter(pk__in=grants.values("member")):
        if can_hold_key(member, now=now):
            mail_member(member, mail, key=key, now=now)
