"""How one member is reached, put together for their own page and for the page of the rota."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from uitweg.casework.duty.callouts.models import CalloutCall
from uitweg.casework.duty.channels.actions import channels_of, possible_kinds
from uitweg.casework.duty.channels.models import ChannelTest, ContactChannel
from uitweg.casework.duty.channels.rules import ChannelKind, is_proved, reachable_until, tested_from
from uitweg.casework.duty.shifts.models import Shift
from uitweg.platform.accounts.models import Member
from uitweg.platform.identifiers.phones import written_phone
from uitweg.platform.jobs.actions import outbox
from uitweg.platform.jobs.rules import MessageState

LOOKED_AHEAD = timedelta(days=60)
LAST_MESSAGES = 3
"""Of so many of the newest messages to a channel it is looked at whether they left."""


@dataclass(frozen=True)
class ChannelView:
    """One channel as its member sees it. `failed_at`: its newest message could not be delivered."""

    channel: ContactChannel
    is_possible: bool
    is_proved: bool
    days_ago: int
    open_test: ChannelTest | None
    failed_at: datetime | None

    @property
    def kind_words(self) -> str:
        return ChannelKind(self.channel.kind).words

    @property
    def written_address(self) -> str:
        """The address as people write it."""
        is_phone = self.channel.kind in {ChannelKind.SMS, ChannelKind.VOICE}
        return written_phone(self.channel.address) if is_phone else self.channel.address


@dataclass(frozen=True)
class Reachability:
    """How a member is reached; `until` is when the proofs of two roads end, None without two."""

    channels: list[ChannelView]
    until: datetime | None
    is_reachable: bool
    shifts: list[Shift]
    now: datetime

    @property
    def first_shift(self) -> Shift | None:
        return self.shifts[0] if self.shifts else None

    @property
    def shift_after_proof(self) -> Shift | None:
        """Return the first shift that begins when the proofs of today are over."""
        until = self.until
        if not self.is_reachable or until is None:
            return None
        return next((shift for shift in self.shifts if shift.starts_at > until), None)

    @property
    def next_test_at(self) -> datetime | None:
        """Return from when a code comes by itself for the next shift that did not begin."""
        return tested_from(self.shifts[0].starts_at) if self.shifts else None


def reachability_of(
    member: Member, *, now: datetime, without: ContactChannel | None = None
) -> Reachability:
    """Return how this member is reached; `without` a channel as if it were removed."""
    channels = [channel for channel in channels_of(member) if channel != without]
    kinds = possible_kinds()
    tests = _newest_tests(member)
    failures = _failures(member, channels, tests)
    views = [
        ChannelView(
            channel=channel,
            is_possible=channel.kind in kinds,
            is_proved=is_proved(channel.as_proved, now=now),
            days_ago=_days_between(channel.proved_at, now) if channel.proved_at else 0,
            open_test=next((t for t in tests.get(channel.pk, []) if t.is_open_at(now)), None),
            failed_at=failures.get(channel.pk),
        )
        for channel in channels
    ]
    until = reachable_until(view.channel.as_proved for view in views if view.is_possible)
    return Reachability(
        channels=views,
        until=until,
        is_reachable=until is not None and until >= now,
        shifts=_shifts_ahead(member, now=now),
        now=now,
    )


def _days_between(first: datetime, last: datetime) -> int:
    return (timezone.localdate(last) - timezone.localdate(first)).days


def _shifts_ahead(member: Member, *, now: datetime) -> list[Shift]:
    ahead = Shift.objects.between(now, now + LOOKED_AHEAD).filter(starts_at__gt=now)
    return list(ahead.filter(Q(member=member) | Q(backup=member)))


def _newest_tests(member: Member) -> dict[int, list[ChannelTest]]:
    """Return by channel its tests, newest first."""
    tests: dict[int, list[ChannelTest]] = {}
    for test in ChannelTest.objects.filter(member=member).order_by("-sent_at", "-pk"):
        if test.channel_id is not None:
            tests.setdefault(test.channel_id, []).append(test)
    return tests


def _failures(
    member: Member, channels: list[ContactChannel], tests: dict[int, list[ChannelTest]]
) -> dict[int, datetime]:
    """Return by channel when its newest message that came to an end could not be delivered.

    Of callouts only the kind of channel is known, not which address it was.
    """
    keys = {
        channel.pk: [test.key for test in tests.get(channel.pk, [])[:LAST_MESSAGES]]
        for channel in channels
    }
    for kind in {channel.kind for channel in channels}:
        calls = CalloutCall.objects.filter(member=member, channel=kind).order_by("-due_at", "-pk")
        newest = list(calls.values_list("key", flat=True)[:LAST_MESSAGES])
        for channel in channels:
            if channel.kind == kind and channel.proved_at is not None:
                keys[channel.pk] += newest
    outcomes = outbox.outcomes_of(key for own in keys.values() for key in own)
    failures = {}
    for number, own in keys.items():
        ended = [
            (outcome.ended_at, outcome.state is MessageState.FAILED)
            for outcome in (outcomes[key] for key in own if key in outcomes)
            if outcome.ended_at is not None
        ]
        last_at, failed = max(ended, default=(None, False))
        if last_at is not None and failed:
            failures[number] = last_at
    return failures
