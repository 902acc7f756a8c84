"""How hard the channel is pressed, and what that asks of a message: decided from counts alone."""

from dataclasses import dataclass
from enum import IntEnum

from uitweg.channel.rules.sizes import MIB, SEALED_STEPS, STEP


class Level(IntEnum):
    """What a visitor meets: nothing, a little work or a short wait, more of both and no files."""

    CALM = 0
    BUSY = 1
    FLOODED = 2


@dataclass(frozen=True, slots=True)
class Counts:
    """What one door counts; `free` is the disk's room in bytes. Nobody's address is among them."""

    asked_minute: int = 0  # messages that wanted in, stored or not
    stored_minute: int = 0
    stored_hour: int = 0
    bytes_hour: int = 0
    danger_minute: int = 0
    plain_minute: int = 0  # of those stored, the ones that came without JavaScript
    waiting: int = 0  # what the team has not handled yet, counted to MOST_COUNTED
    free: int = 2**60


LONGEST_STORED = 2 * SEALED_STEPS * (STEP + 256)
"""The bytes of the longest message in the store: two envelopes, and the rows' own."""

# A class of thirty after a lesson, all in one minute, still meets nothing.
MARKS = {
    Level.BUSY: Counts(asked_minute=40, stored_hour=200, bytes_hour=16 * MIB, waiting=500),
    Level.FLOODED: Counts(asked_minute=240, stored_hour=2000, bytes_hour=256 * MIB, waiting=2**60),
}
ROOM_LEFT = {Level.BUSY: 1024 * MIB, Level.FLOODED: 512 * MIB}
MOST_COUNTED = 1001

EASY, HARDER, HARDEST = 1000, 2000, 6000
"""The last number a solver may have to try; half of it on average. Measured in ADR 11."""
DANGER_A_MINUTE = 5
WAIT_SECONDS = {Level.CALM: 0, Level.BUSY: 20, Level.FLOODED: 60}
PLAIN_A_MINUTE = {Level.CALM: 2**60, Level.BUSY: 60, Level.FLOODED: 30}

LAST_MESSAGES = 1000
LAST_A_MINUTE = LAST_MESSAGES // 60
LAST_PLAIN_A_MINUTE = LAST_A_MINUTE // 3
NO_ROOM = 64 * MIB
RESERVE = NO_ROOM + LAST_MESSAGES * LONGEST_STORED
LEAST_AN_HOUR, MOST_AN_HOUR = 64 * MIB, 1024 * MIB


def level_after(before: Level, counts: Counts) -> Level:
    """Return the level now. It is left again only at half its marks, so it does not flutter."""
    reached, held = _reached(counts, 1), _reached(counts, 2)
    return max(reached, min(before, held))


def _reached(counts: Counts, parts: int) -> Level:
    """Return the highest level of which a mark, or one of so many parts of it, is reached."""
    for level in (Level.FLOODED, Level.BUSY):
        mark = MARKS[level]
        if (
            counts.asked_minute * parts >= mark.asked_minute
            or counts.stored_hour * parts >= mark.stored_hour
            or counts.bytes_hour * parts >= mark.bytes_hour
            or counts.waiting * parts >= mark.waiting
            or counts.free < ROOM_LEFT[level] * parts
        ):
            return level
    return Level.CALM


def work_for(level: Level, counts: Counts, *, size: int, danger: bool) -> int:
    """Return the last number to try for a message of `size` stored bytes; 0 asks nothing.

    Danger is not let off: whoever floods would tick it. The first few a minute get the
    lightest work, which is more than there are on a bad day; then danger is as hard as the rest.
    """
    if level == Level.CALM:
        return 0
    if danger and counts.danger_minute <= DANGER_A_MINUTE:
        return EASY
    base = EASY
    if level == Level.FLOODED:
        over = counts.asked_minute / MARKS[Level.FLOODED].asked_minute
        base = int(HARDER * max(1, over))
    steps = max(size // (2 * STEP) - 1, 0)
    return min(base * (4 + steps) // 4, HARDEST)


def wait_for(level: Level, counts: Counts, *, danger: bool) -> int:
    """Return how many seconds a form without JavaScript must be old before it is taken."""
    if danger and counts.danger_minute <= DANGER_A_MINUTE:
        level = min(level, Level.BUSY)
    return WAIT_SECONDS[level]


def has_room(counts: Counts) -> bool:
    """Say whether a message may still be stored, work or no work.

    Behind the most of an hour, or in the last room of the disk, a few a minute may: a
    thousand an hour. So the channel narrows, and falls silent only when the disk is full.
    """
    if is_full(counts):
        return False
    return not is_last(counts) or counts.stored_minute < LAST_A_MINUTE


def is_full(counts: Counts) -> bool:
    """Say whether the disk has no room for a message at all."""
    return counts.free < NO_ROOM


def has_plain_room(level: Level, counts: Counts) -> bool:
    """Say the same for a message without JavaScript, which did no work."""
    most = LAST_PLAIN_A_MINUTE if is_last(counts) else PLAIN_A_MINUTE[level]
    return has_room(counts) and counts.plain_minute < most


def is_last(counts: Counts) -> bool:
    return counts.free < RESERVE or counts.bytes_hour >= most_an_hour(counts.free)


def most_an_hour(free: int) -> int:
    """Return the bytes of an hour's messages: a flood of a whole day leaves room on the disk."""
    return max(LEAST_AN_HOUR, min(MOST_AN_HOUR, (free - RESERVE) // 24))


def size_of(text: str) -> int:
    """Return about how many bytes a text takes in the store: two envelopes of whole steps."""
    steps = len(text.encode()) // (STEP - 512) + 1
    return 2 * (steps * STEP + 1150)


def takes_files(level: Level, counts: Counts) -> bool:
    """Files are refused first: text must get through."""
    return level < Level.FLOODED and not is_last(counts)
