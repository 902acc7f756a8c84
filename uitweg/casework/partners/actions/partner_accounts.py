"""Keeping in step with accounts of partners: the keys and notes of those that ended go."""

from datetime import datetime

from django.utils import timezone

from uitweg.casework.partners.actions import lawyer_notes
from uitweg.casework.partners.models import PackageKeyCopy
from uitweg.platform.sealing import envelope


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
