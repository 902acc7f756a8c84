"""How hard the channel is pressed, and what that asks of a message: decided from counts alone."""

from dataclasses import dataclass
from enum import IntEnum

from uitweg.channel.rules.sizes import MIB, MOST_SEALED_STEPS, STEP_BYTES


class LoadLevel(IntEnum):
    """What a visitor meets: nothing, a little work or a short wait, more of both and no files."""

    CALM = 0
    BUSY = 1
    FLOODED = 2


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """What one door counts; `free` is the disk's room in bytes. Nobody's address is among them."""

    asked_minute: int = 0  # messages that wanted in, stored or not
    stored_minute: int = 0
    stored_hour: int = 0
    bytes_hour: int = 0
    danger_minute: int = 0
    plain_minute: int = 0  # of those stored, the ones that came without JavaScript
    waiting: int = 0  # what the team has not handled yet, counted to MOST_COUNTED
    free: int = 2**60


LARGEST_STORED_MESSAGE_BYTES = 2 * MOST_SEALED_STEPS * (STEP_BYTES + 256)
"""The bytes of the longest message in the store: two envelopes, and the rows' own."""

# A class of thirty after a lesson, all in one minute, still meets nothing.
LEVEL_THRESHOLDS = {
    LoadLevel.BUSY: LoadCounts(asked_minute=40, stored_hour=200, bytes_hour=16 * MIB, waiting=500),
    LoadLevel.FLOODED: LoadCounts(
        asked_minute=240, stored_hour=2000, bytes_hour=256 * MIB, waiting=2**60
    ),
}
FREE_BYTES_THRESHOLDS = {LoadLevel.BUSY: 1024 * MIB, LoadLevel.FLOODED: 512 * MIB}
MOST_WAITING_COUNTED = 1001

EASY_WORK, HARDER_WORK, HARDEST_WORK = 1000, 2000, 6000
"""The last number a solver may have to try; half of it on average. Measured in ADR 11."""
DANGER_PER_MINUTE = 5
WAIT_SECONDS = {LoadLevel.CALM: 0, LoadLevel.BUSY: 20, LoadLevel.FLOODED: 60}
PLAIN_PER_MINUTE = {LoadLevel.CALM: 2**60, LoadLevel.BUSY: 60, LoadLevel.FLOODED: 30}

RESERVED_MESSAGES = 1000
RESERVED_PER_MINUTE = RESERVED_MESSAGES // 60
RESERVED_PLAIN_PER_MINUTE = RESERVED_PER_MINUTE // 3
DISK_FULL_BELOW_BYTES = 64 * MIB
RESERVED_BYTES = DISK_FULL_BELOW_BYTES + RESERVED_MESSAGES * LARGEST_STORED_MESSAGE_BYTES
LEAST_BYTES_PER_HOUR, MOST_BYTES_PER_HOUR = 64 * MIB, 1024 * MIB


def next_load_level(before: LoadLevel, counts: LoadCounts) -> LoadLevel:
    """Return the level now. It is left again only at half its marks, so it does not flutter."""
    reached, held = _level_reached(counts, 1), _level_reached(counts, 2)
    return max(reached, min(before, held))


def _level_reached(counts: LoadCounts, parts: int) -> LoadLevel:
    """Return the highest level of which a mark, or one of so many parts of it, is reached."""
    for level in (LoadLevel.FLOODED, LoadLevel.BUSY):
        mark = LEVEL_THRESHOLDS[level]
        if (
            counts.asked_minute * parts >= mark.asked_minute
            or counts.stored_hour * parts >= mark.stored_hour
            or counts.bytes_hour * parts >= mark.bytes_hour
            or counts.waiting * parts >= mark.waiting
            or counts.free < FREE_BYTES_THRESHOLDS[level] * parts
        ):
            return level
    return LoadLevel.CALM


def required_work(level: LoadLevel, counts: LoadCounts, *, size: int, danger: bool) -> int:
    """Return the last number to try for a message of `size` stored bytes; 0 asks nothing.

    Danger is not let off: whoever floods would tick it. The first few a minute get the
    lightest work, which is more than there are on a bad day; then danger is as hard as the rest.
    """
    if level == LoadLevel.CALM:
        return 0
    if danger and counts.danger_minute <= DANGER_PER_MINUTE:
        return EASY_WORK
    base = EASY_WORK
    if level == LoadLevel.FLOODED:
        over = counts.asked_minute / LEVEL_THRESHOLDS[LoadLevel.FLOODED].asked_minute
        base = int(HARDER_WORK * max(1, over))
    steps = max(size // (2 * STEP_BYTES) - 1, 0)
    return min(base * (4 + steps) // 4, HARDEST_WORK)


def required_wait_seconds(level: LoadLevel, counts: LoadCounts, *, danger: bool) -> int:
    """Return how many seconds a form without JavaScript must be old before it is taken."""
    if danger and counts.danger_minute <= DANGER_PER_MINUTE:
        level = min(level, LoadLevel.BUSY)
    return WAIT_SECONDS[level]


def has_room(counts: LoadCounts) -> bool:
    """Say whether a message may still be stored, work or no work.

    Behind the most of an hour, or in the last room of the disk, a few a minute may: a
    thousand an hour. So the channel narrows, and falls silent only when the disk is full.
    """
    if is_disk_full(counts):
        return False
    return not is_using_reserve(counts) or counts.stored_minute < RESERVED_PER_MINUTE


def is_disk_full(counts: LoadCounts) -> bool:
    """Say whether the disk has no room for a message at all."""
    return counts.free < DISK_FULL_BELOW_BYTES


def has_room_for_plain(level: LoadLevel, counts: LoadCounts) -> bool:
    """Say the same for a message without JavaScript, which did no work."""
    most = RESERVED_PLAIN_PER_MINUTE if is_using_reserve(counts) else PLAIN_PER_MINUTE[level]
    return has_room(counts) and counts.plain_minute < most


def is_using_reserve(counts: LoadCounts) -> bool:
    return counts.free < RESERVED_BYTES or counts.bytes_hour >= bytes_per_hour_limit(counts.free)


def bytes_per_hour_limit(free: int) -> int:
    """Return the bytes of an hour's messages: a flood of a whole day leaves room on the disk."""
    return max(LEAST_BYTES_PER_HOUR, min(MOST_BYTES_PER_HOUR, (free - RESERVED_BYTES) // 24))


def stored_size(text: str) -> int:
    """Return about how many bytes a text takes in the store: two envelopes of whole steps."""
    steps = len(text.encode()) // (STEP_BYTES - 512) + 1
    return 2 * (steps * STEP_BYTES + 1150)


def accepts_files(level: LoadLevel, counts: LoadCounts) -> bool:
    """Files are refused first: text must get through."""
    return level < LoadLevel.FLOODED and not is_using_reserve(counts)
