"""By which ways a member is reached."""

from datetime import datetime

from uitweg.casework.duty.models import ContactChannel
from uitweg.casework.duty.rules.channels import is_proved, is_reachable
from uitweg.platform.accounts.models import Member
from uitweg.platform.jobs.actions import outbox


def proved_channels(member: Member, *, now: datetime) -> list[ContactChannel]:
    """Return the configured channels of a member that were proved within 30 days."""
    rows = ContactChannel.objects.filter(member=member).order_by("-kind", "id")
    kinds = {channel.value for channel in outbox.configured_channels()}
    return [row for row in rows if row.kind in kinds and is_proved(row.as_proved, now=now)]


def is_reachable_member(member: Member, *, now: datetime) -> bool:
    """Return whether a member has two roads that are configured and proved."""
    return is_reachable((row.as_proved for row in proved_channels(member, now=now)), now=now)
