"""The ways to reach each member: adding and removing one, and which of them are proved."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from uitweg.casework.duty.channels.models import ChannelTest, ContactChannel
from uitweg.casework.duty.channels.rules import (
    MOST_OF_A_KIND,
    PROOF_LASTS,
    STRONGEST_FIRST,
    ChannelKind,
    is_reachable,
)
from uitweg.platform.accounts.actions.authorization import Actor, NotPossible, Refusal, require
from uitweg.platform.accounts.models import Member
from uitweg.platform.accounts.rules import Permission
from uitweg.platform.audit.actions import audit_log
from uitweg.platform.audit.rules import Act
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.rules.job import job
from uitweg.platform.store.locking import lock_row

CHANGE_CHANNELS = Act("duty:channels", "Bereikbaarheid veranderd")


class ContactChannelRefusal(Refusal):
    CHANNEL_KIND = "Zo kan Uitweg hier geen bericht sturen. Neem een andere manier."
    CHANNEL_DOUBLE = "Dit heb je al. Er is niets toegevoegd."
    CHANNEL_FULL = "Je hebt er hier al drie van. Haal er eerst een weg."


def possible_kinds() -> list[ChannelKind]:
    """Return the kinds of channel that this installation can send by, the strongest first."""
    configured = {channel.value for channel in outbox.configured_channels()}
    return [kind for kind in STRONGEST_FIRST if kind.value in configured]


def channels_of(member: Member) -> list[ContactChannel]:
    """Return all channels of a member, the strongest first."""
    rows = ContactChannel.objects.filter(member=member).order_by("pk")
    return sorted(rows, key=lambda row: STRONGEST_FIRST.index(ChannelKind(row.kind)))


def proved_channels(member: Member, *, now: datetime) -> list[ContactChannel]:
    """Return the channels that were proved within 30 days and can be sent by, strongest first."""
    kinds, since = possible_kinds(), now - PROOF_LASTS
    return [
        channel
        for channel in channels_of(member)
        if channel.kind in kinds and channel.proved_at is not None and channel.proved_at >= since
    ]


def is_reachable_member(member: Member, *, now: datetime) -> bool:
    """Return whether this member may have a shift: two roads, each proved within 30 days."""
    return member.pk in reachable_ids([member], now=now)


def reachable_ids(members: Iterable[Member], *, now: datetime) -> frozenset[int]:
    """Return the numbers of those of these members who may have a shift, with one query."""
    channels_by_member: dict[int, list[ContactChannel]] = {member.pk: [] for member in members}
    kinds = [kind.value for kind in possible_kinds()]
    rows = ContactChannel.objects.filter(member__in=list(channels_by_member), kind__in=kinds)
    for channel in rows.order_by("pk"):
        channels_by_member[channel.member_id].append(channel)
    return frozenset(
        number
        for number, channels in channels_by_member.items()
        if is_reachable((channel.as_proved for channel in channels), now=now)
    )


def add_channel(*, by: Actor, kind: ChannelKind, address: str) -> ContactChannel:
    """Add a way to reach the member; it counts for nothing until they prove it.

    Raises NotPossible: "channel-kind" when this installation cannot send by it, "channel-double",
    and "channel-full" at three of a kind.
    """
    require(by, Permission.DUTY_CHANNELS)
    if kind not in possible_kinds():
        raise NotPossible(ContactChannelRefusal.CHANNEL_KIND)
    with transaction.atomic():
        lock_row(by.member, may_be_named=True)
        own = ContactChannel.objects.filter(member=by.member, kind=kind)
        if own.filter(address=address).exists():
            raise NotPossible(ContactChannelRefusal.CHANNEL_DOUBLE)
        if own.count() >= MOST_OF_A_KIND:
            raise NotPossible(ContactChannelRefusal.CHANNEL_FULL)
        channel = ContactChannel.objects.create(member=by.member, kind=kind, address=address)
        audit_log.record(by.member, CHANGE_CHANNELS, channel, reason="added")
        return channel


def remove_channel(*, by: Actor, channel: ContactChannel) -> None:
    """Remove one of the member's own channels; a code that is on its way proves nothing then."""
    require(by, Permission.DUTY_CHANNELS)
    with transaction.atomic():
        lock_row(by.member, may_be_named=True)
        end_tests(channel, now=by.now)
        ContactChannel.objects.filter(pk=channel.pk, member=by.member).delete()
        audit_log.record(by.member, CHANGE_CHANNELS, channel, reason="removed")


def end_tests(channel: ContactChannel, *, now: datetime) -> None:
    """End every code of this channel that still works, and the message that carries it."""
    for test in ChannelTest.objects.open_at(now).filter(channel=channel):
        outbox.cancel_messages(group=test.key, now=now)
    ChannelTest.objects.filter(channel=channel, ends_at__gt=now).update(ends_at=now, code_hash=b"")


@job("former-channels", every=timedelta(minutes=1))
def forget_channels_of_former_members(*, now: datetime) -> int:
    """Delete how somebody was reached who is no member any more; return how many rows."""
    former = ContactChannel.objects.filter(member__until__lt=timezone.localdate(now))
    return former.delete()[1].get(ContactChannel._meta.label, 0)
