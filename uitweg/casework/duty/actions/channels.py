"""By which ways a member is reached now."""

from datetime import datetime

from uitweg.casework.duty.models import ContactChannel
from uitweg.casework.duty.rules.channels import ChannelKind, is_proved
from uitweg.platform.accounts.models import Member

STRONGEST_FIRST = (ChannelKind.VOICE, ChannelKind.SMS, ChannelKind.CHAT, ChannelKind.MAIL)


def proved_channels(member: Member, *, now: datetime) -> list[ContactChannel]:
    """Return the ways that are proved, strongest first."""
    channels = ContactChannel.objects.filter(member=member).order_by("id")
    proved = [channel for channel in channels if is_proved(channel.as_proved, now=now)]
    return sorted(proved, key=lambda channel: STRONGEST_FIRST.index(ChannelKind(channel.kind)))
