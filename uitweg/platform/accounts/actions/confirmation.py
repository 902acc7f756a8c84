"""Confirming what an administrator may not do alone: certain invitations, and renewing them."""

from datetime import datetime

from django.db import transaction

from uitweg.platform.accounts.actions import key_shares
from uitweg.platform.accounts.actions.authorization import (
    Actor,
    NotPossible,
    require,
    require_still,
)
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act, ActOrigin
from uitweg.platform.choices import Refusal
from uitweg.platform.store.locking import lock_row

CONFIRM_INVITATION = Act("member:confirm", "Uitnodiging bevestigd")


class ConfirmationRefusal(Refusal):
    NOTHING_TO_CONFIRM = "Hier valt niets meer te bevestigen. Is de uitnodiging verlopen?"


def confirm_invitation(*, by: Actor, member: Member) -> None:
    """Let an invitation that an administrator made, or made again, be used to join.

    Raises NotPossible when none waits, or when it is no longer valid.
    """
    require(by, Permission.MEMBER_CONFIRM, member)
    with transaction.atomic():
        key_shares.lock_shares()
        require_still(by, Permission.MEMBER_CONFIRM, member)
        _confirm_invitation(member, now=by.now, confirmed_by=by.pk)
        audit_log.record(by.member, CONFIRM_INVITATION, member)


def confirm_on_server(member: Member, *, now: datetime) -> None:
    """Confirm, from the server's command line, an invitation or that a member is somebody else.

    For a team in which nobody else can: with one founder, or whose only lead lost the passphrase.
    Raises NotPossible when there is nothing to confirm.
    """
    with transaction.atomic():
        member = lock_row(member, may_be_named=True)
        is_alone = member.is_admitted and member.brought_in_by is not None
        if member.waits_for_confirmation_at(now) or not is_alone:
            _confirm_invitation(member, now=now, confirmed_by=None)
        else:
            Member.objects.filter(pk=member.pk).update(brought_in_by=None)
        audit_log.record(None, CONFIRM_INVITATION, member, origin=ActOrigin.COMMAND_LINE)


def _confirm_invitation(member: Member, *, now: datetime, confirmed_by: int | None) -> None:
    member = lock_row(member, may_be_named=True)
    asked_by = member.asked_by
    if asked_by is None or not member.waits_for_confirmation_at(now):
        raise NotPossible(ConfirmationRefusal.NOTHING_TO_CONFIRM)
    # the words to join with are now known to whoever asked, also of a colleague's invitation
    member.asked_by, member.confirmed_by, member.invited_by = None, confirmed_by, asked_by
    member.save(update_fields=["asked_by", "confirmed_by", "invited_by"])
    if member.has_joined:
        empty_account(member, invited_by=asked_by, now=now)


def empty_account(member: Member, *, invited_by: int, now: datetime) -> None:
    """Remove all that lets a member log in and open anything, so that they join anew.

    `brought_in_by` stays until somebody admits them: who is behind this account is also who is
    behind those that it invited or brought in.
    """
    emptied = ("public_key", "verifier", "sealed_seed", "sealed_totp")
    unknown = ("joined_at", "admitted_at", "admitted_by")
    Member.objects.filter(pk=member.pk).update(
        invited_by=invited_by, **dict.fromkeys(emptied, b""), **dict.fromkeys(unknown)
    )
    key_shares.take_everything(member, now=now)
    member.refresh_from_db()
