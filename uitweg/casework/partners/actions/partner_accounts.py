"""Accounts of partners: inviting one, and deleting the keys and notes of those that ended."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from uitweg.casework.partners.actions import lawyer_notes
from uitweg.casework.partners.models import Organisation, PackageKeyCopy
from uitweg.platform.accounts.actions import team
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Role
from uitweg.platform.sealing import envelope
from uitweg.platform.store.locking import lock_row


def invite_partner(
    *,
    organisation: Organisation,
    name: str,
    login_name: str,
    role: Role,
    phone: str,
    until: date | None,
    by: Actor,
) -> tuple[Member, str]:
    """Invite somebody of an organisation; return the account and its code, as `team.invite` does.

    The organisation is locked, so that it cannot end meanwhile and leave this account. Raises
    NotPossible("partner-ended") when it did, and as `team.invite`.
    """
    with transaction.atomic():
        if lock_row(organisation).ended_on is not None:
            raise NotPossible("partner-ended")
        return team.invite(
            by=by,
            name=name,
            login_name=login_name,
            role=role,
            phone=phone,
            until=until,
            organisation=organisation.pk,
        )


def forget_former_accounts(*, now: datetime, notes_kept_days: int) -> int:
    """Delete what accounts that ended or joined anew cannot open any more; return how many rows."""
    notes = lawyer_notes.delete_unreadable_notes(now=now, kept_days=notes_kept_days)
    return _delete_former_copies(now) + notes


def _delete_former_copies(now: datetime) -> int:
    """Delete key copies of accounts that are over, not admitted, or have another key by now."""
    today = timezone.localdate(now)
    copies = PackageKeyCopy.objects.select_related("member").order_by("pk")
    former = [
        copy.pk
        for copy in copies
        if not (copy.member.is_admitted and copy.member.is_active_on(today))
        or bytes(copy.holder_id) != envelope.key_id(bytes(copy.member.public_key))
    ]
    return PackageKeyCopy.objects.filter(pk__in=former).delete()[0]
