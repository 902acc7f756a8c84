"""By which proved ways a member is reached."""

from datetime import datetime

from uitweg.casework.duty.models import ContactChannel
from uitweg.casework.duty.rules.channels import is_reachable
from uitweg.platform.accounts.models import Member


def is_reachable_member(member: Member, *, now: datetime) -> bool:
    """Return whether two independent channels of this member were proved within 30 days."""
    rows = ContactChannel.objects.filter(member=member).order_by("pk")
    return is_reachable([row.as_proved for row in rows], now=now)
