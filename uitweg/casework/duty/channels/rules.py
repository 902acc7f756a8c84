"""By which ways a member is reached, and how such a way is proved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from uitweg.casework.duty.shifts.rules import TEAM_ZONE
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


CODE_DIGITS = 6
CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5
HANDED_OVER_WITHIN = timedelta(minutes=5)
"""After this a code is not sent any more: who waits for it has given up."""

TESTS_AN_HOUR, TESTS_A_DAY = 5, 15
"""How many codes one member may ask for, over all their channels."""

TESTED_BEFORE_SHIFT = timedelta(hours=24)
CONFIRMED_BEFORE_SHIFT = timedelta(hours=12)
"""Who did not type the code by then is not reachable, and the leads are told."""

TIME_TO_ANSWER = timedelta(hours=1)
"""The least that somebody has to type a code in before the leads are told."""

LONGEST_AHEAD = timedelta(hours=28)
"""A test is never due longer before its shift than this."""

FIRST_TIME, LAST_TIME = time(9), time(21)
"""Tests that come by themselves leave between these times in the Netherlands, never at night."""

LAST_DUE = time(20, 30)
"""The latest that a test becomes due, so that the worker has time to send it before LAST_TIME."""


def is_daytime(now: datetime) -> bool:
    """Return whether a test that nobody asked for may leave at this moment."""
    return FIRST_TIME <= now.astimezone(TEAM_ZONE).time() < LAST_TIME


def tested_from(starts_at: datetime) -> datetime:
    """Return from when the channels of who has this shift are tested: 24 hours before it.

    When that is later than half past eight in the evening it is half past eight; when it is before
    nine in the morning it is nine. So at least two hours are left until twelve hours before the
    shift.
    """
    day_before = (starts_at.astimezone(UTC) - TESTED_BEFORE_SHIFT).astimezone(TEAM_ZONE)
    due = min(max(day_before.time(), FIRST_TIME), LAST_DUE)
    return datetime.combine(day_before.date(), due, TEAM_ZONE)


def code_ends_at(*, now: datetime, starts_at: datetime | None = None) -> datetime:
    """Return until when a code works: ten minutes, or for a shift until twelve hours before it."""
    if starts_at is None:
        return now + CODE_LASTS
    return max(now + TIME_TO_ANSWER, starts_at.astimezone(UTC) - CONFIRMED_BEFORE_SHIFT)
