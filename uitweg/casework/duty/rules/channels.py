"""By which ways a member is reached, and when that counts as proved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from uitweg.platform.choices import Choices

PROOF_LASTS = timedelta(days=30)
CHANNELS_NEEDED = 2
MOST_OF_A_KIND = 3


class ChannelKind(Choices):
    MAIL = "mail", "E-mail"
    SMS = "sms", "Sms"
    VOICE = "voice", "Telefoontje"
    CHAT = "chat", "Chatbericht"


ROAD_OF = {
    ChannelKind.MAIL: "mail",
    ChannelKind.SMS: "telephone",
    ChannelKind.VOICE: "telephone",
    ChannelKind.CHAT: "chat",
}
"""What fails together: an sms and a call to one telephone are one road, not two."""

STRONGEST_FIRST = (ChannelKind.VOICE, ChannelKind.SMS, ChannelKind.CHAT, ChannelKind.MAIL)
"""What wakes somebody at night first."""


@dataclass(frozen=True)
class ProvedChannel:
    """A way to reach a member, and when they last showed, on the device, that it arrives."""

    kind: ChannelKind
    proved_at: datetime | None


def is_proved(channel: ProvedChannel, *, now: datetime) -> bool:
    return channel.proved_at is not None and now - channel.proved_at <= PROOF_LASTS


def is_reachable(channels: Iterable[ProvedChannel], *, now: datetime) -> bool:
    """Return whether these are enough to have a shift: two roads, each proved within 30 days."""
    roads = {ROAD_OF[channel.kind] for channel in channels if is_proved(channel, now=now)}
    return len(roads) >= CHANNELS_NEEDED


def reachable_until(channels: Iterable[ProvedChannel]) -> datetime | None:
    """Return until when these proofs are enough to have a shift; None when they never were."""
    proofs = dict[str, datetime]()
    for channel in channels:
        if channel.proved_at is not None:
            road = ROAD_OF[channel.kind]
            proofs[road] = max(channel.proved_at, proofs.get(road, channel.proved_at))
    newest_first = sorted(proofs.values(), reverse=True)
    if len(newest_first) < CHANNELS_NEEDED:
        return None
    return newest_first[CHANNELS_NEEDED - 1] + PROOF_LASTS
