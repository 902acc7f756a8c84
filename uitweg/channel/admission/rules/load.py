"""Load shedding: how busy the channel is, and what a message must do then to be accepted.

Everything is decided from counts, and from nothing about the sender (docs/adr/0011 and 0037).
"""

from dataclasses import dataclass
from enum import IntEnum

from uitweg.channel.conversation.rules.sizes import MIB, MOST_SEALED_STEPS, STEP_BYTES


class LoadLevel(IntEnum):
    """CALM asks nothing, BUSY some work or a short wait, FLOODED more of both, for files too."""

    CALM = 0
    BUSY = 1
    FLOODED = 2


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """The counts the load level is decided from; no IP address is among them."""

    requests_per_minute: int = 0  # well-formed messages that did the work, if any was asked
    stored_per_minute: int = 0
    stored_per_hour: int = 0
    bytes_per_hour: int = 0
    bytes_per_minute: int = 0
    danger_per_minute: int = (
        0  # well-formed messages marked as danger, whether they did work or not
    )
    plain_per_minute: int = 0  # of those stored, the ones from browsers without JavaScript
    waiting: int = 0  # not handled by the team yet, counted up to MOST_WAITING_COUNTED
    free_bytes: int = 2**60  # bytes free on the disk


LARGEST_STORED_MESSAGE_BYTES = 2 * MOST_SEALED_STEPS * (STEP_BYTES + 256)
"""The bytes of the longest message in the database: two envelopes, and the rows around them."""

# A class of thirty that writes after a lesson, all in one minute, still stays CALM.
LEVEL_THRESHOLDS = {
    LoadLevel.BUSY: LoadCounts(
        requests_per_minute=40, stored_per_hour=200, bytes_per_hour=16 * MIB, waiting=500
    ),
    LoadLevel.FLOODED: LoadCounts(
        requests_per_minute=240, stored_per_hour=2000, bytes_per_hour=256 * MIB, waiting=2**60
    ),
}
FREE_BYTES_THRESHOLDS = {LoadLevel.BUSY: 1024 * MIB, LoadLevel.FLOODED: 512 * MIB}
MOST_WAITING_COUNTED = 1001

EASY_WORK, HARDER_WORK, HARDEST_WORK = 1000, 2000, 6000
"""The highest number a solver may have to try, on average half of it. Measured in ADR 11 and 37."""
LONGEST_WORK = 12_000
"""The same for a message longer than LONG_BYTES."""
SHORT_BYTES, LONG_BYTES = (2 * steps * (STEP_BYTES + 256) for steps in (2, 6))
"""Stored bytes of most messages, and of one with 20,000 letters of the Latin alphabet."""
DANGER_PER_MINUTE = 5
WAIT_SECONDS = {LoadLevel.CALM: 0, LoadLevel.BUSY: 20, LoadLevel.FLOODED: 60}
PLAIN_PER_MINUTE = {LoadLevel.CALM: 2**60, LoadLevel.BUSY: 60, LoadLevel.FLOODED: 30}

RESERVED_MESSAGES = 1000
RESERVED_PER_MINUTE = RESERVED_MESSAGES // 60
RESERVED_PLAIN_PER_MINUTE = RESERVED_PER_MINUTE // 3
DISK_FULL_BELOW_BYTES = 64 * MIB
RESERVED_BYTES = DISK_FULL_BELOW_BYTES + RESERVED_MESSAGES * LARGEST_STORED_MESSAGE_BYTES
LEAST_BYTES_PER_HOUR = 32 * MIB
SHARES_OF_AN_HOUR = {LoadLevel.BUSY: 1 / 4, LoadLevel.FLOODED: 1 / 2}
"""From which part of an hour's room on a level holds, even when it is fixed lower."""


def next_load_level(current: LoadLevel, counts: LoadCounts) -> LoadLevel:
    """Return the new load level.

    A level ends only below half of its thresholds (hysteresis), so that it does not go up and
    down all the time.
    """
    reached, not_left = _level_reached(counts, divisor=1), _level_reached(counts, divisor=2)
    return max(reached, min(current, not_left))


def _level_reached(counts: LoadCounts, *, divisor: int) -> LoadLevel:
    """Return the highest level of which any threshold, divided by `divisor`, is reached."""
    for level in (LoadLevel.FLOODED, LoadLevel.BUSY):
        threshold = LEVEL_THRESHOLDS[level]
        if (
            counts.requests_per_minute * divisor >= threshold.requests_per_minute
            or counts.stored_per_hour * divisor >= threshold.stored_per_hour
            or counts.bytes_per_hour * divisor >= threshold.bytes_per_hour
            or counts.waiting * divisor >= threshold.waiting
            or counts.free_bytes < FREE_BYTES_THRESHOLDS[level] * divisor
        ):
            return level
    return LoadLevel.CALM


def required_work(level: LoadLevel, counts: LoadCounts, *, size: int, danger: bool) -> int:
    """Return the highest number to try for a message of `size` stored bytes; 0 is no work.

    Messages marked as danger are not exempt, because an attacker would tick that box too. The
    first DANGER_PER_MINUTE of a minute, more than come on a bad day, get the lightest work.
    """
    if level == LoadLevel.CALM:
        return 0
    if danger and counts.danger_per_minute <= DANGER_PER_MINUTE:
        return EASY_WORK
    base: float = EASY_WORK
    if level == LoadLevel.FLOODED:
        over = counts.requests_per_minute / LEVEL_THRESHOLDS[LoadLevel.FLOODED].requests_per_minute
        base = HARDER_WORK * max(1, over, 1 + 4 * (_used_share(counts) - 1 / 2))
    steps = max(size // (2 * STEP_BYTES) - 1, 0)
    most = HARDEST_WORK if size <= LONG_BYTES else LONGEST_WORK
    return int(min(base * (4 + steps) / 4, most))


def required_wait_seconds(level: LoadLevel, counts: LoadCounts, *, danger: bool) -> int:
    """Return how many seconds old a form without JavaScript must be to be accepted."""
    if danger and counts.danger_per_minute <= DANGER_PER_MINUTE:
        level = min(level, LoadLevel.BUSY)
    return WAIT_SECONDS[level]


def level_for_room(counts: LoadCounts) -> LoadLevel:
    """Return the level that the room of an hour asks for, whatever level is fixed by hand."""
    reached = [level for level, at in SHARES_OF_AN_HOUR.items() if _used_share(counts) >= at]
    return max(reached, default=LoadLevel.CALM)


def has_room(counts: LoadCounts, *, size: int = 0) -> bool:
    """Tell whether a message of `size` stored bytes may still be stored, after its work or wait.

    Above the limit of an hour each minute still takes a sixtieth of it, a long message only while
    much of that is left. So many bytes at once do not close the channel for what is left of the
    hour. On a nearly full disk RESERVED_PER_MINUTE messages may; it closes when the disk is full.
    """
    if is_disk_full(counts):
        return False
    if counts.free_bytes < RESERVED_BYTES:
        return counts.stored_per_minute < RESERVED_PER_MINUTE
    limit = bytes_per_hour_limit(counts.free_bytes)
    share = 1 if size <= SHORT_BYTES else 3 / 4 if size <= LONG_BYTES else 1 / 2
    return counts.bytes_per_hour < limit or counts.bytes_per_minute < share * limit / 60


def is_disk_full(counts: LoadCounts) -> bool:
    """Tell whether the disk has no room for a single message."""
    return counts.free_bytes < DISK_FULL_BELOW_BYTES


def has_room_for_plain(level: LoadLevel, counts: LoadCounts) -> bool:
    """Tell the same as `has_room` for a message without JavaScript, which cannot do work.

    Such messages have places of their own: those who do work cannot take them.
    """
    limit = PLAIN_PER_MINUTE[level]
    if is_using_reserve(counts):
        a_minute = bytes_per_hour_limit(counts.free_bytes) // 60
        places = a_minute // 4 // LARGEST_STORED_MESSAGE_BYTES
        limit = max(RESERVED_PLAIN_PER_MINUTE, min(places, limit))
    return not is_disk_full(counts) and counts.plain_per_minute < limit


def is_using_reserve(counts: LoadCounts) -> bool:
    """Tell whether the room of this hour is used up, or only the last room of the disk is left."""
    return counts.free_bytes < RESERVED_BYTES or _used_share(counts) >= 1


def bytes_per_hour_limit(free: int) -> int:
    """Return how many bytes an hour may store at once: part of what is really free on the disk.

    With the same again in sixtieths (`has_room`), a day's flood does not fill the disk.
    """
    return max(LEAST_BYTES_PER_HOUR, (free - RESERVED_BYTES) // 48)


def _used_share(counts: LoadCounts) -> float:
    return counts.bytes_per_hour / bytes_per_hour_limit(counts.free_bytes)


def stored_size(text: str) -> int:
    """Estimate how many bytes a text takes in the database: two envelopes of whole steps."""
    steps = len(text.encode()) // (STEP_BYTES - 512) + 1
    return 2 * (steps * STEP_BYTES + 1150)


def accepts_files(counts: LoadCounts) -> bool:
    """Tell whether files may come in; they are refused first, so that text gets through."""
    return not is_using_reserve(counts)
