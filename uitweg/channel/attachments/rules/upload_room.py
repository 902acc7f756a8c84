"""How much room files may take, and what work a further piece takes before it is stored.

Everything follows what is really free on the disk (docs/adr/0037).
"""

from dataclasses import dataclass

from uitweg.channel.admission.rules.load import EASY_WORK, HARDEST_WORK
from uitweg.channel.conversation.rules.sizes import CHUNKS_PER_UPLOAD, least_free_bytes

PART_OF_FREE_ROOM = 8
ASKS_WORK_FROM = 1 / 4
GIVES_WAY_FROM = 1 / 2
"""From which part of the room on the oldest uploads without a message are removed."""
KEPT_SECONDS = 300
"""How long after its newest piece an upload without a message never gives way."""


@dataclass(frozen=True, slots=True)
class UploadCounts:
    """What the room for files is decided from, in bytes."""

    unnamed: int = 0  # of uploads that no message names yet
    per_hour: int = 0  # stored in the last hour, named or not
    per_minute: int = 0
    free: int = 2**60  # on the disk
    disk: int = 2**60


def room_for_uploads(counts: UploadCounts) -> int:
    """Return how many bytes uploads without a message may take, and all files in one hour."""
    return max(0, counts.free - least_free_bytes(counts.disk)) // PART_OF_FREE_ROOM


def has_room(counts: UploadCounts, length: int, *, named: bool = False) -> bool:
    """Tell whether `length` bytes of a file fit; `named` when they come with their message.

    Above the room of an hour, each minute still takes a sixtieth of it.
    """
    room = room_for_uploads(counts)
    if counts.free - length < least_free_bytes(counts.disk):
        return False
    if not named and counts.unnamed + length > room:
        return False
    return counts.per_hour + length <= room or counts.per_minute < room / 60


def required_work(counts: UploadCounts, *, chunks: int, flooded: bool = False) -> int:
    """Return the highest number to try for so many chunks; 0 is no work.

    In a flood of messages files ask as much as when half of their room is used.
    """
    used = max(counts.unnamed, counts.per_hour) / max(1, room_for_uploads(counts))
    used = max(used, GIVES_WAY_FROM if flooded else 0)
    if used < ASKS_WORK_FROM:
        return 0
    harder = min(1, 2 * (used - ASKS_WORK_FROM))
    most = EASY_WORK + (HARDEST_WORK - EASY_WORK) * harder
    return max(1, int(most * chunks / CHUNKS_PER_UPLOAD))


def bytes_that_give_way(counts: UploadCounts) -> int:
    """Return how many bytes of uploads without a message should be removed, oldest first."""
    return max(0, counts.unnamed - int(room_for_uploads(counts) * GIVES_WAY_FROM))
